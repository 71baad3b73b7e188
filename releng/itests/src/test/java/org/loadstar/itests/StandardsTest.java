// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Standards;

/**
 * docs/standards.md: every row has its state, every "done" names a test that exists. Whether they
 * ran is looked at when all have, in the phase verify of this module.
 */
class StandardsTest {
  private static final Path ROOT = Path.of(System.getProperty("loadstar.root"));
  private static final List<String> STANDARDS =
      List.of(
          "2165", "2608", "2609", "2610", "2614", "3049", "3059", "3082", "3111", "3224", "3421",
          "3528", "854", "856", "1572", "1576", "1646", "2355");

  @Test
  void everyRowIsProvedOrSaysWhyNot() throws IOException {
    Standards standards = Standards.read(ROOT);
    assertEquals(List.of(), standards.faults());
    assertTrue(standards.rows() > 100, "rows: " + standards.rows());
  }

  @Test
  void everyStandardAndEveryRequirementOfRfc3049IsThere() throws IOException {
    String text = Files.readString(ROOT.resolve("docs/standards.md"));
    for (String standard : STANDARDS) {
      assertTrue(text.contains("\n## RFC " + standard), standard);
    }
    for (int i = 1; i <= 26; i++) {
      String id = String.format("| R%02d ", i);
      assertTrue(text.contains(id), id);
    }
  }
}
