// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.codepage.Apl;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.DoubleByteSet;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.InboundEncoder;
import org.loadstar.tn3270.screen.DoubleByte;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * The keyboard of a display: keys and typed text change the screen by the rules of its fields or
 * make a record for the host. A key that calls the host locks the keyboard until the host restores
 * it; RESET unlocks it earlier, unless the host has not written anything yet. One thread at a time,
 * the screen's.
 */
public final class Keyboard {
  private static final int DUPLICATE = 0x1C;
  private static final int FIELD_MARK = 0x1E;

  /** As with s3270, these end an operator error, besides RESET. */
  private static final Set<Key> ENDING_ERRORS =
      EnumSet.of(
          Key.TAB,
          Key.BACKTAB,
          Key.HOME,
          Key.UP,
          Key.DOWN,
          Key.LEFT,
          Key.RIGHT,
          Key.LEFT2,
          Key.RIGHT2,
          Key.FIELD_END,
          Key.ERASE_EOF,
          Key.ERASE_INPUT,
          Key.DELETE_WORD,
          Key.DELETE_FIELD);

  private static final KeyResult TYPED = new KeyResult.Typed();

  private final Screen screen;
  private final CodePage codePage;
  private final FieldEditor editor;
  private final CursorKeys cursorKeys;
  private final @Nullable DoubleByteSet doubleByte;
  private final DoubleByteEditor pairs;

  /** A keyboard that types into this screen by this code page. */
  public Keyboard(Screen screen, CodePage codePage) {
    this.screen = screen;
    this.codePage = codePage;
    this.editor = new FieldEditor(screen);
    this.cursorKeys = new CursorKeys(screen);
    this.doubleByte = codePage.doubleByte();
    this.pairs = new DoubleByteEditor(screen);
  }

  /**
   * Types characters; stops at the first that is refused. APL and line-drawing characters that the
   * code page lacks go in with a graphic escape.
   *
   * @throws IllegalArgumentException if there is no code for one; nothing is typed then
   */
  public KeyResult type(CharSequence text) {
    check(text);
    for (int i = 0; i < text.length(); i++) {
      if (screen.lock() == KeyboardLock.UNLOCKED) {
        screen.setLock(typed(text.charAt(i)));
        settle();
      }
      if (screen.lock() != KeyboardLock.UNLOCKED) {
        return new KeyResult.Locked(screen.lock(), i);
      }
    }
    return TYPED;
  }

  private void check(CharSequence text) {
    if (!text.chars().allMatch(character -> isKnown((char) character))) {
      throw new IllegalArgumentException("a character that " + codePage + " lacks");
    }
  }

  private KeyboardLock typed(char character) {
    int attribute = screen.attributeAt(screen.cursor());
    if (FieldAttribute.isNumeric(attribute)
        && !FieldAttribute.isProtected(attribute)
        && !isOfNumbers(character)) {
      return KeyboardLock.NUMERIC;
    }
    int code = codePage.toCode(character);
    int pair = code < 0 ? pairOf(character) : -1;
    if (pair >= 0) {
      return pairs.typePair(pair);
    }
    if (code < 0 && isAmidPairs()) {
      return KeyboardLock.DOUBLE_BYTE;
    }
    return code < 0
        ? editor.type(Apl.toCode(character), Extended.withGraphicEscape(Extended.NONE))
        : single(code);
  }

  private boolean isKnown(char character) {
    return codePage.toCode(character) >= 0 || pairOf(character) >= 0 || Apl.toCode(character) >= 0;
  }

  private int pairOf(char character) {
    return doubleByte == null ? -1 : doubleByte.toCode(character);
  }

  private boolean isAmidPairs() {
    return doubleByte != null && pairs.isAmidPairs(screen.cursor());
  }

  private KeyboardLock single(int code) {
    return isAmidPairs() ? pairs.typeSingle(code) : editor.type(code);
  }

  /** Finds the double-byte characters anew. */
  private void settle() {
    if (doubleByte != null) {
      DoubleByte.settle(screen);
    }
  }

  private static boolean isOfNumbers(int character) {
    return (character >= '0' && character <= '9') || "-.,".indexOf(character) >= 0;
  }

  /**
   * Replaces what an unprotected field holds and leaves the cursor behind it, or does nothing at
   * all and does not lock the keyboard either.
   *
   * @param start the first position of the field
   * @throws IllegalArgumentException if the code page lacks a character
   */
  public KeyResult fill(int start, CharSequence text) {
    check(text);
    KeyboardLock lock =
        screen.lock() == KeyboardLock.UNLOCKED ? whyNot(start, text) : screen.lock();
    if (lock != KeyboardLock.UNLOCKED) {
      return new KeyResult.Locked(lock, 0);
    }
    boolean insertMode = screen.isInsertMode();
    screen.setInsertMode(false);
    screen.moveCursor(start);
    editor.eraseToEnd();
    settle();
    KeyResult result = type(text);
    screen.setInsertMode(insertMode);
    return result;
  }

  private KeyboardLock whyNot(int start, CharSequence text) {
    int field = screen.previous(start);
    int attribute = screen.attribute(field);
    if (attribute == 0 || FieldAttribute.isProtected(attribute) || screen.attribute(start) != 0) {
      return KeyboardLock.PROTECTED;
    }
    int length = Math.floorMod(screen.nextField(start) - start, screen.cells());
    boolean pairsOnly = DoubleByte.isField(screen, field);
    int width = pairsOnly ? 2 * text.length() : codePage.encode(text).length; // with its shifts
    if (width > length) {
      return KeyboardLock.OVERFLOW;
    }
    return FieldAttribute.isNumeric(attribute) && !text.chars().allMatch(Keyboard::isOfNumbers)
        ? KeyboardLock.NUMERIC
        : KeyboardLock.UNLOCKED;
  }

  /** Presses a key. */
  public KeyResult press(Key key) {
    if (key == Key.RESET) {
      return reset();
    }
    if (screen.lock().isOperatorError() && ENDING_ERRORS.contains(key)) {
      screen.setLock(KeyboardLock.UNLOCKED);
    }
    if (screen.lock() != KeyboardLock.UNLOCKED) {
      return new KeyResult.Locked(screen.lock(), 0);
    }
    Optional<Aid> aid = key == Key.CURSOR_SELECT ? LightPen.select(screen) : key.aid();
    if (aid.isPresent()) {
      return attention(aid.get());
    }
    if (key == Key.CURSOR_SELECT) {
      return TYPED;
    }
    KeyboardLock lock = local(key);
    if (lock != KeyboardLock.UNLOCKED) {
      screen.setLock(lock);
      return new KeyResult.Locked(lock, 0);
    }
    return TYPED;
  }

  /** Calls the host with any AID; for keys, {@link #press} is the way. */
  public KeyResult attention(Aid aid) {
    if (screen.lock() != KeyboardLock.UNLOCKED) {
      return new KeyResult.Locked(screen.lock(), 0);
    }
    if (aid.equals(Aid.CLEAR)) {
      screen.clear();
    }
    screen.setInsertMode(false);
    screen.setAid(aid.code());
    screen.setLock(KeyboardLock.WAIT);
    return new KeyResult.Attention(aid, InboundEncoder.readModified(screen));
  }

  private KeyResult reset() {
    screen.setInsertMode(false);
    if (screen.lock() == KeyboardLock.NOT_READY || screen.lock() == KeyboardLock.NOT_CONNECTED) {
      return new KeyResult.Locked(screen.lock(), 0);
    }
    screen.setLock(KeyboardLock.UNLOCKED);
    return TYPED;
  }

  private KeyboardLock local(Key key) {
    int target = cursorKeys.target(key);
    if (target >= 0) {
      boolean inHalf = Extended.isRight(screen.extended(target));
      int whole = key == Key.RIGHT ? screen.next(target) : screen.previous(target);
      screen.moveCursor(inHalf ? whole : target);
      return KeyboardLock.UNLOCKED;
    }
    KeyboardLock lock = edit(key);
    settle();
    return lock;
  }

  private KeyboardLock edit(Key key) {
    return switch (key) {
      case INSERT -> {
        screen.setInsertMode(!screen.isInsertMode());
        yield KeyboardLock.UNLOCKED;
      }
      case ERASE_INPUT -> {
        screen.eraseUnprotected();
        yield KeyboardLock.UNLOCKED;
      }
      case ERASE_EOF -> eraseToEnd();
      case DELETE -> isAmidPairs() ? pairs.delete() : editor.delete();
      case ERASE -> editor.erase();
      case DELETE_WORD -> editor.deleteWord();
      case DELETE_FIELD -> editor.deleteField();
      case DUP -> duplicate();
      case FIELD_MARK -> single(FIELD_MARK);
      default -> throw new IllegalArgumentException("not a local key: " + key);
    };
  }

  private KeyboardLock duplicate() {
    if (!isAmidPairs()) {
      return editor.typeAndTab(DUPLICATE);
    }
    int from = screen.cursor();
    KeyboardLock lock = pairs.typeSingle(DUPLICATE);
    if (lock == KeyboardLock.UNLOCKED) {
      screen.moveCursor(screen.nextUnprotected(from));
    }
    return lock;
  }

  private KeyboardLock eraseToEnd() {
    int shiftIn = isAmidPairs() ? pairs.shiftedEnd() : -1;
    KeyboardLock lock = editor.eraseToEnd();
    if (lock == KeyboardLock.UNLOCKED && shiftIn >= 0) {
      screen.put(shiftIn, DoubleByte.SI, Extended.NONE);
    }
    return lock;
  }
}
