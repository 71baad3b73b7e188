// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** What reads tell the host, as s3270 4.1 tells it. */
class InboundEncoderTest {
  private static final String SCREEN =
      "f5c2 1d40c1c2 2842f2 2841f4 c3 2843f1 c4 280000 c5 08c6"
          + "1dc1c7c8 2904c0c142f141f243f1 c9 13 2842f4 0000 1d60";

  @ParameterizedTest
  @CsvSource({
    "0000 0900 00, 1d40 c1c2c3c4c508c6 1dc1c7c8 1dc1 c90000 1d60",
    "0000 0900 01, 2901c040 c1c2c3c4c508c6 2901c0c1c7c8 2904c0c142f141f243f1 c90000 2901c060",
    "0000 0900 02, 2901c040 c1c2c3c4c508c6 2901c0c1c7c8 2904c0c142f141f243f1 c90000 2901c060",
    "0000 0900 02 41 42 43 45, 2901c040 c1c2 2842f2 2841f4 c3 2843f1 c4 284200 284100 284300 c5"
        + " 08c6 2901c0c1c7c8 2904c0c142f141f243f1 c9 2842f4 0000 2901c060 284200",
    "0000 0900 02 42, 2901c040 c1c2 2842f2 c3c4 284200 c508c6 2901c0c1c7c8"
        + " 2904c0c142f141f243f1 c9 2842f4 0000 2901c060 284200"
  })
  void readBufferTellsAllInTheReplyMode(String mode, String expected) {
    Display display = Display.showing(SCREEN);
    display.host("f3" + mode);
    String answer = display.ask("f2");
    assertEquals("60404c" + cut(expected.replace(" ", "")), cut(answer));
    assertEquals(answer, display.ask("02"));
  }

  private static String cut(String hex) {
    return hex.replaceAll("(00)+$", "");
  }

  @ParameterizedTest
  @CsvSource({"f6", "06", "6e", "0e"})
  void readModifiedTellsTheTaggedFieldsWithoutNulls(String command) {
    Display display = Display.showing(SCREEN);
    assertEquals("60404c1140c8c7c811404bc9", display.ask(command));
  }

  @Test
  void characterModeTellsAttributesInReadModifiedToo() {
    Display display = Display.showing("f5c2 c100c2 2842f2 c308c4 13");
    assertEquals("6040c5c1c2c308c4", display.ask("f6"));
    display.host("f3 0000 0900 02 42");
    assertEquals("6040c5c1c22842f2c308c4", display.ask("f6"));
  }

  @ParameterizedTest
  @CsvSource({
    "6d, 6d, 6d40c31140c1c1c2",
    "6c, 6c, 6c40c31140c1c1c2",
    "7d, 7d40c31140c1c1c2, 7d40c31140c1c1c2",
    "7e, 7e40c31140c1, 7e40c31140c1c1c2",
    "f3, f340c31140c1c1c2, f340c31140c1c1c2"
  })
  void theKeyDecidesHowMuchIsRead(String aid, String modified, String all) {
    Display display = Display.showing("f5c2 1dc1c1c2 13");
    display.screen.setAid(Integer.parseInt(aid, 16));
    assertEquals(modified, display.ask("f6"));
    assertEquals(all, display.ask("6e"));
  }

  @Test
  void aFieldThatWrapsIsReadToItsEnd() {
    Display display = Display.showing("f5c2 c3 1d60 c4 11 5d7e 1dc1 c1");
    assertEquals("604040" + "115d7f" + "c1c3", display.ask("f6"));
  }

  @Test
  void addressesHaveFourteenBitsOnScreensOfMoreThan4096Cells() {
    Display display = new Display(new Screen(ScreenSize.MODEL_2, new ScreenSize(62, 160)));
    display.host("7ec2 11 1fff 1dc1 c1 13");
    assertEquals("602001" + "112000" + "c1", display.ask("f6"));
    display.host("f5c2 1dc1 c1 13");
    assertEquals("6040c2" + "1140c1" + "c1", display.ask("f6"));
  }
}
