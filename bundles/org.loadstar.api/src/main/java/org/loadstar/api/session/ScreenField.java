// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * A field of a {@link ScreenSnapshot}. Immutable. {@code toString} shows no content.
 *
 * @param row of its first position, counted from 0
 * @param column of its first position, counted from 0
 * @param length number of positions, without the attribute; it may go on in the next rows and wrap
 *     round the screen
 * @param attribute the field attribute, 0 to 255
 * @param text what is seen in it; blank where it is not displayed
 */
public record ScreenField(int row, int column, int length, int attribute, String text) {
  private static final int PROTECTED = 0x20;
  private static final int NUMERIC = 0x10;
  private static final int INTENSITY = 0x0C;
  private static final int INTENSIFIED = 0x08;
  private static final int MODIFIED = 0x01;

  /** Whether an operator may type here. */
  public boolean isInput() {
    return (attribute & PROTECTED) == 0 && length > 0;
  }

  /** Whether it takes numbers only. */
  public boolean isNumeric() {
    return (attribute & NUMERIC) != 0;
  }

  /** Whether what it holds is not displayed, as a password. */
  public boolean isHidden() {
    return (attribute & INTENSITY) == INTENSITY;
  }

  /** Whether it is shown bright. */
  public boolean isIntensified() {
    return (attribute & INTENSITY) == INTENSIFIED;
  }

  /** Whether it is sent with the next key. */
  public boolean isModified() {
    return (attribute & MODIFIED) != 0;
  }

  @Override
  public String toString() {
    return "field at " + row + "," + column + " length " + length;
  }
}
