// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.HexFormat;
import java.util.List;

/**
 * An attention identifier: the first byte of what a display sends (GA23-0059, "Attention
 * identification"). Unknown codes are kept.
 *
 * @param code 0..255
 */
public record Aid(int code) {
  /** No key; what a Read Modified tells when the keyboard is not locked by one. */
  public static final Aid NONE = new Aid(0x60);

  public static final Aid ENTER = new Aid(0x7D);
  public static final Aid CLEAR = new Aid(0x6D);
  public static final Aid PA1 = new Aid(0x6C);
  public static final Aid PA2 = new Aid(0x6E);
  public static final Aid PA3 = new Aid(0x6B);

  /** A light pen or cursor select on an attention field. */
  public static final Aid SELECT = new Aid(0x7E);

  public static final Aid SYSREQ = new Aid(0xF0);

  /** Not a key: the answer to a Read Partition for modified fields or the buffer. */
  public static final Aid READ_PARTITION = new Aid(0x61);

  /** Not a key: structured fields follow, such as query replies. */
  public static final Aid STRUCTURED_FIELD = new Aid(0x88);

  private static final List<Integer> FUNCTIONS =
      List.of(
          0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0x7A, 0x7B, 0x7C, 0xC1, 0xC2, 0xC3,
          0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0x4A, 0x4B, 0x4C);

  public Aid {
    code &= 0xFF;
  }

  /** PF1 to PF24. */
  public static Aid pf(int number) {
    return new Aid(FUNCTIONS.get(number - 1));
  }

  /** Number of the PF key, 1 to 24; 0 if it is another. */
  public int pfNumber() {
    return FUNCTIONS.indexOf(code) + 1;
  }

  /** Whether a Read Modified sends nothing but this byte (CLEAR and the PA keys). */
  public boolean isShortRead() {
    return equals(CLEAR) || equals(PA1) || equals(PA2) || equals(PA3);
  }

  /** "ENTER", "PF7", "PA1" or the code. */
  @Override
  public String toString() {
    if (pfNumber() > 0) {
      return "PF" + pfNumber();
    }
    return switch (code) {
      case 0x60 -> "NONE";
      case 0x7D -> "ENTER";
      case 0x6D -> "CLEAR";
      case 0x6C -> "PA1";
      case 0x6E -> "PA2";
      case 0x6B -> "PA3";
      case 0x7E -> "SELECT";
      case 0xF0 -> "SYSREQ";
      case 0x61 -> "READ_PARTITION";
      case 0x88 -> "STRUCTURED_FIELD";
      default -> "0x" + HexFormat.of().toHexDigits((byte) code);
    };
  }
}
