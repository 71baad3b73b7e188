// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/** The kinds of extended highlighting, as extended attribute values. */
public enum Highlight {
  NORMAL(0xF0),
  BLINK(0xF1),
  REVERSE(0xF2),
  UNDERSCORE(0xF4),
  INTENSIFY(0xF8);

  private final int code;

  Highlight(int code) {
    this.code = code;
  }

  /** The attribute value. */
  public int code() {
    return code;
  }
}
