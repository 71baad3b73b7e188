// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

/** Codes of the 3270 orders (GA23-0059, "Orders"). */
final class Order {
  static final int PT = 0x05;
  static final int GE = 0x08;
  static final int SBA = 0x11;
  static final int EUA = 0x12;
  static final int IC = 0x13;
  static final int SF = 0x1D;
  static final int SA = 0x28;
  static final int SFE = 0x29;
  static final int MF = 0x2C;
  static final int RA = 0x3C;

  /** Eight ones: a format control, and never a graphic. */
  static final int EO = 0xFF;

  /** Codes from here on are text. */
  static final int FIRST_GRAPHIC = 0x40;

  private static final long FORMAT_CONTROLS =
      1L << 0x0C // FF
          | 1L << 0x0D // CR
          | 1L << 0x0E // SO
          | 1L << 0x0F // SI
          | 1L << 0x15 // NL
          | 1L << 0x19 // EM
          | 1L << 0x1C // DUP
          | 1L << 0x1E // FM
          | 1L << 0x25 // LF
          | 1L << 0x3F; // SUB

  /** Whether a code below 0x40 takes a position of the buffer like a character. */
  static boolean isFormatControl(int code) {
    return (FORMAT_CONTROLS >>> code & 1) != 0;
  }

  private Order() {}
}
