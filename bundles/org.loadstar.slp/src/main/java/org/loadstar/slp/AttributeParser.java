// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.slp.SlpException.Reason;

/** Reads attribute lists (RFC 2608 section 5) in one pass, without recursion. */
final class AttributeParser {
  private final String list;
  private final Map<String, Attribute> byKey = new LinkedHashMap<>();
  private int count;

  private AttributeParser(String list) {
    this.list = list;
  }

  static Map<String, Attribute> parse(String list) throws SlpException {
    AttributeParser parser = new AttributeParser(list);
    parser.attributes();
    return parser.byKey;
  }

  /** Whether a tag may be written: escapes help against reserved characters, not against others. */
  static boolean isWritableTag(String tag) {
    for (int i = 0; i < tag.length(); i++) {
      char c = tag.charAt(i);
      if (c == '*' || c == '_' || c == '\r' || c == '\n' || c == '\t') {
        return false;
      }
    }
    return !tag.isBlank() && tag.strip().equals(tag);
  }

  private void attributes() throws SlpException {
    int at = 0;
    while (at < list.length()) {
      char c = list.charAt(at);
      if (c == ',' || SlpText.isWhitespace(c)) {
        at++;
      } else if (c == '(') {
        int close = list.indexOf(')', at);
        if (close < 0) {
          throw new SlpException(Reason.BAD_ATTRIBUTES, "no closing parenthesis");
        }
        attribute(list.substring(at + 1, close));
        at = separator(close + 1);
      } else {
        int comma = list.indexOf(',', at);
        int end = comma < 0 ? list.length() : comma;
        add(tag(list.substring(at, end)), List.of());
        at = end;
      }
    }
  }

  /** The index of the comma or end that must follow a parenthesis. */
  private int separator(int from) throws SlpException {
    int at = from;
    while (at < list.length() && SlpText.isWhitespace(list.charAt(at))) {
      at++;
    }
    if (at < list.length() && list.charAt(at) != ',') {
      throw new SlpException(Reason.BAD_ATTRIBUTES, "no comma after an attribute");
    }
    return at;
  }

  private void attribute(String content) throws SlpException {
    int equals = content.indexOf('=');
    if (equals < 0) {
      throw new SlpException(Reason.BAD_ATTRIBUTES, "no equals sign between parentheses");
    }
    String tag = tag(content.substring(0, equals));
    List<AttributeValue> values = new ArrayList<>();
    for (int from = equals + 1; from <= content.length(); ) {
      int comma = content.indexOf(',', from);
      int end = comma < 0 ? content.length() : comma;
      values.add(AttributeValue.parse(checkedValue(content.substring(from, end))));
      from = end + 1;
      count();
    }
    add(tag, values);
  }

  /** Checks a value, of a list or a predicate, for characters that cannot be part of one. */
  static String checkedValue(String wire) throws SlpException {
    for (int i = 0; i < wire.length(); i++) {
      char c = wire.charAt(i);
      if (c == '(' || (SlpText.isControl(c) && !SlpText.isWhitespace(c))) {
        throw new SlpException(Reason.BAD_ATTRIBUTES, "reserved character in a value");
      }
    }
    return wire;
  }

  /** Checks and unescapes a tag. */
  static String tag(String wire) throws SlpException {
    String tag = wire.strip();
    if (tag.isEmpty()) {
      throw new SlpException(Reason.BAD_ATTRIBUTES, "an empty tag");
    }
    for (int i = 0; i < tag.length(); i++) {
      char c = tag.charAt(i);
      if (c == '*' || (c != '\\' && SlpText.isReserved(c))) {
        throw new SlpException(Reason.BAD_ATTRIBUTES, "reserved character in a tag");
      }
    }
    return SlpText.unescape(tag, "");
  }

  private void add(String tag, List<AttributeValue> values) throws SlpException {
    count();
    byKey.merge(
        SlpText.fold(tag),
        new Attribute(tag, values),
        (first, second) -> {
          List<AttributeValue> both = new ArrayList<>(first.values());
          both.addAll(second.values());
          return new Attribute(first.tag(), both);
        });
  }

  private void count() throws SlpException {
    if (++count > SlpLimits.MAX_ATTRIBUTE_VALUES) {
      throw new SlpException(
          Reason.TOO_LARGE, "over " + SlpLimits.MAX_ATTRIBUTE_VALUES + " attributes and values");
    }
  }
}
