// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) into {@code Map} (in the order written), {@code List}, {@code String},
 * {@code Long}, {@code BigDecimal}, {@code Boolean} and null. Comments are skipped, as the OSGi
 * Configurator does. A name written twice in one object is a fault: one of the values would be
 * lost. The caller bounds the length; nesting is bounded here.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** Reads one document. */
  public static @Nullable Object read(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.skip();
    if (reader.at < text.length()) {
      throw reader.fault("nothing more is expected here");
    }
    return value;
  }

  /** Reads one document that must be an object. */
  public static Map<String, @Nullable Object> readObject(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    reader.skip();
    if (reader.peek() != '{') {
      throw reader.fault("a JSON object is expected");
    }
    Map<String, @Nullable Object> object = reader.object(0);
    reader.skip();
    if (reader.at < text.length()) {
      throw reader.fault("nothing more is expected here");
    }
    return object;
  }

  private @Nullable Object value(int depth) throws JsonException {
    if (depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
    skip();
    int c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      case -1 -> throw fault("the text ends where a value is expected");
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws JsonException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    at++;
    skip();
    if (peek() == '}') {
      at++;
      return object;
    }
    while (true) {
      skip();
      if (peek() != '"') {
        throw fault("a name in quotes is expected");
      }
      int start = at;
      String name = string();
      if (object.containsKey(name)) {
        at = start;
        throw fault("the name \"" + name + "\" is there twice");
      }
      skip();
      expect(':');
      object.put(name, value(depth + 1));
      skip();
      if (peek() == '}') {
        at++;
        return object;
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) throws JsonException {
    List<@Nullable Object> array = new ArrayList<>();
    at++;
    skip();
    if (peek() == ']') {
      at++;
      return array;
    }
    while (true) {
      array.add(value(depth + 1));
      skip();
      if (peek() == ']') {
        at++;
        return array;
      }
      expect(',');
    }
  }

  private String string() throws JsonException {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      int c = peek();
      if (c < ' ') {
        throw fault(c < 0 ? "a string has no end" : "a control character in a string");
      }
      at++;
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escape() : (char) c);
    }
  }

  private char escape() throws JsonException {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw fault("an unknown escape in a string");
      }
    };
  }

  private char unicode() throws JsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw fault("four hexadecimal digits are expected");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private @Nullable Object word(String word, @Nullable Object value) throws JsonException {
    if (!text.startsWith(word, at)) {
      throw fault("a value is expected");
    }
    at += word.length();
    return value;
  }

  private Number number() throws JsonException {
    int start = at;
    boolean whole = true;
    while ("+-.eE0123456789".indexOf(peek()) >= 0) {
      whole &= ".eE".indexOf(peek()) < 0;
      at++;
    }
    String digits = text.substring(start, at);
    try {
      if (digits.length() <= 64 && digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
        return whole && digits.length() < 19
            ? (Number) Long.valueOf(digits)
            : new BigDecimal(digits);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    at = start;
    throw fault("a value is expected");
  }

  private void skip() throws JsonException {
    while (true) {
      int c = peek();
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw fault("a comment has no end");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private void expect(char wanted) throws JsonException {
    if (peek() != wanted) {
      throw fault("'" + wanted + "' is expected");
    }
    at++;
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : -1;
  }

  private JsonException fault(String message) {
    int end = Math.min(at, text.length());
    int line = 1;
    int start = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new JsonException(line, end - start + 1, message);
  }
}
