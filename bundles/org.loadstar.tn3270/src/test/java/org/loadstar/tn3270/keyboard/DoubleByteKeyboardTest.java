// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/** Typing of double-byte characters, by values read off s3270 where it has them right. */
class DoubleByteKeyboardTest {
  private static final CodePage PAGE = CodePages.named("930").orElseThrow();
  private static final String END = "11000e 1d60 c1";

  private final Screen screen = Screen.ofModel(2);
  private final HostInterpreter interpreter = new HostInterpreter(screen, PAGE);
  private final Keyboard keyboard = new Keyboard(screen, PAGE);

  private void host(String hex) {
    byte[] record = HexFormat.of().parseHex(hex.replace(" ", ""));
    interpreter.apply(record, 0, record.length);
    screen.checkInvariants();
  }

  /** Keys in brackets, text else. */
  private void press(String keys) {
    for (String step : keys.split("(?=\\[)|(?<=\\])")) {
      if (step.startsWith("[")) {
        keyboard.press(Key.valueOf(step.substring(1, step.length() - 1)));
      } else {
        keyboard.type(step);
      }
      screen.checkInvariants();
    }
  }

  /** The tokens of the first field up to its trailing nulls. */
  private String field() {
    String row = BufferDump.exact(screen).get(0);
    return row.substring(0, row.indexOf(" SF(c0=e0)")).replaceAll("( 00)+$", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Shifts are made where the field's input control allows it.
        "2902c040fe01 13 | 国 | SF(c0=c1,fe=01) 0e 45 8f 0f | 4",
        "2902c040fe01 13 | 国a国国国 |"
            + " SF(c0=c1,fe=01) 0e 45 8f 0f 62 0e 45 8f 45 8f 45 8f 0f | 13",
        "2902c040fe01 13 c1c2c3c4c5c6c7 | 国 | SF(c0=c1,fe=01) 0e 45 8f 0f c5 c6 c7 | 4",
        "2902c040fe01 13 c1c2c3 | [INSERT]国国a |"
            + " SF(c0=c1,fe=01) 0e 45 8f 45 8f 0f 62 c1 c2 c3 | 8",
        // Between shifts characters are replaced whole; the shift-in moves on.
        "1d40 0e 13 4365 4366 4367 0f | 国国国国 | SF(c0=c1) 0e 45 8f 45 8f 45 8f 45 8f 0f | 10",
        "1d40 0e 4365 13 0f c1c2c3c4 | 国 | SF(c0=c1) 0e 43 65 45 8f 0f c3 c4 | 6",
        "1d40 0e 13 4365 4366 4367 0f | [INSERT]国国 |"
            + " SF(c0=c1) 0e 45 8f 45 8f 43 65 43 66 43 67 0f | 6",
        // A single-byte character among them gets shifts around it.
        "1d40 0e 13 4365 4366 4367 0f | b | SF(c0=c1) 0e 0f 63 40 0e 43 67 0f | 4",
        "1d40 0e 13 4365 4366 4367 0f | bc | SF(c0=c1) 0e 0f 63 64 0e 43 67 0f | 5",
        "1d40 0e 4366 13 4365 0f | b | SF(c0=c1) 0e 43 66 0f 63 40 | 6",
        "1d40 c1 13 0e 4365 4366 4367 0f | b | SF(c0=c1) c1 63 40 0e 43 66 43 67 0f | 3",
        "1d40 13 0e 0f | b | SF(c0=c1) 63 40 | 2",
        "1d40 c1 0e 4365 4366 4367 13 0f | b | SF(c0=c1) c1 0e 43 65 43 66 43 67 0f 63 | 11",
        "1d40 0e 4365 13 4366 4367 0f c1 | [FIELD_MARK] | SF(c0=c1) 0e 43 65 0f 1e 40 0e 0f c1 | 6",
        "1d40 0e 4365 13 4366 4367 0f c1 | [DUP] | SF(c0=c1) 0e 43 65 0f 1c 40 0e 0f c1 | 1",
        // Runs of set F8.
        "1d40 2843f8 13 4365 4366 284300 | bc | SF(c0=c1) 63 64 SA(43=f8) 43 66 SA(43=00) | 3",
        "1d40 2843f8 13 4365 4366 284300 | 国国 | SF(c0=c1) SA(43=f8) 45 8f 45 8f SA(43=00) | 5",
        // Deleted whole; the shifts stay.
        "1d40 0e 13 4365 4366 4367 0f c1 | [DELETE] | SF(c0=c1) 0e 43 66 43 67 0f c1 | 2",
        "1d40 0e 13 4365 4366 4367 0f c1 | [DELETE][DELETE][DELETE] | SF(c0=c1) 0e 0f c1 | 2",
        "1d40 13 c1 0e 4365 0f c2 | [DELETE] | SF(c0=c1) 0e 43 65 0f c2 | 1",
        "1d40 0e 4365 13 4366 4367 0f c1 | [ERASE_EOF] | SF(c0=c1) 0e 43 65 0f | 4",
        // The cursor steps over whole characters.
        "1d40 0e 13 4365 4366 4367 0f c1 | [RIGHT][RIGHT][RIGHT][RIGHT] |"
            + " SF(c0=c0) 0e 43 65 43 66 43 67 0f c1 | 9",
        "1d40 0e 4365 4366 4367 13 0f c1 | [LEFT][LEFT] |"
            + " SF(c0=c0) 0e 43 65 43 66 43 67 0f c1 | 4",
        // APL by a graphic escape.
        "1d40 13 | ⎕⍋a | SF(c0=c1) GE(90) GE(dd) 62 | 4",
        // Double-byte fields, which s3270 4.1 does not know from others: pairs only.
        "2902c04043f8 13 | 国内 | SF(c0=c1,43=f8) 45 8f 45 8e | 5",
        "2902c04043f8 13 4365 4366 | [RIGHT][DELETE]国 | SF(c0=c1,43=f8) 43 65 45 8f | 5"
      })
  void itGoesAsWithS3270(String shown, String keys, String expected, int cursor) {
    host("f5c3 110000" + shown + END);
    press(keys.strip());
    assertEquals(KeyboardLock.UNLOCKED, screen.lock());
    assertEquals(expected, field());
    assertEquals(cursor, screen.cursor());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1d40 13 | 国 | DOUBLE_BYTE",
        "1d40 c1 13 0e 4365 0f | 国 | DOUBLE_BYTE",
        "1d40 2843f8 4365 13 284300 00 | 国 | DOUBLE_BYTE",
        "2902c04043f8 13 | a | DOUBLE_BYTE",
        "2902c04043f8 13 | ⎕ | DOUBLE_BYTE",
        "2902c040fe01 13 110004 1d60 | 国 | OVERFLOW",
        "1d40 0e 13 4365 4366 4367 0f c1c2c3c4 | [INSERT]国 | OVERFLOW",
        "1d40 0e 4365 4366 4367 4368 4369 13 0f c1 | 国 | OVERFLOW",
        "1d40 13 0e 4365 0f | [DELETE] | PROTECTED",
        "1d40 0e 4365 13 0f | [DELETE] | PROTECTED",
        "1d60 13 0e 4365 0f | 国 | PROTECTED",
        "1d50 13 0e 4365 0f | 国 | NUMERIC"
      })
  void whatIsRefusedChangesNothing(String shown, String keys, KeyboardLock lock) {
    host("f5c3 110000" + shown + END);
    List<String> before = BufferDump.exact(screen);
    press(keys.strip());
    assertEquals(lock, screen.lock());
    assertEquals(before, BufferDump.exact(screen));
  }

  @Test
  void inCharacterReplyModeTypedOnesGetTheSet() {
    host("f3 0006 09 00 02 43");
    host("f1c3 110000 1d40 13" + END);
    press("国a");
    assertEquals("SF(c0=c1) SA(43=f8) 45 8f SA(43=00) 62", field());
    KeyResult.Attention enter = (KeyResult.Attention) keyboard.press(Key.ENTER);
    assertEquals(
        "7d40c411" + "40c1" + "2843f8458f284300" + "62", HexFormat.of().formatHex(enter.record()));
  }

  @Test
  void whatIsTypedIsReadWithItsShifts() {
    host("f5c3 110000 2902c040fe01 13" + END);
    press("a国内b");
    KeyResult.Attention enter = (KeyResult.Attention) keyboard.press(Key.ENTER);
    assertEquals(
        "7d40c9" + "1140c1" + "620e458f458e0f" + "63", HexFormat.of().formatHex(enter.record()));
    assertEquals(" a 国内 b", screen.text(0, PAGE).substring(0, 7));
  }

  @Test
  void aCharacterWithoutACodeIsTypedNowhere() {
    host("f5c3 110000 2902c040fe01 13" + END);
    assertThrows(IllegalArgumentException.class, () -> keyboard.type("国\u1234"));
    assertEquals("SF(c0=c0,fe=01)", field());
  }

  @Test
  void randomTypingLeavesWholeCharacters() {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("double-byte typing: seed " + seed);
    Random random = new Random(seed);
    String[] fields = {"1d40", "2902c040fe01", "2902c04043f8", "1d60", "1d50"};
    String[] texts = {"国", "a", "7", "⎕", "国内外", " "};
    Key[] keys = Key.values();
    int typed = 0;
    for (int round = 0; round < 300; round++) {
      host("f5c3 110000 0e 4365 4366 0f c1");
      for (int at = 5; at < 60; at += 3 + random.nextInt(12)) {
        host(String.format("f1c3 1100%02x %s", at, fields[random.nextInt(fields.length)]));
      }
      for (int key = 0; key < 60; key++) {
        screen.setLock(KeyboardLock.UNLOCKED);
        screen.moveCursor(random.nextInt(70));
        if (random.nextInt(3) > 0) {
          KeyResult result = keyboard.type(texts[random.nextInt(texts.length)]);
          typed += result instanceof KeyResult.Typed ? 1 : 0;
        } else {
          keyboard.press(keys[random.nextInt(keys.length)]);
        }
        screen.checkInvariants();
        for (int at = 0; at < 80; at++) {
          boolean left = Extended.isLeft(screen.extended(at));
          assertEquals(
              left,
              Extended.isRight(screen.extended(screen.next(at))),
              () -> "seed " + seed + " of " + BufferDump.exact(screen).get(0));
        }
      }
    }
    assertTrue(typed > 1000, "typed: " + typed);
  }
}
