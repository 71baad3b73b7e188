// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

/**
 * Bytes of UTF-8 to characters, however they are cut. What is no UTF-8, and what lies beyond the
 * characters of 16 bits, comes out as U+FFFD.
 */
final class Utf8 {
  private static final char NO_CHARACTER = '\uFFFD';

  private int missing;
  private int value;
  private int smallest;

  /** The character that ends with this byte; -1 for none. */
  int next(int octet) {
    if (octet < 0x80) {
      missing = 0;
      return octet;
    } else if (octet < 0xC0) {
      return missing == 0 ? NO_CHARACTER : continued(octet);
    }
    missing = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
    smallest = missing == 1 ? 0x80 : missing == 2 ? 0x800 : 0x10000;
    value = octet & (0x3F >> missing);
    return -1;
  }

  private int continued(int octet) {
    value = (value << 6) | (octet & 0x3F);
    missing--;
    if (missing > 0) {
      return -1;
    }
    boolean character = value >= smallest && value <= 0xFFFF && (value & 0xF800) != 0xD800;
    return character ? value : NO_CHARACTER;
  }
}
