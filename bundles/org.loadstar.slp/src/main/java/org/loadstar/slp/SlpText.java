// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.loadstar.slp.SlpException.Reason;

/** The string rules of RFC 2608 sections 5 and 6.4. */
final class SlpText {
  /** Reserved in attribute lists, predicates and scopes, besides control characters. */
  private static final String RESERVED = "(),\\!<=>~";

  private SlpText() {}

  static boolean isControl(char c) {
    return c < 0x20 || c == 0x7F;
  }

  static boolean isReserved(char c) {
    return isControl(c) || RESERVED.indexOf(c) >= 0;
  }

  static boolean isWhitespace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  /** The form in which strings are compared: ends trimmed, whitespace folded, case ignored. */
  static String fold(String text) {
    return fold(text, true, true);
  }

  /** As {@link #fold(String)}; an end that touches a wildcard keeps its whitespace. */
  static String fold(String text, boolean trimStart, boolean trimEnd) {
    StringBuilder out = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80 && isWhitespace((char) c)) {
        space = true;
        continue;
      }
      if (space && !(trimStart && out.isEmpty())) {
        out.append(' ');
      }
      space = false;
      out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c)));
    }
    if (space && !trimEnd) {
      out.append(' ');
    }
    return out.toString();
  }

  /** Escapes the reserved characters and those given. */
  static String escape(String text, String alsoReserved) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      appendEscaped(out, text.charAt(i), alsoReserved);
    }
    return out.toString();
  }

  /** Appends a character, escaped where it is reserved or one of those given. */
  static void appendEscaped(StringBuilder out, char c, String alsoReserved) {
    if (isReserved(c) || alsoReserved.indexOf(c) >= 0) {
      out.append('\\');
      out.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
    } else {
      out.append(c);
    }
  }

  /** Undoes the escapes; only reserved characters and those given may be escaped. */
  static String unescape(String text, String alsoReserved) throws SlpException {
    int at = text.indexOf('\\');
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (; at >= 0; at = text.indexOf('\\', from)) {
      char c = (char) escapedByte(text, at);
      if (!isReserved(c) && alsoReserved.indexOf(c) < 0) {
        throw new SlpException(Reason.BAD_ESCAPE, text.substring(at, at + 3) + " is not reserved");
      }
      out.append(text, from, at).append(c);
      from = at + 3;
    }
    return out.append(text, from, text.length()).toString();
  }

  /** The value of the escape whose backslash is at the index. */
  static int escapedByte(String text, int at) throws SlpException {
    int high = at + 2 < text.length() ? hexDigit(text.charAt(at + 1)) : -1;
    int low = high >= 0 ? hexDigit(text.charAt(at + 2)) : -1;
    if (low < 0) {
      throw new SlpException(Reason.BAD_ESCAPE, "no two hexadecimal digits after a backslash");
    }
    return high << 4 | low;
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** The elements of a string list, trimmed, empty ones left out; escapes stay. */
  static List<String> split(String list) throws SlpException {
    List<String> items = new ArrayList<>();
    for (int from = 0; from < list.length(); ) {
      int comma = list.indexOf(',', from);
      int end = comma < 0 ? list.length() : comma;
      String item = list.substring(from, end).strip();
      if (!item.isEmpty()) {
        if (items.size() == SlpLimits.MAX_LIST_ITEMS) {
          throw new SlpException(Reason.TOO_LARGE, "a list of over " + items.size() + " strings");
        }
        items.add(item);
      }
      from = end + 1;
    }
    return items;
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
