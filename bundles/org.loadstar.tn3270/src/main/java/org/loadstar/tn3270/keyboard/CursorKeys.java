// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Screen;

/** Where the keys lead that move the cursor and change nothing else; moves are those of s3270. */
final class CursorKeys {
  private static final int BLANK = 0x40;

  private final Screen screen;

  CursorKeys(Screen screen) {
    this.screen = screen;
  }

  /** The address a key leads to; -1 if it is another kind of key. */
  int target(Key key) {
    int at = screen.cursor();
    int cells = screen.cells();
    return switch (key) {
      case UP -> (at + cells - screen.columns()) % cells;
      case DOWN -> (at + screen.columns()) % cells;
      case LEFT, BACKSPACE -> screen.previous(at);
      case RIGHT -> screen.next(at);
      case LEFT2 -> screen.previous(screen.previous(at));
      case RIGHT2 -> screen.next(screen.next(at));
      case TAB -> screen.nextUnprotected(at);
      case BACKTAB -> previousUnprotected(at);
      case HOME -> screen.nextUnprotected(cells - 1);
      case NEWLINE -> newline(at);
      case NEXT_WORD -> screen.isFormatted() ? nextWord(at) : at;
      case PREVIOUS_WORD -> screen.isFormatted() ? previousWord(at) : at;
      case FIELD_END -> screen.isFormatted() ? fieldEnd(at) : at;
      default -> -1;
    };
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

  private int newline(int cursor) {
    int row = (cursor / screen.columns() + 1) % screen.rows();
    int start = row * screen.columns();
    return isOpen(start) ? start : screen.nextUnprotected(start);
  }

  /** The next word of this field or, behind its last, the first of the next field that has any. */
  private int nextWord(int cursor) {
    int end = cursor;
    while (isWord(end) && screen.next(end) != cursor) {
      end = screen.next(end);
    }
    int at = end == cursor ? screen.next(end) : end;
    if (at == end && isOpen(end)) {
      while (screen.attribute(at) == 0 && !isWord(at)) {
        at = screen.next(at);
      }
      return isWord(at) ? at : end;
    }
    while (at != cursor && !isWord(at)) {
      at = screen.next(at);
    }
    return at;
  }

  /** The start of the word before the one that the cursor is in. */
  private int previousWord(int cursor) {
    int from = cursor;
    while (isWord(from)) {
      from = screen.previous(from);
      if (from == cursor) {
        return cursor;
      }
    }
    int at = screen.previous(from);
    while (!isWord(at)) {
      if (at == from) {
        return cursor;
      }
      at = screen.previous(at);
    }
    while (isWord(screen.previous(at))) {
      at = screen.previous(at);
    }
    return at;
  }

  /** Behind the last character of the field; on it where the field is full. */
  private int fieldEnd(int cursor) {
    if (!isOpen(cursor)) {
      return cursor;
    }
    int first = screen.next(screen.fieldAt(cursor));
    int last = screen.previous(screen.nextField(cursor));
    int at = last;
    while (at != first && !isWord(at)) {
      at = screen.previous(at);
    }
    return at == last || !isWord(at) ? at : screen.next(at);
  }

  /** Whether something stands here that an operator may change. */
  private boolean isWord(int at) {
    int code = screen.code(at);
    return code != 0 && code != BLANK && isOpen(at);
  }

  private boolean isOpen(int at) {
    return screen.attribute(at) == 0 && !FieldAttribute.isProtected(screen.attributeAt(at));
  }
}
