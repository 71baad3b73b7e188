// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.ReplyMode;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** Structured fields; the query replies are those of s3270 but for the ones that we have not. */
class StructuredFieldsTest {
  private static final String SUMMARY = "000d8180" + "8081848586" + "878895a6";
  private static final String USABLE_AREA =
      "001781810100" + "0050002b" + "01000a02e50002006f090c0d70";
  private static final String ALPHANUMERIC = "00088184000d7000";
  private static final String CHARACTER_SETS =
      "001b81858200090c0000000007" + "00100002b90025" + "0100f103c30136";
  private static final String COLOR =
      "00268186001000f4f1f1f2f2f3f3f4f4f5f5f6f6f7f7f8f8f9f9fafafbfbfcfcfdfdfefeffff";
  private static final String HIGHLIGHTING = "000f81870500f0f1f1f2f2f4f4f8f8";
  private static final String REPLY_MODES = "00078188000102";
  private static final String DDM = "000c8195000040004000" + "0101";
  private static final String IMPLICIT = "001181a600000b0100005000180050002b";
  private static final String ALL =
      SUMMARY
          + USABLE_AREA
          + ALPHANUMERIC
          + CHARACTER_SETS
          + COLOR
          + HIGHLIGHTING
          + REPLY_MODES
          + DDM
          + IMPLICIT;

  @ParameterizedTest
  @CsvSource({
    "f3 0005 01ff 02, " + ALL,
    "f3 0000 01ff 02, " + ALL,
    "11 0005 01ff 02, " + ALL,
    "f3 0006 01ff 03 80, " + ALL,
    "f3 0007 01ff 03 40 86, " + ALL,
    "f3 0007 01ff 03 00 86, " + COLOR,
    "f3 0008 01ff 03 00 87 86, " + COLOR + HIGHLIGHTING,
    "f3 0009 01ff 03 00 80 99 88, " + SUMMARY + REPLY_MODES,
    "f3 0007 01ff 03 00 99, 000481ff",
    "f3 0006 01ff 03 00, 000481ff"
  })
  void queriesAreAnsweredWithWhatIsTrue(String query, String replies) {
    Display display = Display.showing("7ec2 c1");
    assertEquals("88" + replies, display.ask(query));
    assertEquals(KeyboardLock.INHIBITED, display.screen.lock());
    display.host("f140");
    assertEquals(KeyboardLock.UNLOCKED, display.screen.lock());
  }

  @Test
  void theSizesToldAreThoseOfTheScreen() {
    Display display = new Display(new Screen(ScreenSize.MODEL_2, new ScreenSize(62, 160)));
    String replies = display.ask("f3 0008 01ff 03 00 81 a6");
    assertEquals(
        "001781810100" + "00a0003e" + "01000a02e50002006f090c26c0", replies.substring(2, 48));
    assertEquals("001181a600000b010000500018" + "00a0003e", replies.substring(48));
  }

  @ParameterizedTest
  @CsvSource({"f2, 6140c31dc1c1c2", "f6, 6140c31140c1c1c2", "6e, 6140c31140c1c1c2"})
  void readPartitionReadsTheOnlyPartition(String operation, String expected) {
    Display display = Display.showing("f5c2 1dc1 c1c2 13");
    String answer = display.ask("f3 0005 0100" + operation);
    assertEquals(expected, answer.replaceAll("(00)+$", ""));
    assertEquals(KeyboardLock.UNLOCKED, display.screen.lock());
  }

  @Test
  void eraseResetErasesToOneOfTheSizes() {
    Display display = Display.showing("f5c2 c1");
    display.host("f3 0004 03 80");
    assertEquals(ScreenSize.MODEL_4, display.screen.size());
    assertEquals("", display.row());
    display.host("f3 0004 03 00");
    assertEquals(ScreenSize.MODEL_2, display.screen.size());
  }

  @Test
  void outbound3270DsWritesAndKeepsTheSize() {
    Display display = Display.showing("f5c2 c1 13");
    assertEquals(new Outcome.Applied(true, 1), display.host("f3 0008 4000 f1 c6 c2 04"));
    assertEquals("c1 c2", display.row());
    display.host("f3 0007 4000 7e c2 c3 0007 4000 f1 c2 c4");
    assertEquals("c4", display.row());
    assertEquals(ScreenSize.MODEL_2, display.screen.size());
    display.host("f3 0005 4000 6f");
    assertEquals("", display.row());
  }

  @Test
  void theReplyModeIsSetAndEndsWithAnEraseThatResets() {
    Display display = Display.showing("f5c2");
    display.host("f3 0007 0900 02 41 42");
    ReplyMode mode = display.screen.replyMode();
    assertEquals(ReplyMode.Kind.CHARACTER, mode.kind());
    assertEquals(
        "true true false",
        mode.reports(0x41) + " " + mode.reports(0x42) + " " + mode.reports(0x45));
    display.host("f582");
    assertEquals(mode, display.screen.replyMode());
    display.host("f1c2");
    assertEquals(mode, display.screen.replyMode());
    display.host("f5c2");
    assertEquals(ReplyMode.FIELD, display.screen.replyMode());
    display.host("f3 0005 0900 01");
    assertEquals(ReplyMode.EXTENDED_FIELD, display.screen.replyMode());
    display.host("f3 0005 0900 00");
    assertEquals(ReplyMode.FIELD, display.screen.replyMode());
  }

  @Test
  void aFaultEndsTheRecordAndWhatCameBeforeStays() {
    Display display = Display.showing("f5c2");
    display.host("f3 0007 4000 f1 c2 c3 0004 7700 0007 4000 f1 c2 c4");
    assertEquals("c3", display.row());
  }
}
