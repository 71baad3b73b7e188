// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * The bits of a field attribute byte (GA23-0059, "Field attributes"). The two top bits only make
 * the byte a graphic one; the screen stores it with both set, so that a stored attribute is never
 * zero.
 */
public final class FieldAttribute {
  /** Set in every stored attribute. */
  public static final int GRAPHIC = 0xC0;

  /** The operator may not type here. */
  public static final int PROTECTED = 0x20;

  /** Only digits, minus and period may be typed; with {@link #PROTECTED} the cursor skips it. */
  public static final int NUMERIC = 0x10;

  /** Both bits of the intensity. */
  public static final int INTENSITY = 0x0C;

  /** Normal intensity, detectable by light pen: one of the {@link #INTENSITY} values. */
  public static final int SELECTABLE = 0x04;

  /** High intensity, detectable by light pen: one of the {@link #INTENSITY} values. */
  public static final int INTENSIFIED = 0x08;

  /** Not shown: one of the {@link #INTENSITY} values. */
  public static final int NON_DISPLAY = 0x0C;

  /** The modified data tag (MDT): the field goes into the next Read Modified. */
  public static final int MODIFIED = 0x01;

  private FieldAttribute() {}

  /** What is stored for a host's attribute byte. */
  static int stored(int attribute) {
    return GRAPHIC | (attribute & (PROTECTED | NUMERIC | INTENSITY | MODIFIED));
  }

  public static boolean isProtected(int attribute) {
    return (attribute & PROTECTED) != 0;
  }

  public static boolean isNumeric(int attribute) {
    return (attribute & NUMERIC) != 0;
  }

  /** Protected and numeric: the cursor does not stop here after typing. */
  public static boolean isSkip(int attribute) {
    return (attribute & (PROTECTED | NUMERIC)) == (PROTECTED | NUMERIC);
  }

  public static boolean isNonDisplay(int attribute) {
    return (attribute & INTENSITY) == NON_DISPLAY;
  }

  public static boolean isIntensified(int attribute) {
    return (attribute & INTENSITY) == INTENSIFIED;
  }

  /** Whether a light pen or CURSOR SELECT detects the field. */
  public static boolean isSelectable(int attribute) {
    int intensity = attribute & INTENSITY;
    return intensity == SELECTABLE || intensity == INTENSIFIED;
  }

  public static boolean isModified(int attribute) {
    return (attribute & MODIFIED) != 0;
  }
}
