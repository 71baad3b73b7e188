// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * The extended attributes of one cell, packed into an int so that a run of text sets them in one
 * go. Zero means that the field's or the device's own apply. As in s3270, a colour outside
 * 0xF0..0xFF counts as none, and of highlighting only the low four bits are kept.
 *
 * <pre>
 *   31      24 23      16 15      8 7        3  2  1   0
 *   foreground background highlight    0       GE  set
 * </pre>
 */
public final class Extended {
  /** Attribute types (GA23-0059, "Extended field attributes"). */
  public static final int ALL = 0x00;

  public static final int FIELD = 0xC0;
  public static final int HIGHLIGHTING = 0x41;
  public static final int FOREGROUND = 0x42;
  public static final int CHARACTER_SET = 0x43;
  public static final int BACKGROUND = 0x45;

  /** No attribute set. */
  public static final int NONE = 0;

  /** The character came by a graphic escape. */
  private static final int GRAPHIC_ESCAPE = 0x04;

  private static final int SET_MASK = 0x03;

  private Extended() {}

  /**
   * One attribute changed.
   *
   * @param type attribute type; one that a cell does not hold changes nothing
   * @param value as the host sent it; 0 takes the attribute away
   */
  public static int with(int packed, int type, int value) {
    return switch (type) {
      case ALL -> NONE;
      case FOREGROUND -> (packed & 0x00FFFFFF) | colour(value) << 24;
      case BACKGROUND -> (packed & 0xFF00FFFF) | colour(value) << 16;
      case HIGHLIGHTING -> (packed & 0xFFFF00FF) | ((value & 0x0F) == 0 ? 0 : 0xF0 | value) << 8;
      case CHARACTER_SET -> (packed & ~SET_MASK) | setIndex(value);
      default -> packed;
    };
  }

  /** The same attributes for a character that came by a graphic escape, outside every set. */
  public static int withGraphicEscape(int packed) {
    return withoutSet(packed) | GRAPHIC_ESCAPE;
  }

  /** The same attributes for a character of the device's own set. */
  static int withoutSet(int packed) {
    return packed & ~(SET_MASK | GRAPHIC_ESCAPE);
  }

  /** The value of one attribute type; 0 if it is not set or not held by a cell. */
  public static int value(int packed, int type) {
    return switch (type) {
      case FOREGROUND -> foreground(packed);
      case BACKGROUND -> background(packed);
      case HIGHLIGHTING -> highlighting(packed);
      case CHARACTER_SET -> characterSet(packed);
      default -> 0;
    };
  }

  /** 0xF0..0xFF or 0. */
  public static int foreground(int packed) {
    return packed >>> 24;
  }

  /** 0xF0..0xFF or 0. */
  public static int background(int packed) {
    return packed >>> 16 & 0xFF;
  }

  /** 0xF1 blink, 0xF2 reverse, 0xF4 underscore, 0xF8 intensify, their sums, or 0. */
  public static int highlighting(int packed) {
    return packed >>> 8 & 0xFF;
  }

  /** 0xF1 (APL), 0xF8 (DBCS) or 0. */
  public static int characterSet(int packed) {
    return switch (packed & SET_MASK) {
      case 1 -> 0xF1;
      case 2 -> 0xF8;
      default -> 0;
    };
  }

  public static boolean isGraphicEscape(int packed) {
    return (packed & GRAPHIC_ESCAPE) != 0;
  }

  private static int colour(int value) {
    return value >= 0xF0 ? value : 0;
  }

  private static int setIndex(int value) {
    return switch (value) {
      case 0xF1 -> 1;
      case 0xF8 -> 2;
      default -> 0;
    };
  }
}
