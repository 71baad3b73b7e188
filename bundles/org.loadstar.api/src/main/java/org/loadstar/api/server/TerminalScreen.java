// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

import java.util.List;

/**
 * A screen to show, as text and input fields. Rows and columns count from 0. The attribute byte of
 * an item takes the cell before its text.
 *
 * @param items in any order; they must not overlap
 * @param cursor the name of the input field that the cursor goes to; empty for the first
 * @param alarm whether the terminal sounds its alarm
 */
public record TerminalScreen(List<Item> items, String cursor, boolean alarm)
    implements TerminalOutput {
  public TerminalScreen {
    items = List.copyOf(items);
  }

  /** Something on the screen. */
  public sealed interface Item {
    /** The row of its first character. */
    int row();

    /** The column of its first character, at least 1 in row 0. */
    int column();
  }

  /**
   * Protected text.
   *
   * @param row of its first character
   * @param column of its first character
   * @param text what it says
   * @param style how it looks
   */
  public record Text(int row, int column, String text, Style style) implements Item {}

  /**
   * A field to type into.
   *
   * @param row of its first character
   * @param column of its first character
   * @param length in cells
   * @param name by which {@link TerminalInput} tells its text
   * @param value what it holds at first
   * @param kind what may be typed and whether it is seen
   */
  public record Input(int row, int column, int length, String name, String value, Kind kind)
      implements Item {
    @Override
    public String toString() {
      return "input " + name + " at " + row + "," + column + " length " + length;
    }
  }

  /** How text looks. */
  public enum Style {
    NORMAL,
    BRIGHT,
    BLUE,
    RED,
    PINK,
    GREEN,
    TURQUOISE,
    YELLOW,
    REVERSE
  }

  /** What may be typed. */
  public enum Kind {
    TEXT,
    NUMERIC,
    /** Not displayed: a password. */
    HIDDEN
  }
}
