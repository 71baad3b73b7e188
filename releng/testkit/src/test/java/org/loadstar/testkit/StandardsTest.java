// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardsTest {
  private static final String HEAD =
      "| section | what | state | test or why |\n|---|---|---|---|\n";

  @TempDir Path root;

  @BeforeEach
  void module() throws IOException {
    write(
        "bundles/b/src/test/java/p/SomeTest.java",
        """
        class SomeTest {
          @Test
          void plain() {}

          @ParameterizedTest
          @CsvSource({"a", "b"})
          void many(String x) {}

          private void helper() {}
        }
        """);
    write("releng/interop/tests/test_x.py", "def test_a_peer():\n    pass\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Standards read(String... rows) throws IOException {
    write("docs/standards.md", HEAD + String.join("\n", rows) + "\n");
    return Standards.read(root);
  }

  private List<String> faults(String... rows) throws IOException {
    return read(rows).faults();
  }

  private Set<String> absent = new TreeSet<>();

  private List<String> notRun(String report) throws IOException {
    write("bundles/b/target/surefire-reports/TEST-p.SomeTest.xml", report);
    return read("| 1 | a | done | `b: SomeTest#plain` |", "| 1 | a | done | `b: SomeTest#many` |")
        .notRun(Instant.now().minusSeconds(60), absent);
  }

  @Test
  void whatIsDoneNamesTestsThatExist() throws IOException {
    assertEquals(
        List.of(),
        faults(
            "| 4.1 | a | done | `b: SomeTest#plain`, `b: SomeTest#many` |",
            "| 4.2 | b | done | `interop: test_x#test_a_peer` |",
            "| 4.3 | c | partly | half of it: `b: SomeTest#plain` |",
            "| 4.4 | d | no | nobody wants it |",
            "",
            "| another | table |",
            "| of | three | columns |"));
    assertEquals(
        List.of(
            "line 3: done, but no test is named",
            "line 4: partly, but not why",
            "line 5: no, but not why",
            "line 6: the state is 'yes', allowed is done, partly, no",
            "line 7: a row has section, what, state, and test or why",
            "line 4: b: SomeTest#plain2 is no test",
            "line 8: b: SomeTest#helper is no test",
            "line 9: b: OtherTest#plain is no test",
            "line 10: c: SomeTest#plain is no test"),
        faults(
            "| 1 | a | done | some test |",
            "| 2 | a | partly | `b: SomeTest#plain2` |",
            "| 3 | a | no | |",
            "| 4 | a | yes | why |",
            "| 5 | a | b | done | `b: SomeTest#plain` |",
            "| 6 | a | done | `b: SomeTest#helper` |",
            "| 7 | a | done | `b: OtherTest#plain` |",
            "| 8 | a | done | `c: SomeTest#plain` |"));
  }

  @Test
  void theyRanInThisBuild() throws IOException {
    assertEquals(
        List.of(),
        notRun(
            "<testcase name=\"plain\" time=\"0\"/>\n<testcase name=\"many(String)[1]\" time=\"0\">\n"
                + "  <system-out>x</system-out></testcase>"));
    assertEquals(
        List.of("line 3: b: SomeTest#plain did not run", "line 4: b: SomeTest#many did not run"),
        notRun(
            "<testcase name=\"plainer\"/><testcase name=\"many(String)[1]\">\n  <skipped/>\n</testcase>"));
    assertEquals(Set.of(), absent);
  }

  @Test
  void aModuleThatWasNoPartOfTheBuildIsTold() throws IOException {
    assertEquals(
        List.of(), read("| 1 | a | done | `b: SomeTest#plain` |").notRun(Instant.now(), absent));
    assertEquals(Set.of("b"), absent);
    absent.clear();
    write("bundles/b/target/surefire-reports/TEST-p.OtherTest.xml", "<testsuite/>");
    assertEquals(
        List.of("line 3: b: SomeTest#plain has no report"),
        read("| 1 | a | done | `b: SomeTest#plain` |")
            .notRun(Instant.now().minusSeconds(60), absent));
  }
}
