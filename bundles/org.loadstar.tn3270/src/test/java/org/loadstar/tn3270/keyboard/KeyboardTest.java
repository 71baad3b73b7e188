// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.Display;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/** The keys and the rules of fields; moves and changes are those of s3270. */
class KeyboardTest {
  /**
   * 0: protected AB; 3: open CD and a null; 7: numeric 1; 9: skip; 11: open E to 80; 80: protected.
   */
  private static final String FIELDS =
      "f5c2 1d60 c1c2 1d40 c3c400 1d50 f1 1df0 c5 1d40 c5 11 c150 1d60";

  private final Display display = Display.showing(FIELDS);
  private final Screen screen = display.screen;
  private final Keyboard keyboard = new Keyboard(screen, CodePage.CP037);

  private static String hex(KeyResult result) {
    byte[] record = assertInstanceOf(KeyResult.Attention.class, result).record();
    return HexFormat.of().formatHex(record);
  }

  @ParameterizedTest
  @CsvSource({
    "TAB, 0, 4",
    "TAB, 4, 8",
    "TAB, 8, 12",
    "TAB, 12, 4",
    "BACKTAB, 12, 8",
    "BACKTAB, 13, 12",
    "BACKTAB, 4, 12",
    "BACKTAB, 0, 12",
    "HOME, 500, 4",
    "NEWLINE, 5, 4",
    "NEWLINE, 1900, 4",
    "UP, 5, 1845",
    "DOWN, 1900, 60",
    "LEFT, 0, 1919",
    "BACKSPACE, 8, 7",
    "RIGHT, 1919, 0"
  })
  void cursorKeysMove(Key key, int from, int to) {
    screen.moveCursor(from);
    assertInstanceOf(KeyResult.Typed.class, keyboard.press(key));
    assertEquals(to, screen.cursor());
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c0) c3 c4 00 SF(c0=d0) f1"));
  }

  @Test
  void newlineStopsInTheNextRowWhereTheFieldIsOpen() {
    display.host("f5c2 1d40 c1 13");
    keyboard.press(Key.NEWLINE);
    assertEquals(80, screen.cursor());
  }

  @ParameterizedTest
  @CsvSource({"TAB", "BACKTAB", "HOME"})
  void withoutOpenFieldsTheCursorGoesToZero(Key key) {
    display.host("f5c2 11 c150 1d60 1d40 1d60 13");
    keyboard.press(key);
    assertEquals(0, screen.cursor());
  }

  @Test
  void typingTagsTheFieldAndSkipsOn() {
    screen.moveCursor(4);
    assertInstanceOf(KeyResult.Typed.class, keyboard.type("XYZ9"));
    assertEquals(12, screen.cursor(), "over the numeric field and the skip field");
    assertTrue(
        display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c1) e7 e8 e9 SF(c0=d1) f9 SF(c0=f0)"));
  }

  @Test
  void typingTakesColoursOfCharactersAway() {
    display.host("f5c2 1d40 28 42f2 c1c2 11 40c1 13");
    keyboard.type("X");
    assertEquals("SF(c0=c1) e7 SA(42=f2) c2 SA(42=00)", display.row());
  }

  @ParameterizedTest
  @CsvSource({
    "0, A, PROTECTED, 0",
    "1, A, PROTECTED, 0",
    "3, A, PROTECTED, 0",
    "8, A, NUMERIC, 0",
    "4, ABCD, NUMERIC, 3",
    "8, 5A, , 2",
    "12, x, , 1"
  })
  void whatTheFieldForbidsLocks(int cursor, String text, KeyboardLock reason, int typed) {
    screen.moveCursor(cursor);
    KeyResult result = keyboard.type(text);
    if (reason == null) {
      assertInstanceOf(KeyResult.Typed.class, result);
      return;
    }
    assertEquals(new KeyResult.Locked(reason, typed), result);
    assertEquals(reason, screen.lock());
    String row = display.row();
    assertEquals(new KeyResult.Locked(reason, 0), keyboard.type("1"));
    assertEquals(new KeyResult.Locked(reason, 0), keyboard.press(Key.NEWLINE));
    assertEquals(new KeyResult.Locked(reason, 0), keyboard.press(Key.ENTER));
    assertEquals(row, display.row());
    assertInstanceOf(KeyResult.Typed.class, keyboard.press(Key.RESET));
    assertEquals(KeyboardLock.UNLOCKED, screen.lock());
  }

  @ParameterizedTest
  @CsvSource({"0", "9", "-", ".", "','"})
  void numericFieldsTakeWhatNumbersHave(String text) {
    screen.moveCursor(8);
    assertInstanceOf(KeyResult.Typed.class, keyboard.type(text));
  }

  @Test
  void insertPushesUpToTheNextNullAndIsRefusedWithoutOne() {
    screen.moveCursor(4);
    keyboard.press(Key.INSERT);
    assertTrue(screen.isInsertMode());
    keyboard.type("X");
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c1) e7 c3 c4 SF(c0=d0) f1"));
    String before = display.row();
    assertEquals(new KeyResult.Locked(KeyboardLock.OVERFLOW, 0), keyboard.type("Y"));
    assertEquals(before, display.row(), "refused before any change");
    keyboard.press(Key.RESET);
    assertFalse(screen.isInsertMode());
  }

  @Test
  void insertIsRefusedBeforeAnyChangeAndTakesBlanksAtTheEnd() {
    display.host("f5c2 1d40 c140c2 1d60 1d40 c140c24040 1d60 11 40c1 13");
    keyboard.press(Key.INSERT);
    String before = display.row();
    assertEquals(new KeyResult.Locked(KeyboardLock.OVERFLOW, 0), keyboard.type("X"));
    assertEquals(before, display.row());
    keyboard.press(Key.TAB);
    assertEquals(new KeyResult.Locked(KeyboardLock.OVERFLOW, 2), keyboard.type("XYZ"));
    assertEquals("SF(c0=c0) c1 40 c2 SF(c0=e0) SF(c0=c1) e7 e8 c1 40 c2 SF(c0=e0)", display.row());
  }

  @Test
  void nullsBeforeWhatIsTypedBecomeBlanks() {
    display.host("f5c2 1d40 c100000000 1d60 11 40c4 13");
    keyboard.type("X");
    assertEquals("SF(c0=c1) c1 40 40 e7 00 SF(c0=e0)", display.row());
  }

  @Test
  void dupTabsAndAFieldMarkDoesNot() {
    screen.moveCursor(4);
    keyboard.press(Key.FIELD_MARK);
    assertEquals(5, screen.cursor());
    keyboard.press(Key.DUP);
    assertEquals(8, screen.cursor());
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c1) 1e 1c 00 SF(c0=d0)"));
    assertEquals("7d40c81140c41e1c", hex(keyboard.press(Key.ENTER)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 6f, c4, ", // taken back
    "3, 6e, c5, ",
    "5, 40, c5, 7e40c51140c5",
    "7, 00, c5, 7e40c71140c7",
    "9, 50, c5, 7d40c91140c950",
    "11, c1, c4, ",
    "13, 6f, c0, ", // not selectable
    "15, 6e, e9, " // protected, bright
  })
  void cursorSelectGoesByTheDesignator(int cursor, String code, String attribute, String sent) {
    display.host("f5c2 1d44 6e 1d44 6f 1d44 40 1d44 00 1d44 50 1d44 c1 1d40 6f 1d68 6f 1d60");
    screen.moveCursor(cursor);
    KeyResult result = keyboard.press(Key.CURSOR_SELECT);
    assertEquals(Integer.parseInt(code, 16), screen.code(cursor));
    assertEquals(Integer.parseInt(attribute, 16), screen.attribute(cursor - 1));
    if (sent == null) {
      assertInstanceOf(KeyResult.Typed.class, result);
    } else {
      assertEquals(sent, hex(result));
    }
  }

  @Test
  void testRequestSendsItsOwnHeading() {
    screen.moveCursor(4);
    keyboard.type("X");
    assertEquals("016c61021140c4e7c4", hex(keyboard.press(Key.TEST)));
  }

  @ParameterizedTest
  @EnumSource(names = {"TAB", "LEFT", "ERASE_INPUT", "RESET"})
  void someKeysEndAnOperatorError(Key key) {
    keyboard.type("A");
    assertEquals(KeyboardLock.PROTECTED, screen.lock());
    assertInstanceOf(KeyResult.Typed.class, keyboard.press(key));
    assertEquals(KeyboardLock.UNLOCKED, screen.lock());
  }

  @Test
  void insertKeepsTheAttributesOfWhatItPushes() {
    display.host("f5c2 1d40 c1 2842f2 c2 08ad 280000 00 11 40c1 13");
    keyboard.press(Key.INSERT);
    keyboard.type("X");
    assertEquals("SF(c0=c1) e7 c1 SA(42=f2) c2 GE(ad) SA(42=00)", display.row());
    keyboard.press(Key.LEFT);
    keyboard.press(Key.DELETE);
    assertEquals("SF(c0=c1) c1 SA(42=f2) c2 GE(ad) SA(42=00)", display.row());
  }

  @Test
  void deleteAndEraseToEndStayInTheField() {
    screen.moveCursor(4);
    keyboard.press(Key.DELETE);
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c1) c4 00 00 SF(c0=d0) f1"));
    keyboard.press(Key.ERASE_EOF);
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c1) 00 00 00 SF(c0=d0) f1"));
    assertEquals(4, screen.cursor());
    screen.moveCursor(1);
    assertEquals(new KeyResult.Locked(KeyboardLock.PROTECTED, 0), keyboard.press(Key.DELETE));
    keyboard.press(Key.RESET);
    assertEquals(new KeyResult.Locked(KeyboardLock.PROTECTED, 0), keyboard.press(Key.ERASE_EOF));
  }

  @Test
  void withoutFieldsDeleteEndsWithTheRowAndEraseWithTheScreen() {
    display.host("f5c2 c1c2c3 11 c150 c4c5 11 40c1 13");
    keyboard.press(Key.DELETE);
    assertEquals("c1 c3", display.row());
    keyboard.press(Key.ERASE_EOF);
    assertEquals("c1", display.row());
    assertEquals("", display.row(1));
  }

  @Test
  void eraseInputNullsAllOpenFields() {
    screen.moveCursor(4);
    keyboard.type("X");
    keyboard.press(Key.ERASE_INPUT);
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c0) 00 00 00 SF(c0=d0) 00 SF"));
    assertEquals(4, screen.cursor());
  }

  @Test
  void aFieldMayWrapRoundTheScreen() {
    display.host("f5c2 c1 1d60 c2 11 5d7e 1d40 c3 11 5d7f 13");
    keyboard.type("XYZ");
    assertEquals("e8 SF(c0=e0) c2", display.row(), "Z was refused");
    assertEquals(KeyboardLock.PROTECTED, screen.lock());
    assertEquals(2, screen.cursor());
  }

  @Test
  void enterSendsTheModifiedFieldsAndLocks() {
    screen.moveCursor(4);
    keyboard.type("X");
    assertEquals("7d40c51140c4e7c4", hex(keyboard.press(Key.ENTER)));
    assertEquals(KeyboardLock.WAIT, screen.lock());
    assertEquals(new KeyResult.Locked(KeyboardLock.WAIT, 0), keyboard.press(Key.ENTER));
    assertEquals(new KeyResult.Locked(KeyboardLock.WAIT, 0), keyboard.type("Y"));
    display.host("f140");
    assertEquals(KeyboardLock.SYSTEM, screen.lock());
    display.host("f1c2");
    assertInstanceOf(KeyResult.Typed.class, keyboard.type("Y"));
  }

  @Test
  void resetUnlocksEarlierButNotBeforeTheHostHasWritten() {
    keyboard.press(Key.PF3);
    assertInstanceOf(KeyResult.Typed.class, keyboard.press(Key.RESET));
    assertEquals(KeyboardLock.UNLOCKED, screen.lock());
    Screen fresh = Screen.ofModel(2);
    assertEquals(
        new KeyResult.Locked(KeyboardLock.NOT_READY, 0),
        new Keyboard(fresh, CodePage.CP037).press(Key.RESET));
  }

  @ParameterizedTest
  @CsvSource({"CLEAR, 6d", "PA1, 6c", "PA2, 6e", "PA3, 6b"})
  void shortReadKeysSendTheKeyAlone(Key key, String record) {
    screen.moveCursor(4);
    keyboard.type("X");
    assertEquals(record, hex(keyboard.press(key)));
    assertEquals(key == Key.CLEAR, display.row().isEmpty());
    assertEquals(key == Key.CLEAR ? 0 : 5, screen.cursor());
  }

  @ParameterizedTest
  @EnumSource
  void attentionKeysAreNamedAsTheirCodes(Key key) {
    String name = key == Key.TEST ? "SYSREQ" : key.name();
    key.aid().ifPresent(aid -> assertEquals(name, aid.toString()));
  }

  @Test
  void anyAttentionCanBeSent() {
    assertEquals("7e40401140c4", hex(attentionAfterTag(Aid.SELECT)));
  }

  private KeyResult attentionAfterTag(Aid aid) {
    screen.setModified(4, true);
    return keyboard.attention(aid);
  }

  @Test
  void whatTheCodePageLacksIsAnErrorBeforeAnythingIsTyped() {
    screen.moveCursor(4);
    assertThrows(IllegalArgumentException.class, () -> keyboard.type("Xж"));
    assertThrows(IllegalArgumentException.class, () -> keyboard.type("X\u001D"));
    assertTrue(display.row().startsWith("SF(c0=e0) c1 c2 SF(c0=c0) c3 c4"));
  }
}
