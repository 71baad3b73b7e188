// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A copy of a session's screen at one moment. Immutable and thread-safe. Positions count from 0 at
 * the upper left, row by row; rows and columns count from 0. What fields that are not displayed
 * hold is not in it. {@code toString} shows no content.
 */
public final class ScreenSnapshot {
  private final long generation;
  private final int rows;
  private final int columns;
  private final int cursor;
  private final OperatorArea operatorArea;
  private final char[] text;
  private final byte[] codes;
  private final short[] attributes;
  private final CellStyle[] styles;

  /**
   * Takes copies of the arrays, each rows x columns long.
   *
   * @param generation rises with every change of the screen
   * @param text what is seen, in Unicode; blank where a field is not displayed, 0 in the right half
   *     of a double-byte character
   * @param codes the EBCDIC code of each cell; 0 in cells of fields that are not displayed
   * @param attributes the field attribute (0 to 255) where a field starts, else -1
   * @param styles the extended attributes of each cell
   */
  public ScreenSnapshot(
      long generation,
      int rows,
      int columns,
      int cursor,
      OperatorArea operatorArea,
      char[] text,
      byte[] codes,
      short[] attributes,
      CellStyle[] styles) {
    int size = rows * columns;
    if (text.length != size
        || codes.length != size
        || attributes.length != size
        || styles.length != size) {
      throw new IllegalArgumentException("every array of a screen has rows x columns elements");
    }
    this.generation = generation;
    this.rows = rows;
    this.columns = columns;
    this.cursor = cursor;
    this.operatorArea = operatorArea;
    this.text = text.clone();
    this.codes = codes.clone();
    this.attributes = attributes.clone();
    this.styles = styles.clone();
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

  /** Row of the cursor. */
  public int cursorRow() {
    return cursor / columns;
  }

  /** Column of the cursor. */
  public int cursorColumn() {
    return cursor % columns;
  }

  /** What stands below the screen. */
  public OperatorArea operatorArea() {
    return operatorArea;
  }

  /** Why the keyboard is locked; empty where it is not. */
  public String lock() {
    return operatorArea.lock();
  }

  /** Whether the keyboard takes input: it is not locked, and nothing typed ahead waits. */
  public boolean isUnlocked() {
    return operatorArea.lock().isEmpty() && operatorArea.typedAhead() == 0;
  }

  // Text.

  /** The row's text; columns long, but for double-byte characters, which stand once. */
  public String row(int row) {
    return textAt(row, 0, columns);
  }

  /** Every row's text. */
  public List<String> text() {
    List<String> all = new ArrayList<>(rows);
    for (int r = 0; r < rows; r++) {
      all.add(row(r));
    }
    return all;
  }

  /** The text of as many cells from a place on, at most to the end of the screen. */
  public String textAt(int row, int column, int cells) {
    int start = row * columns + column;
    return seen(start, Math.min(start + cells, text.length));
  }

  private String seen(int from, int to) {
    return new String(text, from, to - from).replace("\0", "");
  }

  /** Whether the text is seen anywhere within one row. */
  public boolean shows(String wanted) {
    return text().stream().anyMatch(row -> row.contains(wanted));
  }

  /** Whether the text is seen at a place, within one row. */
  public boolean showsAt(int row, int column, String wanted) {
    return textAt(row, column, columns - column).startsWith(wanted);
  }

  /** Where the text is seen within one row, in reading order. */
  public List<Integer> positionsOf(String wanted) {
    List<Integer> found = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      String row = row(r);
      for (int at = row.indexOf(wanted); at >= 0; at = row.indexOf(wanted, at + 1)) {
        found.add(r * columns + column(r, at));
      }
    }
    return found;
  }

  /** The column of a character of the row's text. */
  private int column(int row, int index) {
    int column = index;
    while (seen(row * columns, row * columns + column).length() < index) {
      column++;
    }
    return column;
  }

  // Fields.

  /** All fields in the order of their attributes; empty on an unformatted screen. */
  public List<ScreenField> fields() {
    List<ScreenField> fields = new ArrayList<>();
    for (int at = 0; at < attributes.length; at++) {
      if (attributes[at] >= 0) {
        fields.add(startingAt(at));
      }
    }
    return fields;
  }

  /** The fields that an operator may type into. */
  public List<ScreenField> inputFields() {
    return fields().stream().filter(ScreenField::isInput).toList();
  }

  /** The field that a position belongs to, its attribute included; empty if unformatted. */
  public Optional<ScreenField> fieldAt(int row, int column) {
    int at = row * columns + column;
    for (int left = attributes.length; left > 0; left--) {
      if (attributes[at] >= 0) {
        return Optional.of(startingAt(at));
      }
      at = (at == 0 ? attributes.length : at) - 1;
    }
    return Optional.empty();
  }

  /** The first of {@link #fieldsLabelled}. */
  public Optional<ScreenField> field(String label) {
    return fieldsLabelled(label).stream().findFirst();
  }

  /**
   * The input fields with that label, in the order of the labels. A label is text that stands in no
   * input field; its field is the nearest one to the right in the same row or, where there is none,
   * the nearest one below it.
   *
   * @param label the text or a part of it, as it is seen, such as {@code "User name"}
   */
  public List<ScreenField> fieldsLabelled(String label) {
    List<ScreenField> inputs = inputFields();
    return positionsOf(label).stream()
        .filter(at -> fieldAt(at / columns, at % columns).filter(ScreenField::isInput).isEmpty())
        .flatMap(at -> labelled(inputs, at, at + label.length()).stream())
        .distinct()
        .toList();
  }

  private Optional<ScreenField> labelled(List<ScreenField> inputs, int from, int to) {
    int row = from / columns;
    for (ScreenField field : inputs) {
      if (field.row() == row && field.row() * columns + field.column() >= to) {
        return Optional.of(field);
      }
    }
    int first = from % columns;
    int behind = first + to - from;
    for (ScreenField field : inputs) {
      if (field.row() > row && field.column() < behind && field.column() + field.length() > first) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  private ScreenField startingAt(int attributeAt) {
    int start = (attributeAt + 1) % attributes.length;
    int end = start;
    while (attributes[end] < 0) {
      end = (end + 1) % attributes.length;
    }
    boolean wraps = end < start;
    return new ScreenField(
        start / columns,
        start % columns,
        wraps ? end + attributes.length - start : end - start,
        attributes[attributeAt],
        wraps ? seen(start, text.length) + seen(0, end) : seen(start, end));
  }

  // Cells.

  /** The EBCDIC code at a position; 0 within fields that are not displayed. */
  public int code(int position) {
    return codes[position] & 0xFF;
  }

  /** The field attribute where a field starts at the position, else -1. */
  public int field(int position) {
    return attributes[position];
  }

  /** The extended attributes at a position. */
  public CellStyle style(int position) {
    return styles[position];
  }

  /** The foreground colour at a position (extended attribute X'42'), 0 for the default. */
  public int foreground(int position) {
    return styles[position].foreground();
  }

  /** The background colour at a position (extended attribute X'45'), 0 for the default. */
  public int background(int position) {
    return styles[position].background();
  }

  /** The highlighting at a position (extended attribute X'41'), 0 for the default. */
  public int highlighting(int position) {
    return styles[position].highlighting();
  }

  /** The character set at a position (extended attribute X'43'), 0 for the default. */
  public int characterSet(int position) {
    return styles[position].characterSet();
  }

  /** Whether the character at a position came by a graphic escape. */
  public boolean isGraphicEscape(int position) {
    return styles[position].graphicEscape();
  }

  @Override
  public String toString() {
    return "screen " + rows + "x" + columns + " generation " + generation;
  }
}
