// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Metatype allows for one key (an attribute definition, OSGi Compendium 105).
 *
 * @param type {@code String}, {@code Integer}, {@code Boolean}, ...
 * @param many whether there may be several values
 * @param min the smallest value, or the shortest text
 * @param max the largest value, or the longest text
 * @param options the values allowed; empty for any
 * @param syntax that the stripped text has, or null for any
 */
record Rule(
    String type,
    boolean many,
    @Nullable BigDecimal min,
    @Nullable BigDecimal max,
    List<String> options,
    @Nullable Syntax syntax) {

  /** A regular expression, and what it allows in words. */
  record Syntax(Pattern pattern, String allowed) {}

  /** Why the value is wrong, in words that name it and what is allowed; null where it is right. */
  @Nullable String fault(@Nullable Object value) {
    List<@Nullable Object> values = values(value);
    if (!many && values.size() != 1) {
      return "is " + told(value) + ", allowed is one value: " + allowed();
    }
    for (Object each : values) {
      if (!right(each)) {
        return "is " + told(each) + ", allowed is " + allowed();
      }
    }
    return null;
  }

  private static List<@Nullable Object> values(@Nullable Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    if (value instanceof Collection<?> list) {
      values.addAll(list);
    } else if (value != null && value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        values.add(Array.get(value, i));
      }
    } else {
      values.add(value);
    }
    return values;
  }

  private boolean right(@Nullable Object value) {
    if (value == null || value instanceof Collection<?>) {
      return false;
    }
    String text = value.toString();
    if (!options.isEmpty() && !options.contains(text)) {
      return false;
    }
    if (syntax != null && !syntax.pattern.matcher(text.strip()).matches()) {
      return false;
    }
    return switch (type) {
      case "Boolean" -> text.equals("true") || text.equals("false");
      case "String", "Password" -> inRange(BigDecimal.valueOf(text.length()));
      case "Character" -> text.length() == 1;
      default -> number(text);
    };
  }

  private boolean number(String text) {
    try {
      BigDecimal number = new BigDecimal(text.strip());
      switch (type) {
        case "Byte" -> number.byteValueExact();
        case "Short" -> number.shortValueExact();
        case "Integer" -> number.intValueExact();
        case "Long" -> number.longValueExact();
        default -> {}
      }
      return inRange(number);
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }

  private boolean inRange(BigDecimal value) {
    return (min == null || value.compareTo(min) >= 0) && (max == null || value.compareTo(max) <= 0);
  }

  private String allowed() {
    if (!options.isEmpty()) {
      return "one of " + String.join(", ", options);
    }
    if (syntax != null) {
      return syntax.allowed;
    }
    boolean text = type.equals("String") || type.equals("Password");
    String what =
        switch (type) {
          case "Boolean" -> "true or false";
          case "String", "Password" -> "text";
          case "Character" -> "one character";
          case "Float", "Double" -> "a number";
          default -> "a whole number";
        };
    String unit = text ? " characters" : "";
    if (min != null && max != null) {
      return what + " of " + min + " to " + max + unit;
    } else if (min != null) {
      return what + " of at least " + min + unit;
    }
    return max != null ? what + " of at most " + max + unit : what;
  }

  private String told(@Nullable Object value) {
    return type.equals("Password") ? "(not shown)" : "'" + value + "'";
  }
}
