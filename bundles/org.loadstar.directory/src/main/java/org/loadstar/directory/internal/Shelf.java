// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Comparison;
import org.loadstar.slp.Predicate;

/**
 * The registrations of one type, scope and language. An index of an integer attribute is made when
 * a predicate asks for it, and kept up to date as long as it is among those asked for last.
 */
final class Shelf {
  /** Indices at most. */
  static final int MOST_INDICES = 4;

  /** Fewer registrations are looked at one by one. */
  static final int FEW = 16;

  private final Set<Registration> registrations = new LinkedHashSet<>();

  /** By tag in lower case, in the order of use. */
  private final Map<String, IntegerIndex> indices = new LinkedHashMap<>(4, 0.75f, true);

  void add(Registration registration) {
    registrations.add(registration);
    if (!indices.isEmpty()) {
      Attributes attributes = ParsedAttributes.once(registration);
      indices.values().forEach(index -> index.add(registration, attributes));
    }
  }

  void remove(Registration registration) {
    registrations.remove(registration);
    if (!indices.isEmpty()) {
      Attributes attributes = ParsedAttributes.once(registration);
      indices.values().forEach(index -> index.remove(registration, attributes));
    }
  }

  boolean isEmpty() {
    return registrations.isEmpty();
  }

  Collection<Registration> all() {
    return registrations;
  }

  Set<String> indexed() {
    return indices.keySet();
  }

  /** Registrations among which are all that the predicate matches. */
  Collection<Registration> candidates(Predicate predicate) {
    if (registrations.size() < FEW) {
      return registrations;
    }
    Map<String, Asked> byTag = new HashMap<>();
    for (Comparison comparison : predicate.required()) {
      if (comparison.value().type() == AttributeValue.Type.INTEGER
          && (byTag.size() < MOST_INDICES || byTag.containsKey(key(comparison)))) {
        Asked one = Asked.of(comparison);
        byTag.merge(key(comparison), one, Asked::and);
      }
    }
    Collection<Registration> fewest = registrations;
    for (Map.Entry<String, Asked> asked : byTag.entrySet()) {
      List<Registration> found = new ArrayList<>();
      Asked ranges = asked.getValue();
      boolean all = index(asked.getKey()).candidates(ranges.all, ranges.one, fewest.size(), found);
      if (all) {
        fewest = found;
      }
    }
    return fewest;
  }

  private static String key(Comparison comparison) {
    return comparison.tag().strip().toLowerCase(Locale.ROOT);
  }

  private record Asked(IntegerIndex.Range all, IntegerIndex.Range one) {
    static Asked of(Comparison comparison) {
      IntegerIndex.Range range = IntegerIndex.Range.of(comparison);
      return new Asked(range, range);
    }

    Asked and(Asked other) {
      return new Asked(all.and(other.all), one);
    }
  }

  private IntegerIndex index(String tag) {
    IntegerIndex known = indices.get(tag);
    if (known != null) {
      return known;
    }
    IntegerIndex made = new IntegerIndex(tag);
    for (Registration registration : registrations) {
      made.add(registration, ParsedAttributes.once(registration));
    }
    indices.put(tag, made);
    if (indices.size() > MOST_INDICES) {
      indices.remove(indices.keySet().iterator().next());
    }
    return made;
  }
}
