// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.api.distributor.TargetRow;

/** How many connections each target has, and who waits for a place there. Not thread-safe. */
final class Places {
  private static final class Place {
    int taken;
    final Deque<Waiter> waiting = new ArrayDeque<>();
  }

  private final Map<String, Place> places = new HashMap<>();

  private Place of(String target) {
    return places.computeIfAbsent(target, t -> new Place());
  }

  /** Takes a place; false where there is none. */
  boolean take(TargetRow target) {
    Place place = of(target.name());
    boolean free = target.maxConnections() == 0 || place.taken < target.maxConnections();
    if (free) {
      place.taken++;
    }
    return free;
  }

  /** Gives one back. */
  void free(String target) {
    Place place = of(target);
    place.taken--;
    tidy(target, place);
  }

  void await(String target, Waiter waiter) {
    of(target).waiting.add(waiter);
  }

  /** Takes a place for the one that waits longest there, if both are there. */
  List<Waiter> served(TargetRow target) {
    Place place = of(target.name());
    List<Waiter> served = new ArrayList<>();
    while (!place.waiting.isEmpty() && take(target)) {
      served.add(place.waiting.remove());
    }
    tidy(target.name(), place);
    return served;
  }

  /** Those that wait for a target; they do so no more. */
  List<Waiter> dismissed(String target) {
    Place place = of(target);
    List<Waiter> dismissed = List.copyOf(place.waiting);
    place.waiting.clear();
    tidy(target, place);
    return dismissed;
  }

  /** Who waits no more; false where nobody did. */
  boolean cancel(Waiter waiter) {
    boolean found = false;
    for (Place place : places.values()) {
      found |= place.waiting.remove(waiter);
    }
    return found;
  }

  /** The targets that are waited for. */
  List<String> awaited() {
    return places.entrySet().stream()
        .filter(e -> !e.getValue().waiting.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private void tidy(String target, Place place) {
    if (place.taken <= 0 && place.waiting.isEmpty()) {
      places.remove(target);
    }
  }
}
