// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import org.loadstar.tn3270.screen.DoubleByte;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * Typing where there are double-byte characters: they are replaced, inserted and deleted whole, a
 * single-byte character among them is put between shifts, and a double-byte one among single-byte
 * ones gets shifts around it if the field's input control allows that, or set 0xF8 if the host has
 * asked for sets. A refused change has changed nothing.
 */
final class DoubleByteEditor {
  private static final int SO = DoubleByte.SO;
  private static final int SI = DoubleByte.SI;
  private static final int BLANK = 0x40;
  private static final int SET = 0xF8;

  private final Screen screen;

  DoubleByteEditor(Screen screen) {
    this.screen = screen;
  }

  /** Whether a single-byte character here needs this editor, and not the plain one. */
  boolean isAmidPairs(int at) {
    int code = screen.code(at);
    return isHalf(at) || code == SO || code == SI || DoubleByte.isField(screen, screen.fieldAt(at));
  }

  private boolean isHalf(int at) {
    return Extended.isLeft(screen.extended(at)) || Extended.isRight(screen.extended(at));
  }

  /** The left half of the character that is here, else this position. */
  private int leftOf(int at) {
    return Extended.isRight(screen.extended(at)) ? screen.previous(at) : at;
  }

  /** Puts a single-byte character at the cursor, where {@link #isAmidPairs} says so. */
  KeyboardLock typeSingle(int code) {
    int at = leftOf(screen.cursor());
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    if (DoubleByte.isField(screen, screen.fieldAt(at))) {
      return KeyboardLock.DOUBLE_BYTE;
    }
    if (screen.code(at) == SI) {
      int after = screen.next(at);
      boolean room = isIn(at, 1) && (!screen.isInsertMode() || makeRoom(after, 1));
      return room ? single(at, after, 1, code) : KeyboardLock.OVERFLOW;
    }
    if (Extended.characterSet(screen.extended(at)) == SET) {
      return single(at, at, 2, code, BLANK);
    }
    if (screen.code(at) == SO) {
      boolean empty = screen.code(screen.next(at)) == SI;
      return empty ? single(at, at, 2, code, BLANK) : single(at, at, 3, code, BLANK, SO);
    }
    boolean last = screen.code(advance(at, 2)) == SI;
    return last
        ? single(at, screen.next(at), 3, SI, code, BLANK)
        : single(at, screen.next(at), 4, SI, code, BLANK, SO);
  }

  /** Puts codes over a whole number of characters; the cursor goes behind the typed one. */
  private KeyboardLock single(int at, int typed, int room, int... codes) {
    int from = room == 1 ? typed : at;
    for (int i = 0; i < codes.length; i++) {
      screen.put(advance(from, i), codes[i], Extended.NONE);
    }
    return typed(at, screen.next(typed));
  }

  /** Puts a double-byte character at the cursor. */
  KeyboardLock typePair(int pair) {
    int at = leftOf(screen.cursor());
    if (isProtected(at)) {
      return KeyboardLock.PROTECTED;
    }
    boolean insert = screen.isInsertMode();
    boolean inSet = Extended.characterSet(screen.extended(at)) == SET;
    if (isHalf(at) || DoubleByte.isField(screen, screen.fieldAt(at))) {
      if (!isIn(at, 1)) {
        return KeyboardLock.OVERFLOW;
      }
      return insert && !makeRoom(at, 2) ? KeyboardLock.OVERFLOW : pair(at, pair, inSet);
    }
    if (screen.code(at) == SI && DoubleByte.isShiftedOut(screen, at)) {
      if (insert ? !makeRoom(at, 2) : !isIn(at, 2) || !isWhole(screen.next(at), 2)) {
        return KeyboardLock.OVERFLOW;
      }
      screen.put(advance(at, 2), SI, Extended.NONE);
      return pair(at, pair, false);
    }
    boolean shifts = Extended.value(fieldExtended(at), Extended.INPUT_CONTROL) == 1;
    boolean sets = screen.replyMode().reports(Extended.CHARACTER_SET);
    if (screen.code(at) == SO || (!shifts && !sets)) {
      return KeyboardLock.DOUBLE_BYTE;
    }
    int cells = shifts ? 4 : 2;
    if (insert ? !makeRoom(at, cells) : !isWhole(at, cells)) {
      return KeyboardLock.OVERFLOW;
    }
    if (!shifts) {
      return pair(at, pair, true);
    }
    screen.put(at, SO, Extended.NONE);
    screen.put(advance(at, 3), SI, Extended.NONE);
    return pair(screen.next(at), pair, false);
  }

  private KeyboardLock pair(int at, int pair, boolean inSet) {
    int extended = inSet ? Extended.with(0, Extended.CHARACTER_SET, SET) : Extended.NONE;
    screen.put(at, pair >> 8, extended);
    screen.put(screen.next(at), pair, extended);
    return typed(at, advance(at, 2));
  }

  private KeyboardLock typed(int at, int cursor) {
    screen.setModified(at, true);
    int next = cursor;
    for (int left = screen.cells(); screen.attribute(next) != 0 && left > 0; left--) {
      next =
          FieldAttribute.isSkip(screen.attribute(next))
              ? screen.nextUnprotected(next)
              : screen.next(next);
    }
    screen.moveCursor(next);
    return KeyboardLock.UNLOCKED;
  }

  /** Removes the character under the cursor, both halves of it; shifts stay. */
  KeyboardLock delete() {
    int at = leftOf(screen.cursor());
    int code = screen.code(at);
    if (isProtected(at) || code == SO || code == SI) {
      return KeyboardLock.PROTECTED;
    }
    int width = Extended.isLeft(screen.extended(at)) ? 2 : 1;
    int last = lastOfField(at);
    for (int to = at; to != screen.next(last); to = screen.next(to)) {
      boolean there = distance(to, last) >= width;
      int from = advance(to, width);
      screen.put(to, there ? screen.code(from) : 0, there ? screen.extended(from) : Extended.NONE);
      if (to == last) {
        break;
      }
    }
    screen.moveCursor(at);
    screen.setModified(at, true);
    return KeyboardLock.UNLOCKED;
  }

  /** Before the rest of the field is nulled: where, with the shift-in that must stay there. */
  int shiftedEnd() {
    int at = leftOf(screen.cursor());
    boolean inside =
        DoubleByte.isShiftedOut(screen, at) && !DoubleByte.isField(screen, screen.fieldAt(at));
    screen.moveCursor(at);
    return inside ? at : -1;
  }

  /** Moves what stands from here on by some cells, if the field ends with as many that are free. */
  private boolean makeRoom(int at, int cells) {
    int last = lastOfField(at);
    int free = 0;
    for (int end = last; free < cells && screen.code(end) == 0 && !isHalf(end); ) {
      free++;
      if (end == at) {
        break;
      }
      end = screen.previous(end);
    }
    if (free < cells || distance(at, last) + 1 < cells) {
      return false;
    }
    for (int to = last; distance(at, to) >= cells; to = screen.previous(to)) {
      int from = Math.floorMod(to - cells, screen.cells());
      screen.put(to, screen.code(from), screen.extended(from));
    }
    return true;
  }

  /** Whether so many single-byte cells from here on belong to the field. */
  private boolean isWhole(int at, int cells) {
    for (int i = 0; i < cells; i++) {
      int cell = advance(at, i);
      if (!isIn(at, i) || isHalf(cell) || screen.code(cell) == SO || screen.code(cell) == SI) {
        return false;
      }
    }
    return true;
  }

  private boolean isIn(int at, int further) {
    return further <= distance(at, lastOfField(at));
  }

  private boolean isProtected(int at) {
    return screen.attribute(at) != 0 || FieldAttribute.isProtected(screen.attributeAt(at));
  }

  private int fieldExtended(int at) {
    int field = screen.fieldAt(at);
    return field < 0 ? Extended.NONE : screen.extended(field);
  }

  private int lastOfField(int at) {
    return screen.isFormatted() ? screen.previous(screen.nextField(at)) : screen.cells() - 1;
  }

  private int advance(int at, int by) {
    return (at + by) % screen.cells();
  }

  private int distance(int from, int to) {
    return Math.floorMod(to - from, screen.cells());
  }
}
