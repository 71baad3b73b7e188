// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * An EBCDIC code page as two tables. Buffer codes below 0x40 are nulls, orders and format controls
 * and never go through a charset: {@link #toChar} shows them as spaces and {@link #toCode} never
 * gives one, so that text can never become an order. Immutable.
 */
public final class CodePage {
  /** USA, Canada, the Netherlands, Portugal, Brazil, Australia, New Zealand. */
  public static final CodePage CP037 = of("IBM037", 37, 697);

  private static final int FIRST_GRAPHIC = 0x40;
  private static final byte SUBSTITUTE = 0x6F; // a question mark in every Latin code page

  private final String name;
  private final int codePageId;
  private final int characterSetId;
  private final char[] chars = new char[256];
  private final short[] codes = new short[256];

  private CodePage(String name, int codePageId, int characterSetId, Charset charset) {
    this.name = name;
    this.codePageId = codePageId;
    this.characterSetId = characterSetId;
    Arrays.fill(chars, ' ');
    Arrays.fill(codes, (short) -1);
    for (int code = FIRST_GRAPHIC; code < 256; code++) {
      char decoded = charset.decode(ByteBuffer.wrap(new byte[] {(byte) code})).charAt(0);
      if (Character.isISOControl(decoded)) {
        continue;
      }
      chars[code] = decoded;
      if (decoded < codes.length) {
        codes[decoded] = (short) code;
      }
    }
  }

  /**
   * The tables of a single-byte EBCDIC charset of the Java runtime.
   *
   * @param charsetName for example "IBM037"
   * @param codePageId the code page global identifier (CPGID), for example 37
   * @param characterSetId the graphic character set global identifier (GCSGID), for example 697
   * @throws java.nio.charset.UnsupportedCharsetException if the runtime lacks it
   */
  public static CodePage of(String charsetName, int codePageId, int characterSetId) {
    return new CodePage(charsetName, codePageId, characterSetId, Charset.forName(charsetName));
  }

  /** The charset's name, for example "IBM037". */
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

  /** The character of a buffer code, 0..255; a space for codes that show nothing. */
  public char toChar(int code) {
    return chars[code & 0xFF];
  }

  /** The buffer code of a character, 0x40..0xFF; -1 if the code page lacks it. */
  public int toCode(char character) {
    if (character < codes.length) {
      return codes[character];
    }
    for (int code = FIRST_GRAPHIC; code < chars.length; code++) { // few: a euro sign, say
      if (chars[code] == character) {
        return code;
      }
    }
    return -1;
  }

  /** The codes of a text, one byte per UTF-16 unit; a question mark for what the page lacks. */
  public byte[] encode(CharSequence text) {
    byte[] encoded = new byte[text.length()];
    for (int i = 0; i < encoded.length; i++) {
      int code = toCode(text.charAt(i));
      encoded[i] = code < 0 ? SUBSTITUTE : (byte) code;
    }
    return encoded;
  }

  /** The text of buffer codes, one character per byte. */
  public String decode(byte[] encoded) {
    char[] text = new char[encoded.length];
    for (int i = 0; i < text.length; i++) {
      text[i] = toChar(encoded[i]);
    }
    return new String(text);
  }

  @Override
  public String toString() {
    return name;
  }
}
