// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * Changes to the field under the cursor; each says the lock that it leads to. A refused change has
 * changed nothing.
 */
final class FieldEditor {
  private static final int BLANK = 0x40;
  private static final int UNDERSCORE = 0x6D;

  private final Screen screen;

  FieldEditor(Screen screen) {
    this.screen = screen;
  }

  /** Puts a character at the cursor, which moves on and skips what must be skipped. */
  KeyboardLock type(int code) {
    return type(code, Extended.NONE);
  }

  /** The same with extended attributes. */
  KeyboardLock type(int code, int extended) {
    KeyboardLock lock = put(code, extended);
    if (lock == KeyboardLock.UNLOCKED) {
      moveOn(screen.cursor());
    }
    return lock;
  }

  /** Puts a character at the cursor, which goes to the next field then. */
  KeyboardLock typeAndTab(int code) {
    KeyboardLock lock = put(code, Extended.NONE);
    if (lock == KeyboardLock.UNLOCKED) {
      screen.moveCursor(screen.nextUnprotected(screen.cursor()));
    }
    return lock;
  }

  private KeyboardLock put(int code, int extended) {
    int at = screen.cursor();
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    if (screen.isInsertMode() && !makeRoom(at)) {
      return KeyboardLock.OVERFLOW;
    }
    screen.put(at, code, extended);
    screen.setModified(at, true);
    blankBefore(at);
    return KeyboardLock.UNLOCKED;
  }

  /** Removes the character under the cursor; the rest of the field moves left. */
  KeyboardLock delete() {
    int at = screen.cursor();
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    remove(at);
    return KeyboardLock.UNLOCKED;
  }

  /** Removes the character before the cursor, which follows; nothing at the start of the field. */
  KeyboardLock erase() {
    int at = screen.cursor();
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    if (!isStart(at)) {
      screen.moveCursor(screen.previous(at));
      remove(screen.cursor());
    }
    return KeyboardLock.UNLOCKED;
  }

  /** Removes the blanks before the cursor and the word before them. */
  KeyboardLock deleteWord() {
    if (!screen.isFormatted()) {
      return KeyboardLock.UNLOCKED;
    }
    if (isProtected(screen.cursor())) {
      return KeyboardLock.PROTECTED;
    }
    for (boolean blanks : new boolean[] {true, false}) {
      while (!isStart(screen.cursor()) && isBlank(screen.previous(screen.cursor())) == blanks) {
        erase();
      }
    }
    return KeyboardLock.UNLOCKED;
  }

  /** Nulls the whole field; the cursor goes to its start. */
  KeyboardLock deleteField() {
    if (!screen.isFormatted()) {
      return KeyboardLock.UNLOCKED;
    }
    if (isProtected(screen.cursor())) {
      return KeyboardLock.PROTECTED;
    }
    screen.moveCursor(screen.next(screen.fieldAt(screen.cursor())));
    return eraseToEnd();
  }

  /** Nulls from the cursor to the end of the field. */
  KeyboardLock eraseToEnd() {
    int at = screen.cursor();
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    int last = screen.isFormatted() ? lastOfField(at) : screen.cells() - 1;
    screen.setModified(at, true);
    for (; at != last; at = screen.next(at)) {
      screen.putCode(at, 0);
    }
    screen.putCode(last, 0);
    return KeyboardLock.UNLOCKED;
  }

  private boolean isProtected(int at) {
    return screen.attribute(at) != 0 || FieldAttribute.isProtected(screen.attributeAt(at));
  }

  private boolean isBlank(int at) {
    return screen.code(at) == 0 || screen.code(at) == BLANK;
  }

  private boolean isStart(int at) {
    return screen.attribute(screen.previous(at)) != 0;
  }

  /** The last position of the field; without fields the last of the row. */
  private int lastOfField(int at) {
    if (!screen.isFormatted()) {
      return (at / screen.columns() + 1) * screen.columns() - 1;
    }
    return screen.previous(screen.nextField(at));
  }

  private void remove(int from) {
    int last = lastOfField(from);
    if (from == last && !screen.isFormatted()) {
      return; // s3270 keeps what stands at the end of a row
    }
    for (int at = from; at != last; at = screen.next(at)) {
      int following = screen.next(at);
      screen.put(at, screen.code(following), screen.extended(following));
    }
    screen.putCode(last, 0);
    screen.setModified(from, true);
  }

  /** Moves what stands from here on one to the right, as far as there is room, if there is any. */
  private boolean makeRoom(int at) {
    int room = room(at);
    if (room < 0) {
      return false;
    }
    while (room != at) {
      int before = screen.previous(room);
      screen.put(room, screen.code(before), screen.extended(before));
      room = before;
    }
    return true;
  }

  /**
   * The start of the first run of nulls, blanks and underscores that has a null in it or ends the
   * field; -1 without any.
   */
  private int room(int from) {
    int last = lastOfField(from);
    int start = -1;
    boolean hasNull = false;
    for (int at = from; ; at = screen.next(at)) {
      boolean free = isBlank(at) || screen.code(at) == UNDERSCORE;
      if (!free && hasNull) {
        return start;
      }
      start = !free ? -1 : start < 0 ? at : start;
      hasNull |= screen.code(at) == 0;
      if (at == last) {
        return start;
      }
    }
  }

  /**
   * Nulls before what is typed become blanks, back to the start of the field or to a row of nothing
   * but nulls: what the operator sees is what the host gets.
   */
  private void blankBefore(int typed) {
    if (!screen.isFormatted()) {
      return;
    }
    int start = screen.next(screen.fieldAt(typed));
    for (int at = typed; at != start; ) {
      at = screen.previous(at);
      if ((at + 1) % screen.columns() == 0 && isEmpty(start, at)) {
        return;
      }
      if (screen.code(at) == 0) {
        screen.putCode(at, BLANK);
      }
    }
  }

  /** Whether the field has only nulls from here back to its start or that of the row. */
  private boolean isEmpty(int start, int end) {
    int at = end;
    while (at != start && at % screen.columns() != 0 && screen.code(at) == 0) {
      at = screen.previous(at);
    }
    return screen.code(at) == 0;
  }

  private void moveOn(int from) {
    int at = screen.next(from);
    while (screen.attribute(at) != 0) { // ends at the position just typed at the latest
      at =
          FieldAttribute.isSkip(screen.attribute(at))
              ? screen.nextUnprotected(at)
              : screen.next(at);
    }
    screen.moveCursor(at);
  }
}
