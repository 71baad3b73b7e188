// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Buffer addresses of two bytes (GA23-0059, "Buffer addressing"). */
final class BufferAddress {
  private static final int CELLS_OF_12_BITS = 0x1000;

  /** The graphic codes that stand for six bits. */
  private static final byte[] GRAPHIC =
      HexFormat.of()
          .parseHex(
              "40C1C2C3C4C5C6C7C8C94A4B4C4D4E4F50D1D2D3D4D5D6D7D8D95A5B5C5D5E5F"
                  + "6061E2E3E4E5E6E7E8E96A6B6C6D6E6FF0F1F2F3F4F5F6F7F8F97A7B7C7D7E7F");

  /** In the place of the number of cells: addresses have 16 bits. */
  static final int WIDE = 0x10000;

  private BufferAddress() {}

  /** The address of two bytes, of 16 bits in a partition that was created so. */
  static int decode(byte first, byte second, boolean wide) {
    return wide ? (first & 0xFF) << 8 | (second & 0xFF) : decode(first, second);
  }

  /** The address of two bytes: 14 bits if the two top bits are zero, else 12. */
  static int decode(byte first, byte second) {
    return (first & 0xC0) == 0
        ? (first & 0x3F) << 8 | (second & 0xFF)
        : (first & 0x3F) << 6 | (second & 0x3F);
  }

  /**
   * Writes an address: as two graphic codes of 6 bits if that suffices for the whole screen, else
   * as 14 or 16 bits.
   *
   * @param cells number of cells of the screen, or {@link #WIDE}
   */
  static void encode(int address, int cells, ByteArrayOutputStream out) {
    if (cells > CELLS_OF_12_BITS) {
      out.write(address >> 8);
      out.write(address);
    } else {
      out.write(GRAPHIC[address >> 6]);
      out.write(GRAPHIC[address & 0x3F]);
    }
  }

  /** Six bits as a graphic code, as field attributes are sent. */
  static int graphic(int bits) {
    return GRAPHIC[bits & 0x3F];
  }
}
