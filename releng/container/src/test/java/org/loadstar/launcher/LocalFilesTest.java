// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalFilesTest {
  private static final String HERE = Path.of("").toAbsolutePath() + "/";

  private static void becomes(String command, String line, String expected) {
    assertEquals(
        List.of(expected.split(" ")), LocalFiles.absolute(command, List.of(line.split(" "))));
  }

  @Test
  void filesStandInTheFolderOfWhoTypesThem() {
    becomes(
        "screen",
        "h:23 --trace t.trc --screens=s/x.json --keys a",
        "h:23 --trace " + HERE + "t.trc --screens=" + HERE + "s/x.json --keys a");
    becomes("screen", "--trace /tmp/t.trc h:23", "--trace /tmp/t.trc h:23");
    becomes("trace", "s1 t.trc", "s1 " + HERE + "t.trc");
    becomes("trace", "s1 --stop", "s1 --stop");
    becomes("find", "a b", "a b");
  }
}
