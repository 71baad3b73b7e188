// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Weights, times responsiveness, reduced proportionally (normalised). */
final class Quotas {
  /** About so many slots a table has: one is a tenth of a per cent. */
  static final int SLOTS = 1000;

  private Quotas() {}

  /**
   * Weight times responsiveness, reduced to the smallest whole numbers; the weights alone, where
   * nobody is responsive at all.
   */
  static long[] weights(List<Candidate> candidates) {
    long[] weights = candidates.stream().mapToLong(c -> c.weight() * c.responsiveness()).toArray();
    long[] counted =
        Arrays.stream(weights).allMatch(w -> w == 0)
            ? candidates.stream().mapToLong(Candidate::weight).toArray()
            : weights;
    long divisor = Math.max(1, Arrays.stream(counted).reduce(0, Quotas::gcd));
    return Arrays.stream(counted).map(w -> w / divisor).toArray();
  }

  /**
   * How many slots each of these weights gets: exactly in proportion where that goes into {@link
   * #SLOTS}, else to the nearest slot, but never none for a weight.
   */
  static int[] of(long[] weights) {
    long sum = Arrays.stream(weights).sum();
    if (sum == 0) {
      return new int[weights.length];
    } else if (sum <= SLOTS) {
      long times = SLOTS / sum;
      return Arrays.stream(weights).mapToInt(w -> Math.toIntExact(w * times)).toArray();
    }
    return nearest(Arrays.stream(weights).mapToDouble(w -> (double) w / sum).toArray());
  }

  /** The largest remainders are rounded up. */
  private static int[] nearest(double[] shares) {
    int[] slots = Arrays.stream(shares).mapToInt(s -> (int) (s * SLOTS)).toArray();
    int left = SLOTS - Arrays.stream(slots).sum();
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> slots[i] - shares[i] * SLOTS))
        .limit(left)
        .forEach(i -> slots[i]++);
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == 0 && shares[i] > 0) {
        slots[i] = 1;
      }
    }
    return slots;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
