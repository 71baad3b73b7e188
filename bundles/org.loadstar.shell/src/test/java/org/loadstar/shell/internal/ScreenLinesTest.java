// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.CellStyle;
import org.loadstar.api.session.OperatorArea;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.SessionState;
import org.loadstar.shell.wire.JsonReader;

/** The lines of {@code --screens}, as docs/screens.md describes them. */
class ScreenLinesTest {
  private static ScreenSnapshot screen() {
    return new ScreenSnapshot(
        7,
        2,
        3,
        4,
        new OperatorArea("X SYSTEM", false, 0),
        " A\u2502 \u00fc ".toCharArray(),
        new byte[] {0, (byte) 0xC1, (byte) 0xBF, 0, (byte) 0xDC, 0x40},
        new short[] {0xE8, -1, -1, 0x4C, -1, -1},
        new CellStyle[] {
          style(0, 0xF4, 0, 0, false, CellStyle.Half.NONE),
          CellStyle.DEFAULT,
          style(0, 0, 0, 0, true, CellStyle.Half.NONE),
          style(0, 0, 0, 0xF8, false, CellStyle.Half.NONE),
          style(0, 0xF2, 0, 0, false, CellStyle.Half.LEFT),
          style(0xF2, 0, 0xF1, 0, false, CellStyle.Half.RIGHT)
        });
  }

  private static CellStyle style(
      int highlighting,
      int foreground,
      int background,
      int set,
      boolean escape,
      CellStyle.Half half) {
    return new CellStyle(highlighting, foreground, background, set, 0, 0, 0, escape, half);
  }

  @Test
  void aRecordIsOneLine() throws Exception {
    StringWriter out = new StringWriter();
    ScreenLines lines = new ScreenLines(out, () -> SessionState.CONNECTED);
    lines.record(3, screen());
    lines.record(5, screen());
    String[] written = out.toString().split("\n");
    assertEquals(2, written.length);
    assertEquals(
        "{\"record\":3,\"state\":\"CONNECTED\",\"size\":{\"rows\":2,\"columns\":3},"
            + "\"cursor\":{\"row\":1,\"column\":1},\"lock\":\"X SYSTEM\","
            + "\"rows\":[\" A\u2502\",\" \u00fc \"],"
            + "\"cells\":[[{\"field\":\"e8\",\"foreground\":\"f4\"},{\"code\":\"c1\"},"
            + "{\"code\":\"bf\",\"characterSet\":\"f1\"}],"
            + "[{\"field\":\"4c\",\"characterSet\":\"f8\"},"
            + "{\"code\":\"dc\",\"foreground\":\"f2\",\"half\":\"left\"},"
            + "{\"code\":\"40\",\"highlighting\":\"f2\",\"background\":\"f1\",\"half\":\"right\"}]]}",
        written[0]);
    Map<String, ?> second = JsonReader.readObject(written[1]);
    assertTrue(((Number) second.get("record")).intValue() == 5, written[1]);
  }
}
