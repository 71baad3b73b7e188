// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.loadstar.slp.SlpException.Reason;

/**
 * Rewrites strings of version 1 as version 2 has them, and back. An escape of version 1 is an
 * ampersand, a number sign, a decimal number and a semicolon (RFC 2165 section 17.1.1), one of
 * version 2 is {@code \2c}; opaque values are {@code (3:AQID)} (section 20.5) and {@code
 * \ff\01\02\03}. All else stays as it is, so that a list comes back byte for byte if it escapes
 * what must be escaped and nothing else: signatures cover it. A TAB is raw in version 1 (RFC 3049
 * section 5.3.2).
 */
final class V1Text {
  /** What has an escape in version 1, besides a wildcard that stands for itself. */
  private static final String RESERVED = "()=<>/,!";

  /** The greatest character that an escape may stand for. */
  private final int greatest;

  V1Text(int encoding) {
    this.greatest = CharacterEncoding.greatest(encoding);
  }

  /** Where a scanner of attribute lists is. */
  private enum Place {
    BETWEEN,
    TAG,
    VALUES
  }

  /** An attribute list as version 2 has it. */
  String listToV2(String list) throws SlpException {
    StringBuilder out = new StringBuilder(list.length() + 16);
    Place place = Place.BETWEEN;
    for (int at = 0; at < list.length(); ) {
      char c = list.charAt(at);
      Place next = next(place, c);
      if (next != place || structural(place, c)) {
        out.append(c);
        place = next;
        at++;
        if (place == Place.VALUES) {
          at = opaqueToV2(list, copyBlanks(list, at, out), out);
        }
      } else if (c == '(' || (place == Place.BETWEEN && (c == ')' || c == '='))) {
        throw new SlpException(Reason.BAD_ATTRIBUTES, "a reserved character");
      } else {
        at = characterToV2(list, at, "", out);
      }
    }
    return out.toString();
  }

  /** An attribute list of version 2 as version 1 has it. */
  static String listToV1(String list) throws SlpException {
    StringBuilder out = new StringBuilder(list.length() + 16);
    Place place = Place.BETWEEN;
    for (int at = 0; at < list.length(); ) {
      char c = list.charAt(at);
      Place next = next(place, c);
      if (next != place || structural(place, c)) {
        out.append(c);
        place = next;
        at++;
        if (place == Place.VALUES) {
          at = opaqueToV1(list, copyBlanks(list, at, out), out);
        }
      } else {
        at = characterToV1(list, at, "*", out);
      }
    }
    return out.toString();
  }

  private static Place next(Place place, char c) {
    return switch (place) {
      case BETWEEN -> c == '(' ? Place.TAG : place;
      case TAG -> c == '=' ? Place.VALUES : c == ')' ? Place.BETWEEN : place;
      case VALUES -> c == ')' ? Place.BETWEEN : place;
    };
  }

  private static boolean structural(Place place, char c) {
    return place == Place.BETWEEN
        ? c == ',' || SlpText.isWhitespace(c)
        : c == ',' && place == Place.VALUES;
  }

  private static int copyBlanks(String list, int from, StringBuilder out) {
    int at = from;
    while (at < list.length() && list.charAt(at) == ' ') {
      out.append(list.charAt(at++));
    }
    return at;
  }

  /** A tag, or tag filter, or value of a predicate, in which a raw star is a wildcard. */
  String patternToV2(String text) throws SlpException {
    String pattern = text.strip();
    StringBuilder out = new StringBuilder(pattern.length() + 8);
    int at = opaqueToV2(pattern, 0, out);
    while (at < pattern.length()) {
      at = characterToV2(pattern, at, "*", out);
    }
    return out.toString();
  }

  /** What {@link #patternToV2} undoes. */
  static String patternToV1(String text) throws SlpException {
    String pattern = text.strip();
    StringBuilder out = new StringBuilder(pattern.length() + 8);
    int at = opaqueToV1(pattern, 0, out);
    while (at < pattern.length()) {
      at = characterToV1(pattern, at, "", out);
    }
    return out.toString();
  }

  /** A scope list as version 2 has it. */
  Scopes scopes(String list) throws SlpException {
    List<String> names = new ArrayList<>();
    for (String item : SlpText.split(list)) {
      names.add(unescape(item));
    }
    return Scopes.of(names);
  }

  /** The scope of a request, which has one at most. */
  Scopes scope(String scope) throws SlpException {
    if (scope.indexOf(',') >= 0) {
      throw new SlpException(Reason.BAD_SCOPE, "more than one scope");
    }
    return scopes(scope);
  }

  /** What {@link #scopes(String)} undoes. */
  static String scopes(Scopes scopes) {
    return scopes.names().stream().map(name -> escape(name, "*:")).collect(Collectors.joining(","));
  }

  /** What {@link #scope(String)} undoes. */
  static String scope(Scopes scopes) {
    if (scopes.names().size() > 1) {
      throw new IllegalArgumentException("a request of version 1 has one scope at most");
    }
    return scopes(scopes);
  }

  private String unescape(String text) throws SlpException {
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      int end = escapeEnd(text, at);
      if (end < 0) {
        out.append(text.charAt(at++));
      } else {
        out.appendCodePoint(escaped(text, at, end));
        at = end;
      }
    }
    return out.toString();
  }

  private static String escape(String text, String alsoReserved) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      appendEscaped(out, text.charAt(i), alsoReserved);
    }
    return out.toString();
  }

  private static void appendEscaped(StringBuilder out, char c, String alsoReserved) {
    boolean escapeLike = c == '#' && !out.isEmpty() && out.charAt(out.length() - 1) == '&';
    if (escapeLike || RESERVED.indexOf(c) >= 0 || alsoReserved.indexOf(c) >= 0) {
      out.append("&#").append((int) c).append(';');
    } else {
      out.append(c);
    }
  }

  /** Rewrites the character or escape at an index; gives the index after it. */
  private int characterToV2(String text, int at, String alsoReserved, StringBuilder out)
      throws SlpException {
    int end = escapeEnd(text, at);
    if (end < 0) {
      SlpText.appendEscaped(out, text.charAt(at), "");
      return at + 1;
    }
    int c = escaped(text, at, end);
    if (c < 0x80) {
      SlpText.appendEscaped(out, (char) c, alsoReserved);
    } else {
      out.appendCodePoint(c);
    }
    return end;
  }

  /** Rewrites the character or escape at an index; stars are reserved only if they are escaped. */
  private static int characterToV1(String text, int at, String alsoReserved, StringBuilder out)
      throws SlpException {
    char c = text.charAt(at);
    if (c != '\\') {
      appendEscaped(out, c, alsoReserved);
      return at + 1;
    }
    char escaped =
        SlpText.unescape(text.substring(at, Math.min(at + 3, text.length())), "*").charAt(0);
    appendEscaped(out, escaped, "*");
    return at + 3;
  }

  /** The index after the escape that begins at an index, or -1. */
  private static int escapeEnd(String text, int at) {
    if (!text.startsWith("&#", at)) {
      return -1;
    }
    int end = at + 2;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end > at + 2 && end < text.length() && text.charAt(end) == ';' ? end + 1 : -1;
  }

  private int escaped(String text, int at, int end) throws SlpException {
    int c = 0;
    for (int i = at + 2; i < end - 1 && c <= greatest; i++) {
      c = c * 10 + (text.charAt(i) - '0');
    }
    if (c > greatest || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new SlpException(Reason.BAD_ESCAPE, "not a character of the encoding");
    }
    return c;
  }

  /** Rewrites the opaque value that begins at an index, if one does; gives the index after it. */
  private static int opaqueToV2(String text, int at, StringBuilder out) throws SlpException {
    if (at == text.length() || text.charAt(at) != '(') {
      return at;
    }
    int colon = text.indexOf(':', at);
    int close = text.indexOf(')', at);
    if (colon < 0 || close < colon || colon - at > 6) {
      throw new SlpException(Reason.BAD_ATTRIBUTES, "a parenthesis in a value that is not opaque");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.substring(colon + 1, close));
      if (bytes.length != Integer.parseInt(text.substring(at + 1, colon))) {
        throw new SlpException(Reason.BAD_ATTRIBUTES, "another length of an opaque value");
      }
    } catch (IllegalArgumentException malformed) {
      throw new SlpException(Reason.BAD_ATTRIBUTES, "a malformed opaque value");
    }
    out.append("\\ff").append(HexFormat.of().withPrefix("\\").formatHex(bytes));
    return close + 1;
  }

  private static int opaqueToV1(String text, int at, StringBuilder out) throws SlpException {
    if (!text.regionMatches(true, at, "\\ff", 0, 3)) {
      return at;
    }
    StringBuilder digits = new StringBuilder();
    int end = at + 3;
    while (end < text.length() && text.charAt(end) == '\\') {
      SlpText.escapedByte(text, end);
      digits.append(text, end + 1, end + 3);
      end += 3;
    }
    byte[] bytes = HexFormat.of().parseHex(digits);
    out.append('(').append(bytes.length).append(':');
    out.append(Base64.getEncoder().encodeToString(bytes)).append(')');
    return end;
  }
}
