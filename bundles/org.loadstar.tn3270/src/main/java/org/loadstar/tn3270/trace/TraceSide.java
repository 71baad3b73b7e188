// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

/** Who sent something. */
public enum TraceSide {
  /** The host, {@code <} in the file. */
  HOST('<'),
  /** The client, {@code >} in the file. */
  CLIENT('>');

  private final char mark;

  TraceSide(char mark) {
    this.mark = mark;
  }

  /** The first character of its lines. */
  public char mark() {
    return mark;
  }
}
