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
  private final Screen screen;

  FieldEditor(Screen screen) {
    this.screen = screen;
  }

  /** Puts a character at the cursor, which moves on and skips what must be skipped. */
  KeyboardLock type(int code) {
    int at = screen.cursor();
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    if (screen.isInsertMode() && screen.code(at) != 0 && !makeRoom(at)) {
      return KeyboardLock.OVERFLOW;
    }
    screen.put(at, code, Extended.NONE);
    screen.setModified(at, true);
    moveOn(at);
    return KeyboardLock.UNLOCKED;
  }

  /** Removes the character under the cursor; the rest of the field moves left. */
  KeyboardLock delete() {
    int at = screen.cursor();
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    int last = lastOfField(at);
    while (at != last) {
      int following = screen.next(at);
      screen.put(at, screen.code(following), screen.extended(following));
      at = following;
    }
    screen.putCode(last, 0);
    screen.setModified(screen.cursor(), true);
    return KeyboardLock.UNLOCKED;
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

  /** The last position of the field; without fields the last of the row. */
  private int lastOfField(int at) {
    if (!screen.isFormatted()) {
      return (at / screen.columns() + 1) * screen.columns() - 1;
    }
    return screen.previous(screen.nextField(at));
  }

  /**
   * Moves what stands from here to the next null of the field one to the right, if there is one.
   */
  private boolean makeRoom(int at) {
    int last = screen.isFormatted() ? lastOfField(at) : screen.previous(at);
    int room = at;
    while (screen.code(room) != 0) {
      if (room == last) {
        return false;
      }
      room = screen.next(room);
    }
    while (room != at) {
      int before = screen.previous(room);
      screen.put(room, screen.code(before), screen.extended(before));
      room = before;
    }
    return true;
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
