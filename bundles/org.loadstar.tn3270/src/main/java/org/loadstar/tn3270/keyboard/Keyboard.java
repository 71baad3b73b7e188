// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.InboundEncoder;
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
  private static final KeyResult TYPED = new KeyResult.Typed();

  private final Screen screen;
  private final CodePage codePage;
  private final FieldEditor editor;

  /** A keyboard that types into this screen by this code page. */
  public Keyboard(Screen screen, CodePage codePage) {
    this.screen = screen;
    this.codePage = codePage;
    this.editor = new FieldEditor(screen);
  }

  /**
   * Types characters; stops at the first that is refused.
   *
   * @throws IllegalArgumentException if the code page lacks one; nothing is typed then
   */
  public KeyResult type(CharSequence text) {
    if (text.chars().anyMatch(character -> codePage.toCode((char) character) < 0)) {
      throw new IllegalArgumentException("a character that " + codePage + " lacks");
    }
    for (int i = 0; i < text.length(); i++) {
      if (screen.lock() == KeyboardLock.UNLOCKED) {
        screen.setLock(typed(text.charAt(i)));
      }
      if (screen.lock() != KeyboardLock.UNLOCKED) {
        return new KeyResult.Locked(screen.lock(), i);
      }
    }
    return TYPED;
  }

  private KeyboardLock typed(char character) {
    int attribute = screen.attributeAt(screen.cursor());
    boolean digit = (character >= '0' && character <= '9') || character == '-' || character == '.';
    if (FieldAttribute.isNumeric(attribute) && !FieldAttribute.isProtected(attribute) && !digit) {
      return KeyboardLock.NUMERIC;
    }
    return editor.type(codePage.toCode(character));
  }

  /** Presses a key. */
  public KeyResult press(Key key) {
    if (key == Key.RESET) {
      return reset();
    }
    if (screen.lock() != KeyboardLock.UNLOCKED) {
      return new KeyResult.Locked(screen.lock(), 0);
    }
    if (key.aid().isPresent()) {
      return attention(key.aid().get());
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
    if (screen.lock() == KeyboardLock.NOT_READY) {
      return new KeyResult.Locked(screen.lock(), 0);
    }
    screen.setLock(KeyboardLock.UNLOCKED);
    return TYPED;
  }

  private KeyboardLock local(Key key) {
    int cursor = screen.cursor();
    switch (key) {
      case UP -> screen.moveCursor((cursor + screen.cells() - screen.columns()) % screen.cells());
      case DOWN -> screen.moveCursor((cursor + screen.columns()) % screen.cells());
      case LEFT, BACKSPACE -> screen.moveCursor(screen.previous(cursor));
      case RIGHT -> screen.moveCursor(screen.next(cursor));
      case TAB -> screen.moveCursor(screen.nextUnprotected(cursor));
      case BACKTAB -> screen.moveCursor(previousUnprotected(cursor));
      case HOME -> screen.moveCursor(screen.nextUnprotected(screen.cells() - 1));
      case NEWLINE -> newline(cursor);
      case INSERT -> screen.setInsertMode(!screen.isInsertMode());
      case ERASE_INPUT -> screen.eraseUnprotected();
      case ERASE_EOF -> {
        return editor.eraseToEnd();
      }
      case DELETE -> {
        return editor.delete();
      }
      default -> throw new IllegalArgumentException("not a local key: " + key);
    }
    return KeyboardLock.UNLOCKED;
  }

  /** The start of this unprotected field or, there already, of the one before; 0 without any. */
  private int previousUnprotected(int cursor) {
    int at = screen.previous(cursor);
    if (screen.attribute(at) != 0) {
      at = screen.previous(at);
    }
    for (int left = screen.cells(); left > 0; left--) {
      int attribute = screen.attribute(at);
      if (attribute != 0
          && !FieldAttribute.isProtected(attribute)
          && screen.attribute(screen.next(at)) == 0) {
        return screen.next(at);
      }
      at = screen.previous(at);
    }
    return 0;
  }

  private void newline(int cursor) {
    int row = (cursor / screen.columns() + 1) % screen.rows();
    int start = row * screen.columns();
    boolean open =
        screen.attribute(start) == 0 && !FieldAttribute.isProtected(screen.attributeAt(start));
    screen.moveCursor(open ? start : screen.nextUnprotected(start));
  }
}
