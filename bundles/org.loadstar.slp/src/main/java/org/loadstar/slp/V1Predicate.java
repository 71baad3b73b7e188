// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.loadstar.slp.SlpException.Reason;

/**
 * Reads predicates of version 1: {@code type[.authority]/[scope]/[where]/} (RFC 2165 section 5.4).
 * Type and scope become fields of the request, the rest a predicate of version 2 that means the
 * same. An attribute {@code a != v} is {@code (&(a=*)(!(a=v)))}: it is there and one value is
 * another; {@code a < v} is {@code (&(a<=v)(!(a>=v)))}, which is exact since all values of an
 * attribute have one type. A keyword alone asks for presence. Whitespace is folded when values
 * compare, as in version 2, for RFC 3049 relies on it.
 */
final class V1Predicate {
  static final String SCHEME = "service:";

  private final V1Text text;

  V1Predicate(V1Text text) {
    this.text = text;
  }

  /** The parts of a predicate, in the form of version 2. */
  record Parts(String serviceType, Scopes scopes, String predicate) {}

  Parts toV2(String predicate) throws SlpException {
    int first = predicate.indexOf('/');
    int second = predicate.indexOf('/', first + 1);
    if (first < 0 || second < 0) {
      throw new SlpException(Reason.BAD_PREDICATE, "not two slashes");
    }
    String type = predicate.substring(0, first).strip();
    if (type.isEmpty()) {
      throw new SlpException(Reason.BAD_SERVICE_TYPE, "a SrvRqst without service type");
    }
    boolean scheme = type.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    String where = predicate.substring(second + 1).strip();
    if (where.endsWith("/")) {
      where = where.substring(0, where.length() - 1);
    }
    return new Parts(
        scheme ? type : SCHEME + type,
        text.scope(predicate.substring(first + 1, second)),
        where(withoutMisprint(where)));
  }

  /** RFC 3049 section 5.3.2 prints {@code LUPOOL/ == POOL2}, and clients may send it so. */
  private static String withoutMisprint(String where) {
    for (int i = 0; i < where.length(); i++) {
      char c = where.charAt(i);
      if (c == '/') {
        return where.substring(0, i) + where.substring(i + 1);
      }
      if ("()=<>!,".indexOf(c) >= 0) {
        break;
      }
    }
    return where;
  }

  private String where(String where) throws SlpException {
    String trimmed = where.strip();
    String predicate = trimmed.startsWith("(") ? list(trimmed) : join(trimmed);
    Predicate.parse(predicate);
    return predicate;
  }

  /** {@code (& (a == 1) (| (KEYWORD) (b >= 3)))}; whether it is balanced is seen later. */
  private String list(String where) throws SlpException {
    StringBuilder out = new StringBuilder(where.length() + 16);
    for (int at = 0; at < where.length(); ) {
      char c = where.charAt(at++);
      if (c == '(') {
        while (at < where.length() && SlpText.isWhitespace(where.charAt(at))) {
          at++;
        }
        if (at < where.length() && (where.charAt(at) == '&' || where.charAt(at) == '|')) {
          out.append('(').append(where.charAt(at++));
        } else {
          int end = termEnd(where, at);
          out.append(term(where.substring(at, end)));
          at = end + 1;
        }
      } else if (c == ')') {
        out.append(')');
      } else if (!SlpText.isWhitespace(c)) {
        throw new SlpException(Reason.BAD_PREDICATE, "a character outside of parentheses");
      }
    }
    return out.toString();
  }

  /** The closing parenthesis of a term, which may hold an opaque value with its own. */
  private static int termEnd(String where, int from) throws SlpException {
    int close = where.indexOf(')', from);
    int open = where.indexOf('(', from);
    int end = open >= 0 && open < close ? where.indexOf(')', close + 1) : close;
    if (end < 0) {
      throw new SlpException(Reason.BAD_PREDICATE, "no closing parenthesis");
    }
    return end;
  }

  /** {@code a == 1, KEYWORD, b >= 3}: all must hold. */
  private String join(String where) throws SlpException {
    if (where.isEmpty()) {
      return "";
    }
    List<String> terms = new ArrayList<>();
    for (String term : SlpText.split(where)) {
      terms.add(term(term));
    }
    return terms.size() == 1 ? terms.get(0) : "(&" + String.join("", terms) + ")";
  }

  private String term(String term) throws SlpException {
    int at = 0;
    while (at < term.length() && "=!<>".indexOf(term.charAt(at)) < 0) {
      at++;
    }
    String tag = text.patternToV2(term.substring(0, at));
    if (at == term.length()) {
      return "(" + tag + "=*)";
    }
    boolean equals = term.startsWith("=", at + 1);
    String value = text.patternToV2(term.substring(at + (equals ? 2 : 1)));
    String is = "(" + tag + "=" + value + ")";
    String atMost = "(" + tag + "<=" + value + ")";
    String atLeast = "(" + tag + ">=" + value + ")";
    return switch (term.charAt(at)) {
      case '=' -> is;
      case '<' -> equals ? atMost : "(&" + atMost + "(!" + atLeast + "))";
      case '>' -> equals ? atLeast : "(&" + atLeast + "(!" + atMost + "))";
      default -> {
        if (!equals) {
          throw new SlpException(Reason.BAD_PREDICATE, "an exclamation mark alone");
        }
        yield "(&(" + tag + "=*)(!" + is + "))";
      }
    };
  }
}
