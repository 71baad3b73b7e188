// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code Map}, {@code Iterable}, {@code CharSequence}, {@code Number}, {@code Boolean} and
 * null as JSON (RFC 8259) without a line break; a number that JSON does not have (NaN) as null.
 */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /** The value as JSON text. */
  public static String write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return writer.out.toString();
  }

  private void value(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      char before = '{';
      for (Map.Entry<?, ?> e : map.entrySet()) {
        out.append(before);
        string(String.valueOf(e.getKey()));
        out.append(':');
        value(e.getValue());
        before = ',';
      }
      out.append(before == '{' ? "{}" : "}");
    } else if (value instanceof Iterable<?> list) {
      char before = '[';
      for (Object each : list) {
        out.append(before);
        value(each);
        before = ',';
      }
      out.append(before == '[' ? "[]" : "]");
    } else if (value instanceof CharSequence text) {
      string(text);
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      out.append("null");
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private void string(CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7F || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
