// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.loadstar.slp.Comparison.Operator.EQUAL;
import static org.loadstar.slp.Comparison.Operator.GREATER_OR_EQUAL;
import static org.loadstar.slp.Comparison.Operator.LESS_OR_EQUAL;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes predicates of version 1; see {@link V1Predicate}. */
final class V1PredicateWriter {
  private V1PredicateWriter() {}

  /**
   * The predicate of a request.
   *
   * @throws SlpException for a malformed predicate
   * @throws IllegalArgumentException for what version 1 cannot say
   */
  static String predicate(SrvRqst request) throws SlpException {
    String type = request.serviceType();
    if (!type.toLowerCase(Locale.ROOT).startsWith(V1Predicate.SCHEME)
        || type.indexOf(':', V1Predicate.SCHEME.length()) >= 0
        || type.indexOf('/') >= 0) {
      throw new IllegalArgumentException(type + " is no service type of version 1");
    }
    Predicate predicate = Predicate.parse(request.predicate());
    String where = "";
    if (predicate != Predicate.ALL) {
      String term = term(predicate.filter());
      where = term == null ? group(predicate.filter()) : term;
    }
    String name = type.substring(V1Predicate.SCHEME.length());
    return name + "/" + V1Text.scope(request.scopes()) + "/" + where + "/";
  }

  private static String group(Filter filter) throws SlpException {
    String term = term(filter);
    if (term != null) {
      return "(" + term + ")";
    } else if (filter instanceof Filter.And and) {
      return group("(&", and.operands());
    } else if (filter instanceof Filter.Or or) {
      return group("(|", or.operands());
    }
    throw new IllegalArgumentException("version 1 has no negation of this kind");
  }

  private static String group(String start, List<Filter> operands) throws SlpException {
    StringBuilder out = new StringBuilder(start);
    for (Filter operand : operands) {
      out.append(' ').append(group(operand));
    }
    return out.append(')').toString();
  }

  /** A node as one term; null where it is none. */
  private static @Nullable String term(Filter filter) throws SlpException {
    if (filter instanceof Filter.Present present) {
      return pattern(Predicate.escape(present.tag()));
    } else if (filter instanceof Filter.Like like) {
      return term(like.tag(), "==", like.pattern().toString());
    } else if (filter instanceof Filter.Compares compares) {
      Comparison comparison = compares.comparison();
      String operator =
          switch (comparison.operator()) {
            case EQUAL -> "==";
            case LESS_OR_EQUAL -> "<=";
            case GREATER_OR_EQUAL -> ">=";
          };
      return term(comparison.tag(), operator, value(comparison));
    } else if (filter instanceof Filter.And and
        && and.operands().size() == 2
        && and.operands().get(1) instanceof Filter.Not not) {
      return strict(and.operands().get(0), not.operand());
    }
    return null;
  }

  /** The term for one node and not the other: {@code !=}, {@code <} or {@code >}. */
  private static @Nullable String strict(Filter one, Filter other) throws SlpException {
    if (one instanceof Filter.Present present) {
      if (other instanceof Filter.Like like && like.key().equals(present.key())) {
        return term(present.tag(), "!=", like.pattern().toString());
      } else if (other instanceof Filter.Compares compares
          && compares.key().equals(present.key())
          && compares.comparison().operator() == EQUAL) {
        return term(present.tag(), "!=", value(compares.comparison()));
      } else if (other.equals(one)) {
        return term(present.tag(), "!=", "*");
      }
    } else if (one instanceof Filter.Compares first
        && other instanceof Filter.Compares second
        && first.key().equals(second.key())
        && first.comparison().value().equals(second.comparison().value())) {
      Comparison is = first.comparison();
      Comparison.Operator not = second.comparison().operator();
      if (is.operator() == LESS_OR_EQUAL && not == GREATER_OR_EQUAL) {
        return term(is.tag(), "<", value(is));
      } else if (is.operator() == GREATER_OR_EQUAL && not == LESS_OR_EQUAL) {
        return term(is.tag(), ">", value(is));
      }
    }
    return null;
  }

  private static String term(String tag, String operator, String value) throws SlpException {
    return pattern(Predicate.escape(tag)) + " " + operator + " " + pattern(value);
  }

  private static String value(Comparison comparison) {
    AttributeValue value = comparison.value();
    return value.type() == AttributeValue.Type.OPAQUE
        ? value.text()
        : Predicate.escape(value.text());
  }

  private static String pattern(String wire) throws SlpException {
    String pattern = V1Text.patternToV1(wire);
    int star = pattern.indexOf('*', 1);
    if (star >= 0 && star < pattern.length() - 1) {
      throw new IllegalArgumentException("version 1 has no wildcard within a text");
    }
    return pattern;
  }
}
