// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.function.Predicate;

/**
 * A node of a parsed predicate. Negation is pushed down to the terms, because a negated term with
 * several values is satisfied when any of them fails (RFC 2608 section 8.1).
 */
sealed interface Filter {
  /** Whether this node, or with {@code negated} its negation, matches. */
  boolean matches(Attributes attributes, boolean negated);

  /** All operands. */
  record And(List<Filter> operands) implements Filter {
    @Override
    public boolean matches(Attributes attributes, boolean negated) {
      return any(operands, attributes, negated, negated);
    }
  }

  /** One operand at least. */
  record Or(List<Filter> operands) implements Filter {
    @Override
    public boolean matches(Attributes attributes, boolean negated) {
      return any(operands, attributes, negated, !negated);
    }
  }

  /** Not the operand. */
  record Not(Filter operand) implements Filter {
    @Override
    public boolean matches(Attributes attributes, boolean negated) {
      return operand.matches(attributes, !negated);
    }
  }

  /** The attribute or keyword is there. */
  record Present(String tag, String key) implements Filter {
    @Override
    public boolean matches(Attributes attributes, boolean negated) {
      return (attributes.find(key) != null) != negated;
    }
  }

  /** A value is a string that has the pattern. */
  record Like(String tag, String key, Wildcard pattern) implements Filter {
    @Override
    public boolean matches(Attributes attributes, boolean negated) {
      return anyValue(
          attributes,
          key,
          negated,
          v -> v.type() == AttributeValue.Type.STRING && pattern.matches(v.key()));
    }
  }

  /** A value compares. */
  record Compares(String key, Comparison comparison) implements Filter {
    @Override
    public boolean matches(Attributes attributes, boolean negated) {
      return anyValue(attributes, key, negated, comparison::matches);
    }
  }

  /** A disjunction tells whether any filter matches, a conjunction whether none fails. */
  private static boolean any(
      List<Filter> filters, Attributes attributes, boolean negated, boolean disjunction) {
    for (Filter filter : filters) {
      if (filter.matches(attributes, negated) == disjunction) {
        return disjunction;
      }
    }
    return !disjunction;
  }

  private static boolean anyValue(
      Attributes attributes, String key, boolean negated, Predicate<AttributeValue> test) {
    Attribute attribute = attributes.find(key);
    if (attribute == null || attribute.isKeyword()) {
      return negated;
    }
    for (AttributeValue value : attribute.values()) {
      if (test.test(value) != negated) {
        return true;
      }
    }
    return false;
  }
}
