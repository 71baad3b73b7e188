// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Comparison.Operator;
import org.loadstar.slp.SlpException.Reason;

/** Reads a predicate with a stack of its own, so that nesting cannot exhaust the thread's. */
final class PredicateParser {
  private final String text;
  private final Deque<Group> open = new ArrayDeque<>();
  private @Nullable Filter root;
  private int terms;

  /** An operator whose operands are being read. */
  private record Group(char operator, List<Filter> operands) {}

  PredicateParser(String text) {
    this.text = text;
  }

  Filter parse() throws SlpException {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '(') {
        at = skipWhitespace(at);
        at = isOperator(at) ? openGroup(at) : term(at);
      } else if (c == ')') {
        closeGroup();
      } else if (!SlpText.isWhitespace(c)) {
        throw new SlpException(Reason.BAD_PREDICATE, "a character outside of parentheses");
      }
    }
    Filter complete = root;
    if (complete == null || !open.isEmpty()) {
      throw new SlpException(Reason.BAD_PREDICATE, "no closing parenthesis");
    }
    return complete;
  }

  private int skipWhitespace(int from) {
    int at = from;
    while (at < text.length() && SlpText.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean isOperator(int at) {
    return at < text.length() && "&|!".indexOf(text.charAt(at)) >= 0;
  }

  private int openGroup(int at) throws SlpException {
    count();
    if (open.size() == SlpLimits.MAX_PREDICATE_DEPTH) {
      throw new SlpException(Reason.TOO_LARGE, "a predicate over " + open.size() + " deep");
    }
    open.push(new Group(text.charAt(at), new ArrayList<>()));
    return at + 1;
  }

  private void closeGroup() throws SlpException {
    Group group = open.poll();
    if (group == null) {
      throw new SlpException(Reason.BAD_PREDICATE, "no opening parenthesis");
    }
    List<Filter> operands = group.operands();
    if (operands.isEmpty() || (group.operator() == '!' && operands.size() > 1)) {
      throw new SlpException(
          Reason.BAD_PREDICATE, operands.size() + " operands of " + group.operator());
    }
    add(
        switch (group.operator()) {
          case '&' -> new Filter.And(operands);
          case '|' -> new Filter.Or(operands);
          default -> new Filter.Not(operands.get(0));
        });
  }

  private int term(int from) throws SlpException {
    count();
    int close = text.indexOf(')', from);
    if (close < 0) {
      throw new SlpException(Reason.BAD_PREDICATE, "no closing parenthesis");
    }
    String term = text.substring(from, close);
    int equals = term.indexOf('=');
    if (equals < 1) {
      throw new SlpException(Reason.BAD_PREDICATE, "a term without tag and operator");
    }
    char operator = term.charAt(equals - 1);
    boolean twoCharacters = operator == '<' || operator == '>' || operator == '~';
    String tag = AttributeParser.tag(term.substring(0, twoCharacters ? equals - 1 : equals));
    String value = AttributeParser.checkedValue(term.substring(equals + 1));
    add(term(tag, twoCharacters ? operator : '=', value));
    return close + 1;
  }

  private static Filter term(String tag, char operator, String value) throws SlpException {
    String key = SlpText.fold(tag);
    if (value.strip().equals("*") && operator == '=') {
      return new Filter.Present(tag, key);
    }
    if (value.indexOf('*') >= 0) {
      if (operator != '=') {
        throw new SlpException(Reason.BAD_PREDICATE, "a wildcard with " + operator + "=");
      }
      return new Filter.Like(tag, key, Wildcard.parse(value));
    }
    AttributeValue wanted = AttributeValue.parse(value);
    if ((operator == '<' || operator == '>') && wanted.type() == AttributeValue.Type.BOOLEAN) {
      throw new SlpException(Reason.BAD_PREDICATE, "a boolean with " + operator + "=");
    }
    Operator comparing =
        switch (operator) {
          case '<' -> Operator.LESS_OR_EQUAL;
          case '>' -> Operator.GREATER_OR_EQUAL;
          default -> Operator.EQUAL;
        };
    return new Filter.Compares(key, new Comparison(tag, comparing, wanted));
  }

  private void add(Filter filter) throws SlpException {
    Group group = open.peek();
    if (group != null) {
      group.operands().add(filter);
    } else if (root == null) {
      root = filter;
    } else {
      throw new SlpException(Reason.BAD_PREDICATE, "more than one filter");
    }
  }

  private void count() throws SlpException {
    if (++terms > SlpLimits.MAX_PREDICATE_TERMS) {
      throw new SlpException(Reason.TOO_LARGE, "a predicate of over " + (terms - 1) + " terms");
    }
  }
}
