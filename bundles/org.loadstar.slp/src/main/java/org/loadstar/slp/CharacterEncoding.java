// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.loadstar.slp.SlpException.Reason;

/**
 * Character encodings of version 1 messages, by IANA's MIBenum (RFC 2165 section 17.1). Version 2
 * knows UTF-8 only. Other numbers are legal values too; a message with one is refused with
 * CHARSET_NOT_UNDERSTOOD.
 */
public final class CharacterEncoding {
  /** Every agent understands it. */
  public static final int US_ASCII = 3;

  /** ISO 8859-1. */
  public static final int LATIN_1 = 4;

  /** The encoding of version 2. */
  public static final int UTF_8 = 106;

  /** ISO 10646 in two bytes, the high one first. */
  public static final int UCS_2 = 1000;

  private CharacterEncoding() {}

  /** Whether the codec reads and writes this encoding. */
  public static boolean isKnown(int encoding) {
    return greatest(encoding) > 0;
  }

  /** The greatest character of an encoding, 0 for an unknown one. */
  static int greatest(int encoding) {
    return switch (encoding) {
      case US_ASCII -> 0x7F;
      case LATIN_1 -> 0xFF;
      case UTF_8 -> Character.MAX_CODE_POINT;
      case UCS_2 -> 0xFFFF;
      default -> 0;
    };
  }

  static Charset charset(int encoding) throws SlpException {
    return switch (encoding) {
      case US_ASCII -> StandardCharsets.US_ASCII;
      case LATIN_1 -> StandardCharsets.ISO_8859_1;
      case UTF_8 -> StandardCharsets.UTF_8;
      case UCS_2 -> StandardCharsets.UTF_16BE;
      default -> throw new SlpException(Reason.BAD_CHARSET, "character encoding " + encoding);
    };
  }
}
