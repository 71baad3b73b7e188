// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.List;

/**
 * A search filter of a service request: LDAPv3 syntax (RFC 2254) with SLP's typed comparison (RFC
 * 2608 section 8.1). Immutable and safe for any number of threads.
 *
 * <p>A term matches when one value of the attribute has the same type and compares; {@code
 * (!(Y=0))} matches {@code (Y=0,1)}, for one value is not 0. A negated term also matches a service
 * without the attribute. {@code (tag=*)} asks for presence and is the only term that a keyword
 * matches. Values with {@code *} are strings and never match integers. {@code ~=} is read as {@code
 * =}. {@code <} and {@code >} alone do not exist.
 */
public final class Predicate {
  /** Matches everything; an empty predicate. */
  public static final Predicate ALL = new Predicate("", new Filter.And(List.of()));

  private final String text;
  private final Filter filter;

  private Predicate(String text, Filter filter) {
    this.text = text;
    this.filter = filter;
  }

  /**
   * Reads a predicate; whitespace around parentheses is allowed. Neither recursive nor ever slower
   * than linear in the length.
   *
   * @throws SlpException BAD_PREDICATE, BAD_ESCAPE, or TOO_LARGE over {@link
   *     SlpLimits#MAX_PREDICATE_DEPTH} or {@link SlpLimits#MAX_PREDICATE_TERMS}
   */
  public static Predicate parse(String text) throws SlpException {
    return text.isBlank() ? ALL : new Predicate(text, new PredicateParser(text).parse());
  }

  /** Whether a service with these attributes is wanted. */
  public boolean matches(Attributes attributes) {
    return filter.matches(attributes, false);
  }

  /**
   * Comparisons that every matching service satisfies with one value of the attribute; most often
   * not all that it must satisfy. A directory looks its candidates up in an index of one of these
   * attributes before it asks {@link #matches}.
   */
  public List<Comparison> required() {
    List<Comparison> required = new ArrayList<>();
    required(filter, required);
    return required;
  }

  private static void required(Filter filter, List<Comparison> into) {
    if (filter instanceof Filter.And and) {
      and.operands().forEach(operand -> required(operand, into));
    } else if (filter instanceof Filter.Compares compares) {
      into.add(compares.comparison());
    }
  }

  Filter filter() {
    return filter;
  }

  /** The given text as a tag or value of a predicate: reserved characters and {@code *} escaped. */
  public static String escape(String text) {
    return SlpText.escape(text, "*");
  }

  /** The predicate as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
