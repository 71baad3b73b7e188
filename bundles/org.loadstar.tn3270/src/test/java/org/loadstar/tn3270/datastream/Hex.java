// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.HexFormat;

/** Bytes as people write them. */
final class Hex {
  private Hex() {}

  /** Hexadecimal digits with spaces for the reader. */
  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
