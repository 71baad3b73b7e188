// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.util.HexFormat;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * How a host's IND$FILE translates between ASCII and EBCDIC: by one table for all hosts, whatever
 * their code page. A terminal that means a character of its code page sends the byte that the host
 * will turn into that character's code.
 */
public final class HostAscii {
  private static final int FIRST_GRAPHIC = 0x40;

  /** A control character among the graphic codes. */
  private static final int EIGHT_ONES = 0xFF;

  private static final char LAST_CONTROL = '\u009F';

  /** The bytes of the codes 0x40 to 0xFF. */
  private static final byte[] BYTES =
      HexFormat.of()
          .parseHex(
              "20A0A1A2A3A4A5A6A7A85B2E3C282B5D26A9AAABACADAEAFB0B121242A293B5E"
                  + "2D2FB2B3B4B5B6B7B8B97C2C255F3E3FBABBBCBDBEBFC0C1C2603A2340273D22"
                  + "C3616263646566676869C4C5C6C7C8C9CA6A6B6C6D6E6F707172CBCCCDCECFD0"
                  + "D17E737475767778797AD2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7"
                  + "7B414243444546474849E8E9EAEBECED7D4A4B4C4D4E4F505152EEEFF0F1F2F3"
                  + "5C9F535455565758595AF4F5F6F7F8F930313233343536373839FAFBFCFDFEFF");

  private static final short[] CODES = new short[256];

  static {
    java.util.Arrays.fill(CODES, (short) -1);
    for (int i = 0; i < BYTES.length; i++) {
      CODES[BYTES[i] & 0xFF] = (short) (FIRST_GRAPHIC + i);
    }
  }

  private HostAscii() {}

  /** The byte of a graphic code, 0x40 to 0xFF. */
  public static int toByte(int code) {
    return BYTES[code - FIRST_GRAPHIC] & 0xFF;
  }

  /** The code, 0x40 to 0xFF, of a byte; -1 for a control character. */
  public static int toCode(int ascii) {
    return CODES[ascii & 0xFF];
  }

  /** The byte of a character; -1 if the code page lacks it. Control characters are themselves. */
  static int toByte(char character, CodePage codePage) {
    if (character == LAST_CONTROL) {
      return toByte(EIGHT_ONES);
    } else if (character < 0x100 && CODES[character] < 0) {
      return character;
    }
    int code = codePage.toCode(character);
    return code < 0 ? -1 : toByte(code);
  }

  /** The character of a byte. */
  static char toChar(int ascii, CodePage codePage) {
    int code = toCode(ascii);
    return code < 0
        ? (char) (ascii & 0xFF)
        : code == EIGHT_ONES ? LAST_CONTROL : codePage.toChar(code);
  }
}
