// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.ArrayList;
import java.util.List;

/**
 * A copy of a session's screen at one moment. Immutable and thread-safe. Positions count from 0 at
 * the upper left, row by row. {@code toString} shows no content.
 */
public final class ScreenSnapshot {
  private final long generation;
  private final int rows;
  private final int columns;
  private final int cursor;
  private final String lock;
  private final char[] text;
  private final byte[] codes;
  private final short[] fields;
  private final byte[] foreground;
  private final byte[] background;
  private final byte[] highlighting;
  private final byte[] characterSet;

  /**
   * Takes copies of the arrays, each rows x columns long.
   *
   * @param generation rises with every change of the screen
   * @param lock why the keyboard is locked, as the operator information area shows it; empty where
   *     it is not
   * @param text what is seen, in Unicode; blank where a field is not displayed, U+0000 in the right
   *     half of a double-byte character
   * @param codes the EBCDIC code of each cell; 0 in cells of fields that are not displayed
   * @param fields the field attribute (0 to 255) where a field starts, else -1
   * @param foreground the extended attribute X'42', 0 for the default
   * @param background the extended attribute X'45', 0 for the default
   * @param highlighting the extended attribute X'41', 0 for the default
   * @param characterSet the extended attribute X'43', 0 for the default
   */
  public ScreenSnapshot(
      long generation,
      int rows,
      int columns,
      int cursor,
      String lock,
      char[] text,
      byte[] codes,
      short[] fields,
      byte[] foreground,
      byte[] background,
      byte[] highlighting,
      byte[] characterSet) {
    int size = rows * columns;
    if (text.length != size
        || codes.length != size
        || fields.length != size
        || foreground.length != size
        || background.length != size
        || highlighting.length != size
        || characterSet.length != size) {
      throw new IllegalArgumentException("every array of a screen has rows x columns elements");
    }
    this.generation = generation;
    this.rows = rows;
    this.columns = columns;
    this.cursor = cursor;
    this.lock = lock;
    this.text = text.clone();
    this.codes = codes.clone();
    this.fields = fields.clone();
    this.foreground = foreground.clone();
    this.background = background.clone();
    this.highlighting = highlighting.clone();
    this.characterSet = characterSet.clone();
  }

  /** Rises with every change of the screen. */
  public long generation() {
    return generation;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** Position of the cursor. */
  public int cursor() {
    return cursor;
  }

  /** Why the keyboard is locked; empty where it is not. */
  public String lock() {
    return lock;
  }

  /**
   * The row's text, rows counted from 0; as long as there are columns but for double-byte
   * characters, which are two columns wide and stand once.
   */
  public String row(int row) {
    return new String(text, row * columns, columns).replace("\0", "");
  }

  /** Every row's text. */
  public List<String> text() {
    List<String> all = new ArrayList<>(rows);
    for (int r = 0; r < rows; r++) {
      all.add(row(r));
    }
    return all;
  }

  /** Whether the text is seen anywhere within one row. */
  public boolean shows(String wanted) {
    return text().stream().anyMatch(row -> row.contains(wanted));
  }

  /** The EBCDIC code at a position; 0 within fields that are not displayed. */
  public int code(int position) {
    return codes[position] & 0xFF;
  }

  /** The field attribute where a field starts at the position, else -1. */
  public int field(int position) {
    return fields[position];
  }

  /** The foreground colour at a position (extended attribute X'42'), 0 for the default. */
  public int foreground(int position) {
    return foreground[position] & 0xFF;
  }

  /** The background colour at a position (extended attribute X'45'), 0 for the default. */
  public int background(int position) {
    return background[position] & 0xFF;
  }

  /** The highlighting at a position (extended attribute X'41'), 0 for the default. */
  public int highlighting(int position) {
    return highlighting[position] & 0xFF;
  }

  /** The character set at a position (extended attribute X'43'), 0 for the default. */
  public int characterSet(int position) {
    return characterSet[position] & 0xFF;
  }

  @Override
  public String toString() {
    return "screen " + rows + "x" + columns + " generation " + generation;
  }
}
