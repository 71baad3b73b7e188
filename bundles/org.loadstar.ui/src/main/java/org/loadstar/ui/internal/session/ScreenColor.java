// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import java.util.Locale;

/** The colours of a 3270 screen, each a colour of the workbench's theme. */
enum ScreenColor {
  BACKGROUND,
  BLUE,
  RED,
  PINK,
  GREEN,
  TURQUOISE,
  YELLOW,
  WHITE,
  CURSOR;

  private static final int FIRST = 0xF1;

  /** What the theme calls it. */
  String id() {
    return "org.loadstar.ui.screen." + name().toLowerCase(Locale.ROOT);
  }

  /** The colour of an extended attribute (X'42', X'45'); another one where it is none of seven. */
  static ScreenColor of(int attribute, ScreenColor otherwise) {
    return attribute >= FIRST && attribute < FIRST + 7
        ? values()[attribute - FIRST + 1]
        : otherwise;
  }
}
