// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

import org.loadstar.tn3270.codepage.DoubleByteSet;

/**
 * The double-byte characters of a screen (DBCS; GA23-0059, "Double-byte character set"): which
 * cells are halves of one. There are three kinds, the first that applies counts:
 *
 * <ul>
 *   <li>in a field whose character set is 0xF8: pairs from its first position on;
 *   <li>between a shift-out (SO) and the next shift-in (SI) or the end of the field;
 *   <li>a run of characters of set 0xF8.
 * </ul>
 *
 * <p>As in s3270, what is no character between the shifts becomes the double-byte space, and a half
 * without the other a null.
 */
public final class DoubleByte {
  /** Shift-out: what follows is double-byte. */
  public static final int SO = 0x0E;

  /** Shift-in: what follows is single-byte again. */
  public static final int SI = 0x0F;

  private static final int SET = 0xF8;
  private static final int SPACE = 0x40;

  private DoubleByte() {}

  private static boolean isSet(int packed) {
    return Extended.characterSet(packed) == SET;
  }

  /** Whether the field that this attribute position starts has double-byte characters only. */
  public static boolean isField(Screen screen, int field) {
    return field >= 0 && isSet(screen.extended(field));
  }

  /** Whether here is a character of the double-byte set, shifts apart, which split a run. */
  public static boolean inRun(Screen screen, int address) {
    return screen.attribute(address) == 0
        && isSet(screen.extended(address))
        && !isShift(screen.code(address));
  }

  static boolean isShift(int code) {
    return code == SO || code == SI;
  }

  /** Whether a shift-in may be put here: a shift-out before it waits for one. */
  public static boolean isShiftedOut(Screen screen, int address) {
    return new DoubleBytePlaces(screen).isShiftedOut(address);
  }

  /**
   * Finds all halves anew, after a write or a key.
   *
   * @return whether nothing was broken: no shift comes twice, no half is without the other (but at
   *     the end of a field), and no other set is used between shifts
   */
  public static boolean settle(Screen screen) {
    return new Pass(screen).run();
  }

  /** One walk over all cells. */
  private static final class Pass {
    private final Screen screen;
    private boolean inField;
    private int lastShift;
    private boolean sound = true;
    private int left = -1; // a left half that waits for its right one

    Pass(Screen screen) {
      this.screen = screen;
    }

    boolean run() {
      int first = screen.isFormatted() ? screen.nextField(screen.cells() - 1) : 0;
      int at = first;
      do {
        cell(at);
        at = screen.next(at);
      } while (at != first);
      drop();
      return sound;
    }

    private void cell(int at) {
      int code = screen.code(at);
      if (screen.attribute(at) != 0) {
        drop();
        lastShift = 0;
        inField = isField(screen, at);
      } else if (isShift(code) && !inField) {
        sound &= left < 0 && code != lastShift;
        drop();
        lastShift = code;
        screen.settle(at, code, Extended.withoutHalf(screen.extended(at)));
      } else if (lastShift == SO) {
        int extended = screen.extended(at);
        sound &= !Extended.isGraphicEscape(extended) && Extended.characterSet(extended) == 0;
        pair(at, Extended.withoutSet(extended));
      } else if (inField || isSet(screen.extended(at))) {
        pair(at, screen.extended(at));
      } else {
        sound &= left < 0;
        drop();
        screen.settle(at, code, Extended.withoutHalf(screen.extended(at)));
      }
    }

    private void pair(int at, int extended) {
      if (left < 0) {
        left = at;
        screen.settle(at, screen.code(at), Extended.withLeft(extended));
        return;
      }
      int first = screen.code(left);
      int second = screen.code(at);
      boolean empty = inField && first == 0 && second == 0;
      boolean valid = empty || DoubleByteSet.isPair(first, second);
      screen.settle(left, valid ? first : SPACE, screen.extended(left));
      screen.settle(at, valid ? second : SPACE, Extended.withRight(extended));
      left = -1;
    }

    /** The left half has no right one. */
    private void drop() {
      if (left >= 0) {
        screen.settle(left, 0, Extended.withoutHalf(screen.extended(left)));
        left = -1;
      }
    }
  }
}
