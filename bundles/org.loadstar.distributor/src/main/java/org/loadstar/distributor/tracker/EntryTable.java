// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.function.IntConsumer;

/**
 * Entries of one family by their keys: open addressing, linear probing, no tombstones. At most 70
 * of 100 slots are taken, and at least 35 once there are some.
 *
 * <pre>
 *   a slot: bits 0 to 19   the number of the entry, plus 1; 0 where the slot is free
 *           bits 20 to 23  four more bits of the hash, so that seldom another entry is looked at
 *           bits 24 to 31  the lower bits of the slot's number that the hash asks for
 * </pre>
 *
 * The last ones tell how far an entry is from where it should be, so that those behind one that
 * goes can move up without a look at their keys. No entry is further away than they can tell.
 *
 * <p>Not thread-safe, but what only reads may be called while another thread writes: what it then
 * tells is of no use, and it ends.
 */
final class EntryTable {
  private static final int LEAST_SLOTS = 16;
  private static final int ID_BITS = 20;
  private static final int ID = (1 << ID_BITS) - 1;
  private static final int HOME_SHIFT = 24;
  private static final int FURTHEST = 254;

  /** The bits of a hash that no slot's number and no shard's is made of. */
  private static final int EXTRA_SHIFT = 32;

  private static final int EXTRA = 15;

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
    return ((int) hash << HOME_SHIFT) | (((int) (hash >>> EXTRA_SHIFT) & EXTRA) << ID_BITS);
  }

  /** Reads the slot that a hash asks for, so that it is near when it is needed. */
  int touch(long hash) {
    int[] now = slots;
    return now[(int) hash & (now.length - 1)];
  }

  /** Reads an entry, if there is one, so that it is near when it is needed. */
  long touch(int id) {
    return entries.touch(id);
  }

  /** The number of an entry that may be the one with this hash; below 0 where there is none. */
  int candidate(long hash) {
    int[] now = slots;
    int mask = now.length - 1;
    int tag = tag(hash);
    for (int i = 0, at = (int) hash & mask; i <= mask; i++, at = (at + 1) & mask) {
      int slot = now[at];
      if (slot == 0) {
        return -1;
      }
      if ((slot & ~ID) == tag) {
        return (slot & ID) - 1;
      }
    }
    return -1;
  }

  /** Whether an entry has this key. */
  boolean is(int id, FourTuple key) {
    return entries.is(id, key);
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
    while (!place(slots, hash, tag(hash) | (id + 1))) {
      grow();
    }
    return id;
  }

  private static boolean place(int[] into, long hash, int slot) {
    int mask = into.length - 1;
    for (int i = 0, at = (int) hash & mask; i <= FURTHEST; i++, at = (at + 1) & mask) {
      if (into[at] == 0) {
        into[at] = slot;
        return true;
      }
    }
    return false;
  }

  private void grow() {
    int[] more = new int[slots.length * 2];
    for (int slot : slots) {
      if (slot != 0) {
        entries.key((slot & ID) - 1, other);
        if (!place(more, seed.hash(other), slot)) {
          throw new IllegalStateException("a hash that does not spread");
        }
      }
    }
    slots = more;
  }

  /** Removes an entry that is there. */
  void remove(long hash, int id) {
    wheel.clear(id);
    int mask = slots.length - 1;
    int slot = tag(hash) | (id + 1);
    int hole = (int) hash & mask;
    while (slots[hole] != slot) {
      hole = (hole + 1) & mask;
    }
    // Those behind it that would not be found any more move up.
    for (int at = (hole + 1) & mask; slots[at] != 0; at = (at + 1) & mask) {
      int away = (at - (slots[at] >>> HOME_SHIFT)) & mask & 0xFF;
      if (away >= ((at - hole) & mask)) {
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
