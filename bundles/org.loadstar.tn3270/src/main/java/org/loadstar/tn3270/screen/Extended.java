// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * The extended attributes of one cell, packed into an int so that a run of text sets them in one
 * go. Zero means that the field's or the device's own apply. As in s3270, a colour outside
 * 0xF0..0xFF counts as none, and of highlighting only the low four bits are kept.
 *
 * <pre>
 *   31..27     26..22     21..18       17..16
 *   foreground background highlighting set or graphic escape
 *   15..13     12..9      8..7         6              2..0
 *   validation outlining  transparency input control  double-byte state, not used yet
 * </pre>
 *
 * Only fields have validation and outlining.
 */
public final class Extended {
  /** Attribute types (GA23-0059, "Extended field attributes"). */
  public static final int ALL = 0x00;

  public static final int FIELD = 0xC0;
  public static final int VALIDATION = 0xC1;
  public static final int OUTLINING = 0xC2;
  public static final int HIGHLIGHTING = 0x41;
  public static final int FOREGROUND = 0x42;
  public static final int CHARACTER_SET = 0x43;
  public static final int BACKGROUND = 0x45;
  public static final int TRANSPARENCY = 0x46;
  public static final int INPUT_CONTROL = 0xFE;

  /** No attribute set. */
  public static final int NONE = 0;

  private static final int FOREGROUND_AT = 27;
  private static final int BACKGROUND_AT = 22;
  private static final int HIGHLIGHTING_AT = 18;
  private static final int SET_AT = 16;
  private static final int VALIDATION_AT = 13;
  private static final int OUTLINING_AT = 9;
  private static final int TRANSPARENCY_AT = 7;
  private static final int INPUT_CONTROL_AT = 6;

  private static final int COLOUR_MASK = 0x1F;
  private static final int HIGHLIGHTING_MASK = 0x0F;
  private static final int SET_MASK = 0x03;
  private static final int VALIDATION_MASK = 0x07;
  private static final int OUTLINING_MASK = 0x0F;
  private static final int TRANSPARENCY_MASK = 0x03;

  private static final int APL_SET = 1;
  private static final int DOUBLE_BYTE_SET = 2;

  /** In the place of a set: the character came by a graphic escape. */
  private static final int GRAPHIC_ESCAPE = 3;

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
      case FOREGROUND -> set(packed, FOREGROUND_AT, COLOUR_MASK, ordinal(value, 16));
      case BACKGROUND -> set(packed, BACKGROUND_AT, COLOUR_MASK, ordinal(value, 16));
      case HIGHLIGHTING -> set(packed, HIGHLIGHTING_AT, HIGHLIGHTING_MASK, value);
      case CHARACTER_SET -> set(packed, SET_AT, SET_MASK, setIndex(value));
      case VALIDATION -> set(packed, VALIDATION_AT, VALIDATION_MASK, value);
      case OUTLINING -> set(packed, OUTLINING_AT, OUTLINING_MASK, value);
      case TRANSPARENCY -> set(packed, TRANSPARENCY_AT, TRANSPARENCY_MASK, ordinal(value, 3));
      case INPUT_CONTROL -> set(packed, INPUT_CONTROL_AT, 1, value == 1 ? 1 : 0);
      default -> packed;
    };
  }

  private static int set(int packed, int at, int mask, int value) {
    return (packed & ~(mask << at)) | ((value & mask) << at);
  }

  /** The same attributes for a character that came by a graphic escape, outside every set. */
  public static int withGraphicEscape(int packed) {
    return set(packed, SET_AT, SET_MASK, GRAPHIC_ESCAPE);
  }

  /** The same attributes for a character of the device's own set. */
  static int withoutSet(int packed) {
    return set(packed, SET_AT, SET_MASK, 0);
  }

  /** The value of one attribute type; 0 if it is not set or not held by a cell. */
  public static int value(int packed, int type) {
    return switch (type) {
      case FOREGROUND -> foreground(packed);
      case BACKGROUND -> background(packed);
      case HIGHLIGHTING -> highlighting(packed);
      case CHARACTER_SET -> characterSet(packed);
      case VALIDATION -> packed >>> VALIDATION_AT & VALIDATION_MASK;
      case OUTLINING -> packed >>> OUTLINING_AT & OUTLINING_MASK;
      case TRANSPARENCY -> valueOf(packed >>> TRANSPARENCY_AT & TRANSPARENCY_MASK);
      case INPUT_CONTROL -> packed >>> INPUT_CONTROL_AT & 1;
      default -> 0;
    };
  }

  /** 0xF0..0xFF or 0. */
  public static int foreground(int packed) {
    return valueOf(packed >>> FOREGROUND_AT);
  }

  /** 0xF0..0xFF or 0. */
  public static int background(int packed) {
    return valueOf(packed >>> BACKGROUND_AT & COLOUR_MASK);
  }

  /** 0xF1 blink, 0xF2 reverse, 0xF4 underscore, 0xF8 intensify, their sums, or 0. */
  public static int highlighting(int packed) {
    int value = packed >>> HIGHLIGHTING_AT & HIGHLIGHTING_MASK;
    return value == 0 ? 0 : 0xF0 | value;
  }

  /** 0xF1 (APL), 0xF8 (DBCS) or 0. */
  public static int characterSet(int packed) {
    return switch (packed >>> SET_AT & SET_MASK) {
      case APL_SET -> 0xF1;
      case DOUBLE_BYTE_SET -> 0xF8;
      default -> 0;
    };
  }

  public static boolean isGraphicEscape(int packed) {
    return (packed >>> SET_AT & SET_MASK) == GRAPHIC_ESCAPE;
  }

  /** Values from 0xF0 on are kept as 1, 2, ...; others as 0, none. */
  private static int ordinal(int value, int values) {
    return value >= 0xF0 && value < 0xF0 + values ? value - 0xEF : 0;
  }

  private static int valueOf(int stored) {
    return stored == 0 ? 0 : stored + 0xEF;
  }

  private static int setIndex(int value) {
    return switch (value) {
      case 0xF1 -> APL_SET;
      case 0xF8 -> DOUBLE_BYTE_SET;
      default -> 0;
    };
  }
}
