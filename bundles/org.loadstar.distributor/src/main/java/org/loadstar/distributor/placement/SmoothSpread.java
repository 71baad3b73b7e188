// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Weighted round robin, smooth: at every place in the order each target has had its share, give or
 * take a few. Connections are drawn from an urn that begins with {@link #URN} in proportion to the
 * weights; with every one that is drawn, each target's share of one goes in. A strict order would
 * be smoother, but a client that makes two connections for each piece of work (TLS first, then in
 * clear) would always do the work at the same target.
 *
 * <p>What targets are owed outlives a change of weights. Else the heaviest, which comes first,
 * would get all connections where weights change more often than connections come.
 */
final class SmoothSpread implements Spread {
  /** The more connections there are in it, the less can be foreseen who comes next. */
  private static final double URN = 8;

  /** Nobody is owed more: a target that was full for an hour must not get all of the next. */
  private static final double MOST_OWED = 2;

  private final RandomGenerator random;
  private Map<String, Integer> quotas = Map.of();
  private List<String> slots = List.of();
  private Map<String, Double> owed = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  SmoothSpread(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public void opened(String target) {
    used.merge(target, 1, Integer::sum);
  }

  @Override
  public List<String> slots(List<Candidate> candidates) {
    int[] counts = Quotas.of(Quotas.weights(candidates));
    Map<String, Integer> now = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      now.put(candidates.get(i).name(), counts[i]);
    }
    if (!now.equals(quotas)) {
      settle();
      quotas = now;
      slots = order(new ArrayList<>(now.keySet()), counts);
    }
    return slots;
  }

  /** What everybody is owed after the connections that were opened by the slots so far. */
  private void settle() {
    int all = slots.size();
    long opened = used.values().stream().mapToLong(Integer::longValue).sum();
    Map<String, Double> still = new HashMap<>();
    quotas.forEach(
        (name, quota) -> {
          double share = all == 0 ? 0 : (double) quota / all;
          double debt = owed.getOrDefault(name, 0.0) + opened * share - used.getOrDefault(name, 0);
          still.put(name, Math.max(-MOST_OWED, Math.min(MOST_OWED, debt)));
        });
    owed = still;
    used.clear();
  }

  private List<String> order(List<String> names, int[] counts) {
    int all = Arrays.stream(counts).sum();
    int[] left = counts.clone();
    double[] urn = new double[counts.length];
    for (int i = 0; i < urn.length; i++) {
      urn[i] = owed.getOrDefault(names.get(i), 0.0) + URN * counts[i] / all;
    }
    List<String> order = new ArrayList<>(all);
    while (order.size() < all) {
      int drawn = draw(urn, left);
      order.add(names.get(drawn));
      urn[drawn]--;
      left[drawn]--;
      for (int i = 0; i < urn.length; i++) {
        urn[i] += (double) counts[i] / all;
      }
    }
    return List.copyOf(order);
  }

  /** By lot; the one that there is most of, where there is less than nothing of everybody. */
  private int draw(double[] urn, int[] left) {
    double sum = 0;
    int most = -1;
    for (int i = 0; i < urn.length; i++) {
      if (left[i] > 0) {
        sum += Math.max(0, urn[i]);
        most = most < 0 || urn[i] > urn[most] ? i : most;
      }
    }
    double lot = random.nextDouble() * sum;
    for (int i = 0; i < urn.length; i++) {
      if (left[i] > 0 && urn[i] > 0) {
        lot -= urn[i];
        if (lot < 0) {
          return i;
        }
      }
    }
    return most;
  }
}
