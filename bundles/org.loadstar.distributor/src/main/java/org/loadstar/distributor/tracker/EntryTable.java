// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.function.IntConsumer;

/**
 * Entries of one family by their keys: open addressing, linear probing, no tombstones. A slot is
 * four bytes: the number of the entry, and eight bits of the hash, so that seldom another entry
 * than the right one is looked at. Between 35 and 70 of 100 slots are taken once there are some.
 *
 * <p>Not thread-safe, but {@link #find} and {@link #meta} may be called while another thread
 * writes: what they then tell is of no use, and they end.
 */
final class EntryTable {
  private static final int LEAST_SLOTS = 16;
  private static final int TAG_SHIFT = 24;
  private static final int ID = (1 << TAG_SHIFT) - 1;

  /** Of a hash, the upper bits choose the shard, these are the tag, the lowest are the place. */
  private static final int HASH_TAG_SHIFT = 32;

  private final Seed seed;
  private final Entries entries;
  private final TimerWheel wheel;
  private final FourTuple other = new FourTuple();
  private int[] slots = new int[LEAST_SLOTS];

  EntryTable(Seed seed, int words) {
    this.seed = seed;
    this.entries = new Entries(words);
    this.wheel = new TimerWheel(entries);
  }

  int size() {
    return entries.size();
  }

  private static int tag(long hash) {
    return (int) (hash >>> HASH_TAG_SHIFT) << TAG_SHIFT;
  }

  private static int slot(long hash, int id) {
    return tag(hash) | (id + 1);
  }

  /** The number of an entry; below 0 where there is none. */
  int find(long hash, FourTuple key) {
    int[] now = slots;
    int mask = now.length - 1;
    int tag = tag(hash);
    for (int i = 0, at = (int) hash & mask; i <= mask; i++, at = (at + 1) & mask) {
      int slot = now[at];
      if (slot == 0) {
        return -1;
      }
      if ((slot & ~ID) == tag && entries.is((slot & ID) - 1, key)) {
        return (slot & ID) - 1;
      }
    }
    return -1;
  }

  /** Adds an entry that is not there; the number it gets. */
  int add(long hash, FourTuple key) {
    if ((entries.size() + 1) * 10L > slots.length * 7L) {
      grow();
    }
    int id = entries.add(key);
    place(slots, hash, slot(hash, id));
    return id;
  }

  private static void place(int[] into, long hash, int slot) {
    int mask = into.length - 1;
    int at = (int) hash & mask;
    while (into[at] != 0) {
      at = (at + 1) & mask;
    }
    into[at] = slot;
  }

  private void grow() {
    int[] more = new int[slots.length * 2];
    for (int slot : slots) {
      if (slot != 0) {
        place(more, hash(slot), slot);
      }
    }
    slots = more;
  }

  private long hash(int slot) {
    entries.key((slot & ID) - 1, other);
    return seed.hash(other);
  }

  /** Removes an entry that is there. */
  void remove(long hash, int id) {
    wheel.clear(id);
    int mask = slots.length - 1;
    int slot = slot(hash, id);
    int hole = (int) hash & mask;
    while (slots[hole] != slot) {
      hole = (hole + 1) & mask;
    }
    // Those behind it that would not be found any more move up.
    for (int at = (hole + 1) & mask; slots[at] != 0; at = (at + 1) & mask) {
      int home = (int) hash(slots[at]) & mask;
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        slots[hole] = slots[at];
        hole = at;
      }
    }
    slots[hole] = 0;
    entries.remove(id);
    if (entries.size() == 0 && slots.length > LEAST_SLOTS) {
      slots = new int[LEAST_SLOTS];
    }
  }

  int meta(int id) {
    return entries.meta(id);
  }

  void meta(int id, int meta) {
    entries.meta(id, meta);
  }

  int born(int id) {
    return entries.born(id);
  }

  void born(int id, int place) {
    entries.born(id, place);
  }

  /** Ends an entry at a tick; 0 for never. */
  void end(int id, int tick) {
    if (tick == 0) {
      wheel.clear(id);
    } else {
      wheel.set(id, tick);
    }
  }

  /** Tells the entries whose tick was reached. Each may be removed then. */
  void advance(int tick, IntConsumer over) {
    wheel.advance(tick, over);
  }

  void key(int id, FourTuple into) {
    entries.key(id, into);
  }

  /** Tells all entries. Each may be removed then. */
  void forEach(IntConsumer each) {
    for (int id = 0; id < entries.bound(); id++) {
      if (entries.meta(id) != 0) {
        each.accept(id);
      }
    }
  }

  /** The bytes of the arrays, without their headers. */
  long bytes() {
    return 4L * slots.length + entries.bytes();
  }
}
