// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import java.util.function.IntFunction;

/**
 * The double-byte half of a code page (DBCS): characters whose codes have two bytes, each 0x41 to
 * 0xFE, and the ideographic space 0x4040. Immutable.
 */
public final class DoubleByteSet {
  /** The code of the ideographic space in every double-byte set. */
  public static final int SPACE = 0x4040;

  /** The first value of either byte; the space apart. */
  public static final int FIRST = 0x41;

  /** The last value of either byte. */
  public static final int LAST = 0xFE;

  private static final int WIDTH = LAST - FIRST + 1;
  private static final char IDEOGRAPHIC_SPACE = '\u3000';

  private final int codePageId;
  private final int characterSetId;
  private final char[] chars = new char[WIDTH * WIDTH];
  private final char[] codes = new char[1 << Character.SIZE]; // 0 for what is lacking

  /**
   * The tables.
   *
   * @param codePageId the code page global identifier (CPGID), for example 300
   * @param characterSetId the graphic character set global identifier (GCSGID), for example 370
   * @param rows for each first byte, {@link #FIRST} to {@link #LAST}, the characters of the second
   *     bytes in their order; U+FFFD, a control character or the end of the text for what there is
   *     not. Where two codes have the same character, text gets the lower one.
   */
  DoubleByteSet(int codePageId, int characterSetId, IntFunction<String> rows) {
    this.codePageId = codePageId;
    this.characterSetId = characterSetId;
    for (int first = FIRST; first <= LAST; first++) {
      String row = rows.apply(first);
      for (int at = 0; at < Math.min(row.length(), WIDTH); at++) {
        put(first << 8 | FIRST + at, row.charAt(at));
      }
    }
    codes[IDEOGRAPHIC_SPACE] = SPACE;
  }

  private void put(int code, char character) {
    if (CodePage.isGraphic(character)) {
      chars[index(code)] = character;
      if (codes[character] == 0) {
        codes[character] = (char) code;
      }
    }
  }

  private static int index(int code) {
    return ((code >> 8) - FIRST) * WIDTH + (code & 0xFF) - FIRST;
  }

  /** Whether two bytes, 0..255, are both graphic, as a double-byte character's must be. */
  public static boolean isPair(int first, int second) {
    return first >= CodePage.FIRST_GRAPHIC
        && first <= LAST
        && second >= CodePage.FIRST_GRAPHIC
        && second <= LAST;
  }

  private static boolean inRange(int octet) {
    return octet >= FIRST && octet <= LAST;
  }

  /** The code page global identifier (CPGID). */
  public int codePageId() {
    return codePageId;
  }

  /** The graphic character set global identifier (GCSGID). */
  public int characterSetId() {
    return characterSetId;
  }

  /** The character of a code of two bytes; the ideographic space for codes that show nothing. */
  public char toChar(int code) {
    boolean valid = inRange(code >> 8) && inRange(code & 0xFF);
    char character = valid ? chars[index(code)] : 0;
    return character == 0 ? IDEOGRAPHIC_SPACE : character;
  }

  /** The code of a character, two bytes; -1 if the set lacks it. */
  public int toCode(char character) {
    return codes[character] == 0 ? -1 : codes[character];
  }
}
