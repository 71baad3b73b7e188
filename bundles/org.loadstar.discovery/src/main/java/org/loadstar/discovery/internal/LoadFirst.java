// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.List;
import java.util.OptionalInt;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Tn3270Template;

/**
 * The other flow of RFC 3049 section 5.3.4: which loads are there, then the servers with a load up
 * to a threshold. Of directory agents that tell the first server's load only, it finds the servers
 * that are no busier than that one.
 */
final class LoadFirst {
  static final List<Question> QUESTIONS =
      List.of(
          new Question.Attributes(Tn3270Template.TN3270.toString(), List.of(Tn3270Template.LOAD)),
          new Question.Attributes(Tn3270Template.TN3270E.toString(), List.of(Tn3270Template.LOAD)));

  private LoadFirst() {}

  /** The wish for the less loaded half; as it was where no load was told. */
  static Wish within(Wish wish, Attributes told) {
    OptionalInt threshold = median(told);
    return threshold.isEmpty()
        ? wish
        : wish.asking(wish.questions().stream().map(q -> within(q, threshold.getAsInt())).toList());
  }

  private static Question within(Question question, int threshold) {
    if (!(question instanceof Question.Services services)) {
      return question;
    }
    String load = "(" + Tn3270Template.LOAD + "<=" + threshold + ")";
    String predicate = services.predicate();
    return new Question.Services(
        services.type(),
        predicate.isEmpty() ? load : "(&" + load + predicate + ")",
        services.described());
  }

  /** The lower one of the middle two where their number is even. */
  private static OptionalInt median(Attributes told) {
    int[] loads =
        told.get(Tn3270Template.LOAD).map(Attribute::values).orElse(List.of()).stream()
            .filter(v -> v.type() == AttributeValue.Type.INTEGER)
            .mapToInt(AttributeValue::integer)
            .filter(load -> load >= 0 && load <= 100)
            .sorted()
            .toArray();
    return loads.length == 0 ? OptionalInt.empty() : OptionalInt.of(loads[(loads.length - 1) / 2]);
  }
}
