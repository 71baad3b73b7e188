// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * A term of a predicate that compares an attribute with a value (RFC 2608 section 8.1).
 *
 * @param tag of the attribute, not escaped, as written
 * @param operator how values compare
 * @param value to compare with; only values of its type do
 */
public record Comparison(String tag, Operator operator, AttributeValue value) {
  /** How an attribute's value compares with the term's. */
  public enum Operator {
    EQUAL,
    LESS_OR_EQUAL,
    GREATER_OR_EQUAL
  }

  /** Whether one value of an attribute compares. */
  public boolean matches(AttributeValue candidate) {
    return switch (operator) {
      case EQUAL -> value.equals(candidate);
      case LESS_OR_EQUAL -> sameType(candidate) && candidate.compareTo(value) <= 0;
      case GREATER_OR_EQUAL -> sameType(candidate) && candidate.compareTo(value) >= 0;
    };
  }

  private boolean sameType(AttributeValue candidate) {
    return candidate.type() == value.type();
  }
}
