// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.function.Predicate;

/**
 * A node of a parsed predicate. Negation is pushed down to the terms, because a negated term with
 * several values is satisfied when any of them fails (RFC 2608 section 8.1).
 */
@FunctionalInterface
interface Filter {
  boolean matches(Attributes attributes, boolean negated);

  static Filter and(List<Filter> filters) {
    return (attributes, negated) -> any(filters, attributes, negated, negated);
  }

  static Filter or(List<Filter> filters) {
    return (attributes, negated) -> any(filters, attributes, negated, !negated);
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

  static Filter not(Filter filter) {
    return (attributes, negated) -> filter.matches(attributes, !negated);
  }

  static Filter present(String key) {
    return (attributes, negated) -> (attributes.find(key) != null) != negated;
  }

  /** A term that compares values. */
  static Filter term(String key, Predicate<AttributeValue> test) {
    return (attributes, negated) -> {
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
    };
  }
}
