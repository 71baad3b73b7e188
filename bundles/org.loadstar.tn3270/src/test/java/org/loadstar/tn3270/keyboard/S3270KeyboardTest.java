// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.S3270;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * The same keys on the same screens, here and in a live {@code s3270}: after every key the same
 * cells, cursor and lock, and byte for byte the same record for the host. System property {@code
 * loadstar.keys} sets how many keys, {@code loadstar.seed} repeats a run.
 *
 * <p>Left out on purpose, as s3270 4.1 and we differ:
 *
 * <pre>
 *   minus, DUP and FM in a numeric field      s3270 refuses them, a 3270's numeric lock takes minus and DUP
 * </pre>
 */
class S3270KeyboardTest {
  private static final int KEYS = Integer.getInteger("loadstar.keys", 1_000);
  private static final int KEYS_PER_SCREEN = 40;

  private static final Map<Key, String> ACTIONS = actions();

  private final long seed = Long.getLong("loadstar.seed", 3270);
  private final Random random = new Random(seed);
  private final Map<Key, Integer> pressed = new EnumMap<>(Key.class);
  private final List<String> story = new ArrayList<>();

  private static Map<Key, String> actions() {
    Map<Key, String> actions = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      String name = key.name();
      actions.put(
          key,
          switch (key) {
            case PA1, PA2, PA3 -> "PA(" + name.substring(2) + ")";
            case TEST -> "SysReq()";
            case BACKTAB -> "BackTab()";
            case BACKSPACE -> "BackSpace()";
            case INSERT -> "Toggle(insertMode)";
            default ->
                name.startsWith("PF")
                    ? "PF(" + name.substring(2) + ")"
                    : name.replace("_", "") + "()";
          });
    }
    return actions;
  }

  @Test
  void everyKeyDoesWhatItDoesInS3270() throws IOException {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
    System.out.println("keys seed " + seed + " keys " + KEYS);
    List<String> options =
        List.of("-model", "3279-2", "-charset", "us-intl", "-xrm", "s3270.numericLock: true");
    try (S3270 theirs = S3270.plain(options)) {
      for (int done = 0; done < KEYS; done += KEYS_PER_SCREEN) {
        screen(theirs);
      }
    }
    System.out.println("keys pressed: " + pressed);
    assertTrue(KEYS < 3_000 || pressed.keySet().containsAll(ACTIONS.keySet()), "not every key");
  }

  private void screen(S3270 theirs) throws IOException {
    Screen screen = Screen.ofModel(2);
    HostInterpreter interpreter = new HostInterpreter(screen, CodePage.CP037);
    Keyboard keyboard = new Keyboard(screen, CodePage.CP037);
    byte[] layout = new KeyboardLayouts(random).next();
    story.clear();
    show(layout, interpreter, theirs);
    compare(screen, theirs, List.of());
    for (int i = 0; i < KEYS_PER_SCREEN; i++) {
      if (screen.lock() == KeyboardLock.WAIT && random.nextInt(2) == 0) {
        // A write of no text: the keyboard restored, sometimes the tags reset too.
        byte[] write = {(byte) 0xF1, (byte) (random.nextInt(4) == 0 ? 0xC3 : 0xC2)};
        show(write, interpreter, theirs);
      } else if (screen.lock() != KeyboardLock.UNLOCKED && random.nextInt(4) > 0) {
        press(Key.RESET, screen, keyboard, theirs);
      } else if (random.nextInt(3) == 0) {
        move(screen, theirs);
      } else if (random.nextInt(3) == 0) {
        type(screen, keyboard, theirs);
      } else {
        Key key = key();
        if (!differs(key, screen)) {
          press(key, screen, keyboard, theirs);
        }
      }
    }
  }

  /** Whether the key is left out here, see above. */
  private static boolean differs(Key key, Screen screen) {
    int attribute = screen.attributeAt(screen.cursor());
    boolean isProtected =
        screen.attribute(screen.cursor()) != 0 || FieldAttribute.isProtected(attribute);
    if (screen.lock() == KeyboardLock.WAIT && key != Key.RESET) {
      return true; // s3270 would type ahead
    }
    return switch (key) {
      case DUP, FIELD_MARK -> FieldAttribute.isNumeric(attribute);
      case ERASE -> isProtected || screen.cursor() == 0;
      case NEXT_WORD -> !isProtected && isWordToTheEnd(screen);
      // s3270's action is no key: it does not mind a lock.
      case INSERT -> screen.lock() != KeyboardLock.UNLOCKED;
      default -> false;
    };
  }

  private static boolean isWordToTheEnd(Screen screen) {
    int at = screen.cursor();
    while (screen.isFormatted() && screen.code(at) != 0 && screen.code(at) != 0x40) {
      at = screen.next(at);
    }
    return screen.attribute(at) != 0;
  }

  private Key key() {
    Key[] all = Key.values();
    Key key = all[random.nextInt(all.length)];
    // Keys that call the host are many and alike.
    return key.aid().isPresent() && random.nextInt(4) > 0 ? key() : key;
  }

  private void show(byte[] record, HostInterpreter interpreter, S3270 theirs) throws IOException {
    story.add("host " + HexFormat.of().formatHex(record));
    interpreter.apply(record, 0, record.length);
    theirs.show(record);
  }

  private void move(Screen screen, S3270 theirs) throws IOException {
    if (screen.lock() == KeyboardLock.UNLOCKED) {
      int to = random.nextInt(3) == 0 ? random.nextInt(screen.cells()) : random.nextInt(200);
      String action = "MoveCursor(" + to / screen.columns() + "," + to % screen.columns() + ")";
      story.add(action);
      screen.moveCursor(to);
      theirs.act(action);
    }
  }

  private void type(Screen screen, Keyboard keyboard, S3270 theirs) throws IOException {
    if (screen.lock() == KeyboardLock.WAIT) {
      return;
    }
    String characters = "abcXYZ0123456789 .,+?>&_";
    StringBuilder text = new StringBuilder();
    for (int left = 1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 6); left > 0; left--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    story.add("\"" + text + "\"");
    keyboard.type(text);
    // Not String(), which moves the cursor to a margin when the text wraps round a row.
    theirs.act(
        text.chars().mapToObj(c -> "Key(\"" + (char) c + "\")").collect(Collectors.joining(" ")));
    compare(screen, theirs, List.of());
  }

  private void press(Key key, Screen screen, Keyboard keyboard, S3270 theirs) throws IOException {
    story.add(key.name());
    pressed.merge(key, 1, Integer::sum);
    boolean insert = screen.isInsertMode();
    KeyResult result = keyboard.press(key);
    List<String> expected =
        result instanceof KeyResult.Attention attention
            ? List.of(HexFormat.of().formatHex(attention.record()))
            : List.of();
    theirs.act(ACTIONS.get(key));
    if (insert != screen.isInsertMode()) {
      story.add("insert " + screen.isInsertMode());
    }
    compare(screen, theirs, expected);
  }

  private void compare(Screen screen, S3270 theirs, List<String> expected) throws IOException {
    String told = "seed " + seed + "\n" + String.join("\n", story) + "\n";
    screen.checkInvariants();
    List<String> theirRows = theirs.act("ReadBuffer(Ebcdic)").data();
    List<String> ourRows = BufferDump.exact(screen);
    if (!theirRows.equals(ourRows)) {
      for (int row = 0; row < ourRows.size(); row++) {
        assertEquals(theirRows.get(row), ourRows.get(row), told + "row " + row);
      }
    }
    assertEquals(theirs.sent(), expected, told);
    S3270.Done insert = theirs.act("Set(insertMode)");
    assertEquals(insert.isLocked(), screen.lock() != KeyboardLock.UNLOCKED, told);
    // Not the cursor of the status line, of which half may be an old one.
    String cursor = screen.cursor() / screen.columns() + " " + screen.cursor() % screen.columns();
    assertEquals(theirs.act("Query(Cursor)").data(), List.of(cursor), told);
    assertEquals(insert.data(), List.of(String.valueOf(screen.isInsertMode())), told);
  }
}
