// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

/**
 * How CUT mode writes bytes in characters that every display and code page has: 77 of them, which
 * mean one of four sets of bytes, and four more that select the set. Numbers of 6 bits have a
 * character each.
 */
final class CutCode {
  /** What ends a file on its way to the host; no byte is written so. */
  static final byte[] END_OF_FILE = {0x5C, (byte) 0xA9};

  private static final byte[] SELECTORS = {0x5E, 0x7E, 0x5C, 0x7D};

  /** Blank, letters, digits and {@code %&_()<+,-./:>?} in EBCDIC. */
  private static final byte[] CHARACTERS =
      hex(
          "40C1C2C3C4C5C6C7C8C9D1D2D3D4D5D6D7D8D9E2E3E4E5E6E7E8E9818283848586878889"
              + "919293949596979899A2A3A4A5A6A7A8A9F0F1F2F3F4F5F6F7F8F96C506D4D5D4C4E6B"
              + "604B617A6E6F");

  /** The byte that a character means in each set; 00 for none, but for an A in the third. */
  private static final byte[][] SETS = {
    CHARACTERS,
    hex(
        "204142434445464748494A4B4C4D4E4F505152535455565758595A616263646566676869"
            + "6A6B6C6D6E6F707172737475767778797A30313233343536373839252627282"
            + "92A2B2C2D2E2F3A3B3F"),
    hex(
        "00000102030405060708090A0B0C0D0E0F10111213141516171819000000000000000000"
            + "00000000000000000000000000000000003C3D3E00FAFBFCFDFEFF7B7C7D7E7F1A1B1C"
            + "1D1E1F000000"),
    hex(
        "00A0A1EAEBECEDEEEFE0E1AAABACADAEAFB0B1B2B3B4B5B6B7B8B98000CACBCCCDCECFC0"
            + "008A8B8C8D8E8F9000DADBDCDDDEDFD00000212223245B5C005E5F009C9D9E9FBABBBC"
            + "BDBEBF9A9B00")
  };

  private static final int NULL_SET = 2;
  private static final int NULL_CHARACTER = 1;

  /** Position of a character in {@link #CHARACTERS}, by its code; -1 if it is none. */
  private static final byte[] POSITIONS = positions(CHARACTERS);

  /** The characters of the numbers 0 to 63: {@code a-z & - . , : + A-Z 0-5}. */
  private static final byte[] SIX_BITS =
      hex(
          "818283848586878889919293949596979899A2A3A4A5A6A7A8A950604B6B7A4E"
              + "C1C2C3C4C5C6C7C8C9D1D2D3D4D5D6D7D8D9E2E3E4E5E6E7E8E9F0F1F2F3F4F5");

  private static final byte[] NUMBERS = positions(SIX_BITS);

  private CutCode() {}

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] positions(byte[] characters) {
    byte[] positions = new byte[256];
    Arrays.fill(positions, (byte) -1);
    for (int i = 0; i < characters.length; i++) {
      positions[characters[i] & 0xFF] = (byte) i;
    }
    return positions;
  }

  /** The character of a number's lowest six bits. */
  static int sixBits(int number) {
    return SIX_BITS[number & 0x3F];
  }

  /** The number, 0 to 63, that a character stands for; -1 if it is none. */
  static int number(int character) {
    return NUMBERS[character & 0xFF];
  }

  /** The number of two characters; -1 if one is none. */
  static int number(int high, int low) {
    return number(high) < 0 || number(low) < 0 ? -1 : number(high) << 6 | number(low);
  }

  /** The character of the checksum of such characters. */
  static int checksum(byte[] characters) {
    int sum = 0;
    for (byte character : characters) {
      sum ^= character;
    }
    return sixBits(sum);
  }

  /** Writes bytes as characters; the set holds from call to call. */
  static final class Encoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int set = -1;

    void put(byte[] data) {
      for (byte value : data) {
        int at = set < 0 ? -1 : position(set, value);
        for (int other = 0; at < 0; other++) {
          at = position(other, value);
          if (at >= 0) {
            set = other;
            out.write(SELECTORS[set]);
          }
        }
        out.write(CHARACTERS[at]);
      }
    }

    private static int position(int set, byte value) {
      if (value == 0) {
        return set == NULL_SET ? NULL_CHARACTER : -1;
      }
      return POSITION_OF_BYTE[set][value & 0xFF];
    }

    private static final byte[][] POSITION_OF_BYTE =
        Arrays.stream(SETS).map(CutCode::positions).toArray(byte[][]::new);

    /** Number of characters that wait. */
    int size() {
      return out.size();
    }

    /** The first characters that wait, so many at most. */
    byte[] take(int most) {
      byte[] all = out.toByteArray();
      byte[] taken = Arrays.copyOf(all, Math.min(most, all.length));
      out.reset();
      out.write(all, taken.length, all.length - taken.length);
      return taken;
    }
  }

  /** Reads such characters; the set holds from call to call. */
  static final class Decoder {
    private int set = -1;

    /**
     * The bytes.
     *
     * @throws ProtocolException for a character that means nothing
     */
    byte[] decode(byte[] characters) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(characters.length);
      for (byte character : characters) {
        int selected = selected(character);
        if (selected >= 0) {
          set = selected;
        } else {
          out.write(value(character));
        }
      }
      return out.toByteArray();
    }

    private static int selected(byte character) {
      for (int i = 0; i < SELECTORS.length; i++) {
        if (SELECTORS[i] == character) {
          return i;
        }
      }
      return -1;
    }

    private byte value(byte character) {
      int at = POSITIONS[character & 0xFF];
      boolean isNull = set == NULL_SET && at == NULL_CHARACTER;
      if (at < 0 || set < 0 || (SETS[set][at] == 0 && !isNull)) {
        throw new ProtocolException(
            Reason.MALFORMED,
            "a character of CUT mode that means nothing: 0x"
                + HexFormat.of().toHexDigits(character)
                + " in set "
                + set);
      }
      return SETS[set][at];
    }
  }
}
