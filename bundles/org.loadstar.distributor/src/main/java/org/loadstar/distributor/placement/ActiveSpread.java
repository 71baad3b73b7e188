// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the open connections in proportion to the weights. It looks ahead as if nobody closed a
 * connection, and looks anew when that was not so; as long as the plane does what was foreseen the
 * order stays.
 *
 * <p>Each next connection goes to a target that stays within one of its share (the algorithm of
 * Tijdeman for the chairman assignment problem, 1980): of those that are owed enough, to the one
 * that would be the first to be owed a whole one too much.
 */
final class ActiveSpread implements Spread {
  private static final int FORESEEN = 256;

  private List<String> names = List.of();
  private long[] weights = {};
  private Map<String, Long> expected = Map.of();
  private List<String> slots = List.of();
  private int next;

  @Override
  public void opened(String target) {
    if (next < slots.size() && slots.get(next).equals(target)) {
      next++;
      expected.merge(target, 1L, Long::sum);
    }
  }

  @Override
  public List<String> slots(List<Candidate> candidates) {
    List<String> now = candidates.stream().map(Candidate::name).toList();
    long[] weighted = Quotas.weights(candidates);
    boolean same =
        now.equals(names)
            && Arrays.equals(weighted, weights)
            && candidates.stream()
                .allMatch(c -> Long.valueOf(c.active()).equals(expected.get(c.name())));
    if (!same || next > FORESEEN / 2) {
      names = now;
      weights = weighted;
      expected = new HashMap<>();
      candidates.forEach(c -> expected.put(c.name(), c.active()));
      // An equal order would not take the plane back to its first slot; one of another length does.
      boolean longer = slots.size() % 2 == 0;
      slots = candidates.isEmpty() ? List.of() : foresee(candidates, longer ? 1 : 0);
      next = 0;
    }
    return slots;
  }

  private List<String> foresee(List<Candidate> candidates, int more) {
    int count = candidates.size();
    long[] active = candidates.stream().mapToLong(Candidate::active).toArray();
    long[] room = candidates.stream().mapToLong(Candidate::room).toArray();
    double sum = Arrays.stream(weights).sum();
    double[] shares = Arrays.stream(weights).mapToDouble(w -> w / sum).toArray();
    List<String> order = new ArrayList<>();
    long total = Arrays.stream(active).sum();
    while (order.size() < FORESEEN) {
      total++;
      int chosen = choose(shares, active, room, total);
      active[chosen]++;
      room[chosen]--;
      order.add(names.get(chosen));
    }
    // Whoever takes connections at all has a slot, for the sake of clients that are bound to it.
    for (int i = 0; i < count; i++) {
      if (weights[i] > 0 && !order.contains(names.get(i))) {
        order.add(names.get(i));
      }
    }
    if (order.size() % 2 != more) {
      order.add(order.get(0));
    }
    return List.copyOf(order);
  }

  /** Where the connection goes that is the total's last. */
  private static int choose(double[] shares, long[] active, long[] room, long total) {
    double least = shares.length < 2 ? 0 : 1.0 / (2 * shares.length - 2);
    boolean full = Arrays.stream(room).allMatch(r -> r <= 0);
    @Nullable Integer first = null;
    @Nullable Integer most = null;
    double deadline = 0;
    double debt = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] == 0 || (room[i] <= 0 && !full)) {
        continue;
      }
      double owed = total * shares[i] - active[i];
      double due = (1 - least - owed) / shares[i];
      if (owed >= least && (first == null || due < deadline)) {
        first = i;
        deadline = due;
      }
      if (most == null || owed > debt) {
        most = i;
        debt = owed;
      }
    }
    if (first != null) {
      return first;
    }
    return most == null ? 0 : most;
  }
}
