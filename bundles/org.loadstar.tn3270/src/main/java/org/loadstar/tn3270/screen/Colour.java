// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/** The seven colours that every colour display has, as extended attribute values. */
public enum Colour {
  BLUE(0xF1),
  RED(0xF2),
  PINK(0xF3),
  GREEN(0xF4),
  TURQUOISE(0xF5),
  YELLOW(0xF6),
  WHITE(0xF7);

  private final int code;

  Colour(int code) {
    this.code = code;
  }

  /** The attribute value, 0xF1 to 0xF7. */
  public int code() {
    return code;
  }
}
