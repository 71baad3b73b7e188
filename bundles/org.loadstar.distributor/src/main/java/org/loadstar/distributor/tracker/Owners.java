// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The targets of all addresses by number, for an entry of the table has no room for a name. A
 * number is used again when its target was forgotten: then no entry has it. Thread-safe.
 */
final class Owners {
  /** Below it nobody is forgotten: names come from configurations, so there are few. */
  static final int FEW = 4_096;

  private static final int LEAST = 16;

  /** Written again after a change, for those who read it without a lock. Nobody has number 0. */
  private volatile @Nullable Owner[] all = new Owner[LEAST];

  private int[] free = new int[LEAST];
  private int freed;
  private int next = 1;
  private int crowd = FEW;

  /** The target of an entry, read under its shard's lock. */
  Owner of(int meta) {
    Owner owner = maybe(meta);
    if (owner == null) {
      throw new IllegalStateException("an entry of nobody");
    }
    return owner;
  }

  /** The target of an entry that may be gone by now; null where there is none, and for 0. */
  @Nullable Owner maybe(int meta) {
    @Nullable Owner[] now = all;
    int number = Meta.owner(meta);
    return number < now.length ? now[number] : null;
  }

  /**
   * A target that was not there before.
   *
   * @throws IllegalStateException where there are too many
   */
  synchronized Owner add(Vip vip, String target) {
    int number = freed > 0 ? free[--freed] : next++;
    if (number >= Meta.MOST_OWNERS) {
      next--;
      throw new IllegalStateException("the tracker has " + number + " targets");
    }
    @Nullable Owner[] now = all;
    if (number >= now.length) {
      now = Arrays.copyOf(now, 2 * now.length);
    }
    Owner owner = new Owner(number, vip, target);
    now[number] = owner;
    all = now;
    return owner;
  }

  /** Forgets a target. No entry may have its number, or get it meanwhile. */
  synchronized void forget(Owner owner) {
    @Nullable Owner[] now = all;
    now[owner.number] = null;
    all = now;
    if (freed == free.length) {
      free = Arrays.copyOf(free, 2 * freed);
    }
    free[freed++] = owner.number;
  }

  /** Whether there are so many that those of which nothing is left are to be forgotten. */
  synchronized boolean isCrowded() {
    return size() >= crowd;
  }

  /** All were forgotten that could be. */
  synchronized void tidied() {
    crowd = Math.max(FEW, 2 * size());
  }

  /** How many targets there are. */
  synchronized int size() {
    return next - 1 - freed;
  }
}
