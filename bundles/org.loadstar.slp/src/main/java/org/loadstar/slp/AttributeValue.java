// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.loadstar.slp.SlpException.Reason;

/**
 * One value of an attribute. Its type is not declared but follows from its text (RFC 2608 section
 * 5): {@code 35} is an integer, {@code true} a boolean, what begins with {@code \FF} is opaque, all
 * else is a string. Immutable. Equal as SLP compares: same type, case and whitespace folded; the
 * text is kept as it was written.
 */
public final class AttributeValue {
  private static final String OPAQUE_PREFIX = "\\ff";

  /** The types; values of different types never match. */
  public enum Type {
    /** -2147483648 to 2147483647. */
    INTEGER,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** Text. */
    STRING,
    /** Bytes. */
    OPAQUE
  }

  private final Type type;
  private final String text;
  private final String key;
  private final int number;

  private AttributeValue(Type type, String text, String key, int number) {
    this.type = type;
    this.text = text;
    this.key = key;
    this.number = number;
  }

  /** The value that the given text, not escaped, stands for: integer, boolean or string. */
  public static AttributeValue of(String text) {
    String key = SlpText.fold(text);
    if (isInteger(key)) {
      int number = Integer.parseInt(key);
      return new AttributeValue(Type.INTEGER, text, Integer.toString(number), number);
    }
    Type type = key.equals("true") || key.equals("false") ? Type.BOOLEAN : Type.STRING;
    return new AttributeValue(type, text, key, 0);
  }

  /** An integer. */
  public static AttributeValue of(int number) {
    return of(Integer.toString(number));
  }

  /** A boolean. */
  public static AttributeValue of(boolean flag) {
    return of(Boolean.toString(flag));
  }

  /** An opaque value. */
  public static AttributeValue of(Opaque bytes) {
    String text = OPAQUE_PREFIX + HexFormat.of().withPrefix("\\").formatHex(bytes.toByteArray());
    return new AttributeValue(Type.OPAQUE, text, text, 0);
  }

  /**
   * Reads a value as it stands in attribute lists and predicates.
   *
   * @throws SlpException BAD_ESCAPE
   */
  static AttributeValue parse(String wire) throws SlpException {
    String trimmed = wire.strip();
    if (!trimmed.regionMatches(true, 0, OPAQUE_PREFIX, 0, OPAQUE_PREFIX.length())) {
      return of(SlpText.unescape(wire, "*"));
    }
    for (int i = 0; i < trimmed.length(); i += 3) {
      if (trimmed.charAt(i) != '\\') {
        throw new SlpException(Reason.BAD_ESCAPE, "an opaque value that is not all escapes");
      }
      SlpText.escapedByte(trimmed, i);
    }
    String text = trimmed.toLowerCase(Locale.ROOT);
    return new AttributeValue(Type.OPAQUE, text, text, 0);
  }

  private static boolean isInteger(String key) {
    int digits = key.startsWith("-") ? 1 : 0;
    if (key.length() == digits) {
      return false;
    }
    for (int i = digits; i < key.length(); i++) {
      if (key.charAt(i) < '0' || key.charAt(i) > '9') {
        return false;
      }
    }
    try {
      Integer.parseInt(key);
      return true;
    } catch (NumberFormatException outOfRange) {
      return false;
    }
  }

  public Type type() {
    return type;
  }

  /** The text without escapes, whitespace and case as written; of an opaque value its wire form. */
  public String text() {
    return text;
  }

  /** The number; only of integers. */
  public int integer() {
    return require(Type.INTEGER).number;
  }

  /** The truth; only of booleans. */
  public boolean bool() {
    return Boolean.parseBoolean(require(Type.BOOLEAN).key);
  }

  /** The bytes; only of opaque values. */
  public Opaque opaque() {
    String digits = require(Type.OPAQUE).key.substring(OPAQUE_PREFIX.length()).replace("\\", "");
    return Opaque.copyOf(HexFormat.of().parseHex(digits));
  }

  private AttributeValue require(Type wanted) {
    if (type != wanted) {
      throw new IllegalStateException("the value is of type " + type);
    }
    return this;
  }

  /** The value as in an attribute list, with escapes. */
  String wire() {
    return type == Type.OPAQUE ? text : SlpText.escape(text, "");
  }

  /** The folded text, see {@link SlpText#fold(String)}. */
  String key() {
    return key;
  }

  /** The order of two values of the same type: of integers by number, else by UTF-8 bytes. */
  int compareTo(AttributeValue other) {
    return type == Type.INTEGER
        ? Integer.compare(number, other.number)
        : compareText(key, other.key);
  }

  /** The order of two folded texts: by UTF-8 bytes. */
  static int compareText(String key, String other) {
    return Arrays.compareUnsigned(
        key.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AttributeValue that && type == that.type && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
