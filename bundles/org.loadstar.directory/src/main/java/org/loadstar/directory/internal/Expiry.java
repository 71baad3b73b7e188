// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Registrations by the second in which their lifetimes are over. */
final class Expiry {
  private final TreeMap<Long, Set<Registration>> bySecond = new TreeMap<>();

  private static long second(Registration registration) {
    return Math.floorDiv(registration.untilMillis, 1000L);
  }

  void add(Registration registration) {
    bySecond.computeIfAbsent(second(registration), s -> new HashSet<>()).add(registration);
  }

  void remove(Registration registration) {
    bySecond.computeIfPresent(
        second(registration),
        (second, there) -> {
          there.remove(registration);
          return there.isEmpty() ? null : there;
        });
  }

  /** Some of those whose lifetimes are over; they stay here until they are removed. */
  List<Registration> over(long nowMillis, int most) {
    List<Registration> over = new ArrayList<>();
    for (Map.Entry<Long, Set<Registration>> second :
        bySecond.headMap(Math.floorDiv(nowMillis, 1000L), true).entrySet()) {
      for (Iterator<Registration> each = second.getValue().iterator();
          each.hasNext() && over.size() < most; ) {
        Registration registration = each.next();
        if (!registration.isAlive(nowMillis)) {
          over.add(registration);
        }
      }
      if (over.size() == most) {
        break;
      }
    }
    return over;
  }
}
