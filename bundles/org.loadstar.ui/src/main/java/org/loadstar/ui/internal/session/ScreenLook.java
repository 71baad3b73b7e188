// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.loadstar.api.session.CellStyle;
import org.loadstar.api.session.ScreenSnapshot;

/**
 * How every cell of a screen is drawn (GA23-0059, "Extended field attributes"): what a character's
 * own attributes leave open its field's say, and what those leave open the base colours, blue and
 * white for protected fields, green and red for those to type in.
 */
final class ScreenLook {
  private static final int PROTECTED = 0x20;
  private static final int INTENSITY = 0x0C;
  private static final int INTENSIFIED = 0x08;
  private static final int REVERSE = 0xF2;
  private static final int UNDERSCORE = 0xF4;
  private static final int INTENSIFY = 0xF8;

  private ScreenLook() {}

  /** The looks, by position. */
  static CellLook[] of(ScreenSnapshot screen) {
    int size = screen.rows() * screen.columns();
    CellLook[] looks = new CellLook[size];
    int field = lastField(screen, size);
    for (int at = 0; at < size; at++) {
      if (screen.field(at) >= 0) {
        field = at;
        looks[at] = CellLook.BLANK;
      } else {
        looks[at] = look(screen, at, field);
      }
    }
    return looks;
  }

  /** The field that wraps round to the first position; -1 on an unformatted screen. */
  private static int lastField(ScreenSnapshot screen, int size) {
    for (int at = size - 1; at >= 0; at--) {
      if (screen.field(at) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private static CellLook look(ScreenSnapshot screen, int at, int field) {
    CellStyle own = screen.style(at);
    CellStyle its = field < 0 ? CellStyle.DEFAULT : screen.style(field);
    int attribute = field < 0 ? 0 : screen.field(field);
    boolean intensified = (attribute & INTENSITY) == INTENSIFIED;
    ScreenColor base =
        (attribute & PROTECTED) == 0
            ? intensified ? ScreenColor.RED : ScreenColor.GREEN
            : intensified ? ScreenColor.WHITE : ScreenColor.BLUE;
    ScreenColor front = ScreenColor.of(first(own.foreground(), its.foreground()), base);
    ScreenColor back =
        ScreenColor.of(first(own.background(), its.background()), ScreenColor.BACKGROUND);
    int highlighting = first(own.highlighting(), its.highlighting());
    boolean reverse = highlighting == REVERSE;
    return new CellLook(
        reverse ? back : front,
        reverse ? front : back,
        highlighting == UNDERSCORE,
        intensified || highlighting == INTENSIFY);
  }

  private static int first(int own, int field) {
    return own != 0 ? own : field;
  }
}
