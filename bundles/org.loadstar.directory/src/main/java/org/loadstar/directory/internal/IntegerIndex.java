// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Comparison;

/**
 * Registrations in the order of an integer attribute. Those with one value and those with several
 * are kept apart: {@code (&(x>=3)(x<=5))} asks for one value between the two, but also for {@code
 * (x=1,9)}, where each term is met by another value.
 */
final class IntegerIndex {
  private final String tag;
  private final NavigableMap<Integer, Set<Registration>> single = new TreeMap<>();
  private final NavigableMap<Integer, Set<Registration>> multiple = new TreeMap<>();

  IntegerIndex(String tag) {
    this.tag = tag;
  }

  /** What the terms of a predicate leave of an attribute's values; both ends belong to it. */
  record Range(int least, int greatest) {
    static final Range ALL = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);

    static Range of(Comparison comparison) {
      int value = comparison.value().integer();
      return switch (comparison.operator()) {
        case EQUAL -> new Range(value, value);
        case LESS_OR_EQUAL -> new Range(Integer.MIN_VALUE, value);
        case GREATER_OR_EQUAL -> new Range(value, Integer.MAX_VALUE);
      };
    }

    Range and(Range other) {
      return new Range(Math.max(least, other.least), Math.min(greatest, other.greatest));
    }
  }

  void add(Registration registration, Attributes attributes) {
    List<Integer> values = values(attributes);
    for (Integer value : values) {
      of(values).computeIfAbsent(value, v -> new LinkedHashSet<>()).add(registration);
    }
  }

  void remove(Registration registration, Attributes attributes) {
    List<Integer> values = values(attributes);
    for (Integer value : values) {
      of(values)
          .computeIfPresent(
              value,
              (v, there) -> {
                there.remove(registration);
                return there.isEmpty() ? null : there;
              });
    }
  }

  private NavigableMap<Integer, Set<Registration>> of(List<Integer> values) {
    return values.size() == 1 ? single : multiple;
  }

  private List<Integer> values(Attributes attributes) {
    return attributes.get(tag).map(Attribute::values).orElse(List.of()).stream()
        .filter(v -> v.type() == AttributeValue.Type.INTEGER)
        .map(AttributeValue::integer)
        .distinct()
        .toList();
  }

  /**
   * Adds up to a number of registrations that may have what all terms ask for, and all that have.
   *
   * @param all what is left of the values by all terms together
   * @param one what one of the terms leaves
   * @return whether there are no more
   */
  boolean candidates(Range all, Range one, int most, List<Registration> into) {
    if (all.least <= all.greatest && !collect(single, all, most, into)) {
      return false;
    }
    if (multiple.isEmpty()) {
      return true;
    }
    Set<Registration> distinct = new LinkedHashSet<>();
    for (Set<Registration> there : within(multiple, one)) {
      distinct.addAll(there);
      if (into.size() + distinct.size() > most) {
        return false;
      }
    }
    into.addAll(distinct);
    return true;
  }

  private static boolean collect(
      NavigableMap<Integer, Set<Registration>> values,
      Range range,
      int most,
      List<Registration> into) {
    for (Set<Registration> there : within(values, range)) {
      if (into.size() + there.size() > most) {
        return false;
      }
      into.addAll(there);
    }
    return true;
  }

  private static Iterable<Set<Registration>> within(
      NavigableMap<Integer, Set<Registration>> values, Range range) {
    return values.subMap(range.least, true, range.greatest, true).values();
  }
}
