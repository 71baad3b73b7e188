// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An EBCDIC code page as tables. Buffer codes below 0x40 are nulls, orders and format controls and
 * never go through a charset: {@link #toCode} never gives one, so that text can never become an
 * order, and {@link #toChar} shows them as spaces but for the three that a display has a sign for.
 * Immutable.
 */
public final class CodePage {
  /** USA, Canada, the Netherlands, Portugal, Brazil, Australia, New Zealand. */
  public static final CodePage CP037 = of("037", 37, 697, CodePages.singleBytes("IBM037"));

  /** How many characters a page has: one for each code from {@link #FIRST_GRAPHIC} on. */
  public static final int SIZE = 192;

  /** Codes below are no characters. */
  public static final int FIRST_GRAPHIC = 0x40;

  private static final byte SUBSTITUTE = 0x6F; // a question mark in every page
  private static final int SHIFT_OUT = 0x0E;
  private static final int SHIFT_IN = 0x0F;

  /** What stands in a table where a code has no character. */
  private static final char NONE = '\uFFFD';

  private final String name;
  private final int codePageId;
  private final int characterSetId;
  private final @Nullable DoubleByteSet doubleByte;
  private final char[] chars = new char[256];
  private final short[] latin = new short[256];

  private CodePage(
      String name,
      int codePageId,
      int characterSetId,
      String characters,
      @Nullable DoubleByteSet doubleByte) {
    if (characters.length() != SIZE) {
      throw new IllegalArgumentException("a code page has " + SIZE + " characters");
    }
    this.name = name;
    this.codePageId = codePageId;
    this.characterSetId = characterSetId;
    this.doubleByte = doubleByte;
    Arrays.fill(chars, ' ');
    Arrays.fill(latin, (short) -1);
    for (int code = 255; code >= FIRST_GRAPHIC; code--) { // the lowest code of a character counts
      char character = characters.charAt(code - FIRST_GRAPHIC);
      if (isGraphic(character)) {
        chars[code] = character;
        if (character < latin.length) {
          latin[character] = (short) code;
        }
      }
    }
    chars[0x1C] = '*'; // DUP
    chars[0x1E] = ';'; // FM
    chars[0x3F] = '■'; // SUB
    chars[0xFF] = '●'; // EO
  }

  /**
   * A page of single-byte characters.
   *
   * @param name by which it is chosen, for example "037"
   * @param codePageId the code page global identifier (CPGID), for example 37
   * @param characterSetId the graphic character set global identifier (GCSGID), for example 697
   * @param characters {@link #SIZE} of them, those of the codes 0x40 to 0xFF; U+FFFD or a control
   *     character where there is none. Where two codes have the same character, text gets the lower
   *     one.
   * @throws IllegalArgumentException if it is not so many
   */
  public static CodePage of(String name, int codePageId, int characterSetId, String characters) {
    return new CodePage(name, codePageId, characterSetId, characters, null);
  }

  /**
   * The same page with double-byte characters (DBCS) besides.
   *
   * @param rows the characters of each first byte, 0x41 to 0xFE, in the order of the second byte,
   *     from 0x41 on; U+FFFD, a control character or the end of the text where there is none
   */
  public CodePage withDoubleByte(
      int doubleByteCodePageId, int doubleByteCharacterSetId, IntFunction<String> rows) {
    return new CodePage(
        name,
        codePageId,
        characterSetId,
        new String(chars, FIRST_GRAPHIC, SIZE - 1) + NONE,
        new DoubleByteSet(doubleByteCodePageId, doubleByteCharacterSetId, rows));
  }

  static boolean isGraphic(char character) {
    return character != NONE && !Character.isISOControl(character);
  }

  /** By which it is chosen, for example "037". */
  public String name() {
    return name;
  }

  /** The code page global identifier (CPGID), as told in the Character Sets query reply. */
  public int codePageId() {
    return codePageId;
  }

  /** The graphic character set global identifier (GCSGID), told beside the CPGID. */
  public int characterSetId() {
    return characterSetId;
  }

  /** The double-byte characters; null for a page without. */
  public @Nullable DoubleByteSet doubleByte() {
    return doubleByte;
  }

  /** The character of a buffer code, 0..255; a space for codes that show nothing. */
  public char toChar(int code) {
    return chars[code & 0xFF];
  }

  /** The buffer code of a single-byte character, 0x40..0xFE; -1 if the page lacks it. */
  public int toCode(char character) {
    if (character < latin.length) {
      return latin[character];
    }
    for (int code = FIRST_GRAPHIC; code < 255; code++) {
      if (chars[code] == character) {
        return code;
      }
    }
    return -1;
  }

  /**
   * The codes of a text, one byte per UTF-16 unit, a question mark for what the page lacks; double-
   * byte characters take two, with a shift-out before the first and a shift-in after the last of
   * them.
   */
  public byte[] encode(CharSequence text) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream(text.length());
    boolean shifted = false;
    for (int i = 0; i < text.length(); i++) {
      int code = toCode(text.charAt(i));
      int pair = code < 0 && doubleByte != null ? doubleByte.toCode(text.charAt(i)) : -1;
      if (pair >= 0 != shifted) {
        encoded.write(shifted ? SHIFT_IN : SHIFT_OUT);
        shifted = !shifted;
      }
      if (shifted) {
        encoded.write(pair >> 8);
        encoded.write(pair);
      } else {
        encoded.write(code < 0 ? SUBSTITUTE : code);
      }
    }
    if (shifted) {
      encoded.write(SHIFT_IN);
    }
    return encoded.toByteArray();
  }

  /**
   * The text of buffer codes, one character per byte; in a page with double-byte characters, shifts
   * are gone and what stands between them has a character for two bytes.
   */
  public String decode(byte[] encoded) {
    StringBuilder text = new StringBuilder(encoded.length);
    DoubleByteSet pairs = doubleByte;
    boolean shifted = false;
    for (int i = 0; i < encoded.length; i++) {
      if (pairs != null && (encoded[i] == SHIFT_OUT || encoded[i] == SHIFT_IN)) {
        shifted = encoded[i] == SHIFT_OUT;
      } else if (pairs != null && shifted && i + 1 < encoded.length && encoded[i + 1] != SHIFT_IN) {
        text.append(pairs.toChar((encoded[i++] & 0xFF) << 8 | (encoded[i] & 0xFF)));
      } else {
        text.append(toChar(encoded[i]));
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
