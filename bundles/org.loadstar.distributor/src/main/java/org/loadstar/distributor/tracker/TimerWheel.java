// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.function.IntConsumer;

/**
 * Entries by the tick that ends them: setting, changing and removing a time costs the same however
 * many there are. Ticks far away go round more than once. Not thread-safe.
 */
final class TimerWheel {
  private static final int BUCKETS = 256;

  private final Entries entries;

  /** The first entry of each list, plus 1; made when the first time is set. */
  private int[] first = {};

  private int current;

  TimerWheel(Entries entries) {
    this.entries = entries;
  }

  /** Ends an entry at a tick, later than any that was reached. */
  void set(int id, int tick) {
    clear(id);
    if (first.length == 0) {
      first = new int[BUCKETS];
    }
    int bucket = tick & (BUCKETS - 1);
    int head = first[bucket];
    entries.tick(id, tick);
    entries.previous(id, 0);
    entries.next(id, head);
    if (head != 0) {
      entries.previous(head - 1, id + 1);
    }
    first[bucket] = id + 1;
  }

  /** An entry has no end any more. */
  void clear(int id) {
    int tick = entries.tick(id);
    if (tick == 0) {
      return;
    }
    int next = entries.next(id);
    int previous = entries.previous(id);
    if (previous == 0) {
      first[tick & (BUCKETS - 1)] = next;
    } else {
      entries.next(previous - 1, next);
    }
    if (next != 0) {
      entries.previous(next - 1, previous);
    }
    entries.tick(id, 0);
  }

  /**
   * Time has passed.
   *
   * @param over gets each entry whose tick was reached; it has no end any more, and may be removed
   *     then
   */
  void advance(int tick, IntConsumer over) {
    int steps = Math.min(BUCKETS, tick - current);
    for (int i = 0; i < steps && first.length > 0; i++) {
      int next = first[(tick - i) & (BUCKETS - 1)];
      while (next != 0) {
        int id = next - 1;
        next = entries.next(id);
        if (entries.tick(id) - tick <= 0) {
          clear(id);
          over.accept(id);
        }
      }
    }
    current = Math.max(current, tick);
  }
}
