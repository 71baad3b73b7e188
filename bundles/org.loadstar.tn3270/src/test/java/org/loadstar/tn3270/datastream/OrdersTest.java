// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** Every order and command; what is expected was read off s3270 4.1. */
class OrdersTest {
  private static final String APPLIED = new Outcome.Applied(false, 0).toString();

  @ParameterizedTest
  @CsvSource({"f5, f1", "05, 01"})
  void writeCommandsHaveTwoCodes(String erase, String write) {
    Display display = Display.showing(erase + "c2 c1c2c3");
    assertEquals(ScreenSize.MODEL_2, display.screen.size());
    assertEquals(APPLIED, display.host(write + "c2 d1").toString());
    assertEquals("d1 c2 c3", display.row(), "a write begins at the cursor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7e", "0d"})
  void eraseWriteAlternateTakesTheAlternateSize(String command) {
    Display display = Display.showing("f5c2 c1");
    display.host(command + "c2 11 d57f c2");
    assertEquals(ScreenSize.MODEL_4, display.screen.size());
    assertEquals("", display.row());
  }

  @Test
  void startFieldKeepsTheBitsThatMeanSomething() {
    assertEquals(
        "SF(c0=fd) SF(c0=c0) SF(c0=e0) c1", Display.showing("f5c2 1dff 1d02 1d60 c1").row());
  }

  @Test
  void startFieldExtendedTakesAttributesInAnyOrder() {
    assertEquals(
        "SF(c0=e0,42=f2,45=f3,41=f1,43=f1) c1",
        Display.showing("f5c2 2905 45f3 41f1 c060 42f2 43f1 c1").row());
  }

  @ParameterizedTest
  @CsvSource({
    "2900, SF(c0=c0)",
    "2901 42f2, 'SF(c0=c0,42=f2)'",
    "2901 4205, SF(c0=c0)",
    "2902 c101 7703, SF(c0=c0)",
    "2902 42f2 0000, 'SF(c0=c0,42=f2)'",
    "2902 42f2 42f3, 'SF(c0=c0,42=f3)'"
  })
  void startFieldExtendedPassesOverWhatACellDoesNotHold(String order, String expected) {
    assertEquals(expected + " c1", Display.showing("f5c2" + order + "c1").row());
  }

  @Test
  void fieldsKeepValidationOutliningAndTransparency() {
    Display display = Display.showing("f5c2 2904 c040 c1c5 c2cf 46f2 28c107 28c20f 2846f1 c1");
    assertEquals("5 f f2", fieldOnly(display, 0));
    assertEquals("0 0 f1", fieldOnly(display, 1));
    display.host("f1c2 114040 2c02 c102 c200");
    assertEquals("2 0 f2", fieldOnly(display, 0));
    assertEquals("SF(c0=c0) c1", display.row(), "s3270 shows none of them");
  }

  private static String fieldOnly(Display display, int address) {
    int extended = display.screen.extended(address);
    return Integer.toHexString(Extended.value(extended, Extended.VALIDATION))
        + " "
        + Integer.toHexString(Extended.value(extended, Extended.OUTLINING))
        + " "
        + Integer.toHexString(Extended.value(extended, Extended.TRANSPARENCY));
  }

  @Test
  void setAttributeHoldsUntilChangedAndFieldsHaveTheirOwn() {
    assertEquals(
        "SA(42=f2) c1 SF(c0=c0) c2 SA(41=f4) c3 SA(42=00,41=f0) c4",
        Display.showing("f5c2 28 42f2 c1 1d40 c2 28 41f4 c3 28 0000 c4").row());
  }

  @Test
  void setAttributeEndsWithTheRecord() {
    Display display = Display.showing("f5c2 28 42f2 c1c2 13");
    display.host("f1c2 c3");
    assertEquals("SA(42=f2) c1 c2 SA(42=00) c3", display.row());
  }

  @ParameterizedTest
  @CsvSource({"11 4040, 0", "11 c150, 80", "11 0050, 80", "11 5d7f, 1919", "11 077f, 1919"})
  void addressesHaveTwelveOrFourteenBits(String order, int address) {
    assertEquals(address, Display.showing("f5c2" + order + "13").screen.cursor());
  }

  @Test
  void graphicEscapeTakesTheNextByteWhateverItIs() {
    assertEquals(
        "GE(ad) GE(11) SA(42=f2) GE(c1) SA(42=00) c2",
        Display.showing("f5c2 08ad 0811 28 42f2 28 43f1 08c1 28 0000 c2").row());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0c", "0d", "0e", "15", "19", "1c", "1e", "25", "3f", "ff", "00"})
  void formatControlsTakeAPosition(String control) {
    Display display = Display.showing("f5c2 c1" + control + "c2");
    assertEquals("c1 " + control + " c2", display.row());
  }

  @Test
  void whatIsNoOrderIsPassedOverAndCounted() {
    Display display = new Display(Screen.ofModel(2));
    assertEquals(new Outcome.Applied(true, 3), display.host("f5c6 c1 01 04 3d c2"));
    assertEquals("c1 c2", display.row());
  }

  @ParameterizedTest
  @CsvSource({
    "'3c 40c4 5c c1', 5c 5c 5c 5c c1",
    "'3c 40c4 08ad c1', GE(ad) GE(ad) GE(ad) GE(ad) c1",
    "'28 42f2 3c 40c2 5c 2800 00 c1', SA(42=f2) 5c 5c SA(42=00) c1",
    "'3c 40c2 11 c1', 11 11 c1"
  })
  void repeatToAddressFillsUpToIt(String orders, String expected) {
    assertEquals(expected, Display.showing("f5c2" + orders).row());
  }

  @Test
  void repeatToAddressWraps() {
    Display display = Display.showing("f5c2 11 5d7e 3c 40c2 5c c3");
    assertEquals("5c 5c c3", display.row());
    assertEquals("00 ".repeat(78) + "5c 5c", display.row(23));
  }

  @Test
  void repeatToItsOwnAddressFillsTheScreenAndDropsTheFields() {
    Display display = Display.showing("f5c2 1d60 c1 1d40 13 3c 40c3 5c");
    assertFalse(display.screen.isFormatted());
    assertEquals("5c " + "5c ".repeat(78) + "5c", display.row(12));
  }

  @Test
  void eraseUnprotectedToAddressSparesProtectedFieldsAndColours() {
    Display display =
        Display.showing("f5c2 1d60 c1 1d40 28 42f2 c2c3 28 43f1 c4 28 0000 1d61 c5 1d41 c6c7");
    display.host("f1c2 11 4040 12 40c9");
    assertEquals(
        "SF(c0=e0) c1 SF(c0=c0) SA(42=f2) 00 00 00 SF(c0=e1) SA(42=00) c5 SF(c0=c1) c6 c7",
        display.row());
    display.host("f1c2 11 40c7 12 4040");
    assertEquals("SF(c0=e0) c1", display.row().substring(0, 12));
    assertTrue(display.row().endsWith("c5 SF(c0=c1)"), "the tag stays");
  }

  @Test
  void eraseUnprotectedToItsOwnAddressGoesRound() {
    Display display = Display.showing("f5c2 c1c2c3");
    display.host("f1c2 11 40c1 12 40c1");
    assertEquals("", display.row());
  }

  @ParameterizedTest
  @CsvSource({
    // Right after an order it only moves; after text it nulls the rest of the field.
    "'1d60c1c2 1d40c3c4 1d60c5', '11 4040 05 d1', SF(c0=e0) c1 c2 SF(c0=c0) d1 c4 SF(c0=e0) c5",
    "'1d60c1c2 1d40c3c4 1d60c5', '11 40c1 d1 05 d2', SF(c0=e0) d1 00 SF(c0=c0) d2 c4 SF(c0=e0) c5",
    // At an unprotected attribute it moves one step.
    "'1d40c1c2 1d40c3', '11 4040 05 d1', SF(c0=c0) d1 c2 SF(c0=c0) c3",
    // Without a field to come it goes to 0, and a second one then nulls from there.
    "'1d40c1 1d60c2c3c4', '11 40c4 d1 05 d2', d2 c1 SF(c0=e0) c2 d1",
    "'c1c2c3', '11 40c1 d1 05 d2', d2 d1",
    "'c1c2c3 1d40 c4', '11 40c1 0c 05 d1', c1 0c c3 SF(c0=c0) d1"
  })
  void programTabFindsTheNextUnprotectedField(String shown, String write, String expected) {
    Display display = Display.showing("f5c2" + shown);
    display.host("f1c2" + write);
    assertEquals(expected, display.row());
  }

  @ParameterizedTest
  @CsvSource({
    "2c01 41f2, 'SF(c0=e0,42=f2,41=f2,43=f1) d1'",
    "2c02 c0c1 45f3, 'SF(c0=c1,42=f2,45=f3,41=f1,43=f1) d1'",
    "2c02 4300 4200, 'SF(c0=e0,41=f1) d1'",
    "2c01 0000, 'SF(c0=e0,42=f2,41=f1,43=f1) d1'",
    "2c00, 'SF(c0=e0,42=f2,41=f1,43=f1) d1'"
  })
  void modifyFieldChangesOnlyWhatItNames(String order, String expected) {
    Display display = Display.showing("f5c2 2904 c060 42f2 41f1 43f1 c1");
    display.host("f1c2 11 4040" + order + "d1");
    assertEquals(expected, display.row());
  }

  @Test
  void modifyFieldWithoutAFieldDoesNothing() {
    assertEquals("c1 c2", Display.showing("f5c2 c1 2c01 c0c1 c2").row());
  }

  @Test
  void textOverAnAttributeEndsTheField() {
    Display display = Display.showing("f5c2 1d40 c1 1d60 c2");
    display.host("f1c2 11 40c2 d1");
    assertEquals("SF(c0=c0) c1 d1 c2", display.row());
    assertEquals(1, display.screen.fields().size());
  }

  @Test
  void textWrapsAtTheEndOfTheScreen() {
    Display display = Display.showing("f5c2 11 5d7f c1c2c3");
    assertEquals("c2 c3", display.row());
    assertTrue(display.row(23).endsWith("00 c1"));
  }

  @Test
  void theControlCharacterResetsTagsAndRestoresTheKeyboard() {
    Display display = new Display(Screen.ofModel(2));
    assertEquals(KeyboardLock.NOT_READY, display.screen.lock());
    display.host("f540 1dc1 c1");
    assertEquals(KeyboardLock.UNLOCKED, display.screen.lock(), "the first write unlocks");
    display.screen.setLock(KeyboardLock.WAIT);
    assertEquals(new Outcome.Applied(true, 0), display.host("f1c5"));
    assertEquals("SF(c0=c0) c1", display.row());
    assertEquals(KeyboardLock.SYSTEM, display.screen.lock());
    display.host("f1c2");
    assertEquals(KeyboardLock.UNLOCKED, display.screen.lock());
  }

  @Test
  void eraseAllUnprotectedNullsUntagsAndGoesToTheFirstField() {
    Display display = Display.showing("f5c2 1d61c1 1d41c2c3 1d60c4 1dc1c5 13");
    display.screen.setLock(KeyboardLock.WAIT);
    assertEquals(APPLIED, display.host("6f").toString());
    assertEquals("SF(c0=e1) c1 SF(c0=c0) 00 00 SF(c0=e0) c4 SF(c0=c0)", display.row());
    assertEquals(3, display.screen.cursor());
    assertEquals(KeyboardLock.UNLOCKED, display.screen.lock());
    display = Display.showing("f5c2 c1c2 13");
    display.host("0f");
    assertEquals("", display.row(), "an unformatted screen is cleared");
    assertEquals(0, display.screen.cursor());
  }

  @Test
  void anEmptyRecordAndNoOperationDoNothing() {
    Display display = Display.showing("f5c2 c1");
    assertEquals(APPLIED, display.host("").toString());
    assertEquals(APPLIED, display.host("03").toString());
    assertEquals("c1", display.row());
  }
}
