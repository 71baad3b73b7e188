// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.function.IntConsumer;

/**
 * Entries of one family by their keys, side by side in arrays of numbers, without an object for
 * each: open addressing, linear probing, no tombstones. What a lookup needs is in one place, so
 * that it waits for memory once. At most 75 of 100 slots are taken, and at least 60 once there are
 * many.
 *
 * <pre>
 *   keys: word 0 (IPv6: 0 to 3)  the addresses
 *         then                   both ports, and what is known (Meta), 0 where the slot is free
 *   rest: its place in the order of arrival, and the tick that ends it or 0
 * </pre>
 *
 * An entry is known by its slot until the next one is added or removed.
 *
 * <p>Not thread-safe, but what only reads may be called while another thread writes: what it then
 * tells is of no use, and it ends.
 */
final class EntryTable {
  private static final int LEAST_SLOTS = 16;
  private static final long LOW = 0xFFFF_FFFFL;

  /** Words of the two slots that are looked at together. */
  private static final int AT_ONCE = 4;

  /** So many are waited for together. */
  private static final int TOGETHER = 32;

  private final Seed seed;
  private final int words;
  private final int stride;

  /** Of eight slots so many are taken at most. */
  private final long most;

  private final TimerWheel wheel = new TimerWheel();
  private final FourTuple other = new FourTuple();
  private int slots = LEAST_SLOTS;
  private long[] keys;
  private long[] rest = new long[LEAST_SLOTS];
  private int size;
  private int timed;

  /** What was read ahead; kept so that it is read. */
  private long near;

  EntryTable(Seed seed, int words) {
    this.seed = seed;
    this.words = words;
    this.stride = words + 1;
    this.most = words == FourTuple.WORDS4 ? 5 : 6;
    this.keys = new long[LEAST_SLOTS * stride];
  }

  int size() {
    return size;
  }

  /** All entries are in slots below it. */
  int slots() {
    return slots;
  }

  private static int home(int hash, int slots) {
    return (int) (((hash & LOW) * slots) >>> 32);
  }

  private int after(int slot) {
    return slot + 1 == slots ? 0 : slot + 1;
  }

  /** Reads the slot that a hash asks for, so that it is near when it is needed. */
  long touch(long hash) {
    long[] now = keys;
    int at = home((int) hash, slots) * stride;
    int last = at + AT_ONCE - 1;
    return last < now.length ? now[at] + now[last] : 0;
  }

  /** Reads what only a change needs, as {@link #touch}. */
  long touchRest(long hash) {
    long[] now = rest;
    int slot = home((int) hash, slots);
    return slot < now.length ? now[slot] : 0;
  }

  /** The slot of an entry; below 0 where there is none. */
  int find(long hash, FourTuple key) {
    return find(keys, slots, hash, key);
  }

  /** What is known of an entry; 0 where there is none. */
  int meta(long hash, FourTuple key) {
    long[] now = keys;
    int count = slots;
    int at = home((int) hash, count) * stride;
    if (words == 1 && at + AT_ONCE <= now.length) {
      // Without a branch for each slot, for no processor foresees which it is.
      int first = (int) now[at + 1];
      int second = (int) now[at + 3];
      int meta = (first & same(now, at, key)) | (second & same(now, at + 2, key));
      if ((-meta | ~(-first & -second)) < 0) { // It is there, or one of them is free.
        return meta;
      }
    }
    int slot = find(now, count, hash, key);
    return slot < 0 ? 0 : (int) now[slot * stride + words];
  }

  /** All bits where an IPv4 entry has this key, else none. */
  private static int same(long[] now, int at, FourTuple key) {
    long differs = (now[at] ^ key.word0) | ((int) (now[at + 1] >>> 32) ^ key.ports);
    return ~(int) ((differs | -differs) >> 63);
  }

  private int find(long[] now, int count, long hash, FourTuple key) {
    int end = count * stride;
    if (now.length != end) {
      return -1; // They are of different times: it is being written to.
    }
    int slot = home((int) hash, count);
    int at = slot * stride;
    for (int i = 0; i < count; i++) {
      long last = now[at + words];
      if ((int) last == 0) {
        return -1;
      }
      if ((int) (last >>> 32) == key.ports
          && now[at] == key.word0
          && (words == 1
              || (now[at + 1] == key.word1
                  && now[at + 2] == key.word2
                  && now[at + 3] == key.word3))) {
        return slot;
      }
      slot++;
      at += stride;
      if (at == end) {
        slot = 0;
        at = 0;
      }
    }
    return -1;
  }

  /** Adds an entry that is not there; its slot. */
  int add(long hash, FourTuple key, int meta, int born) {
    if ((size + 1) * 8L > slots * most) {
      grow();
    }
    size++;
    int slot = home((int) hash, slots);
    while (meta(slot) != 0) {
      slot = after(slot);
    }
    int at = slot * stride;
    keys[at] = key.word0;
    if (words > 1) {
      keys[at + 1] = key.word1;
      keys[at + 2] = key.word2;
      keys[at + 3] = key.word3;
    }
    keys[at + words] = ((long) key.ports << 32) | (meta & LOW);
    rest[slot] = (long) born << 32;
    return slot;
  }

  /** Slowly, for what is not used is memory lost: the order is the same, so it goes quickly. */
  private void grow() {
    long[] oldKeys = keys;
    long[] oldRest = rest;
    int count = slots;
    slots = count + count / 4;
    keys = new long[slots * stride];
    rest = new long[slots];
    for (int from = 0; from < count; from++) {
      if ((int) oldKeys[from * stride + words] != 0) {
        key(oldKeys, from, other);
        int to = home((int) seed.hash(other), slots);
        while (meta(to) != 0) {
          to = after(to);
        }
        copy(oldKeys, oldRest, from, to);
      }
    }
  }

  /** Removes the entry of a slot. Those behind it that would not be found any more move up. */
  void remove(int slot) {
    size--;
    timed -= tick(slot) == 0 ? 0 : 1;
    if (size == 0 && slots > LEAST_SLOTS) {
      slots = LEAST_SLOTS;
      keys = new long[LEAST_SLOTS * stride];
      rest = new long[LEAST_SLOTS];
      wheel.clear();
      return;
    }
    int hole = slot;
    for (int at = after(slot); meta(at) != 0; at = after(at)) {
      key(at, other);
      if (away(home((int) seed.hash(other), slots), at) >= away(hole, at)) {
        copy(keys, rest, at, hole);
        hole = at;
      }
    }
    keys[hole * stride + words] = 0;
    rest[hole] = 0;
  }

  private void copy(long[] fromKeys, long[] fromRest, int from, int to) {
    int at = from * stride;
    int into = to * stride;
    keys[into] = fromKeys[at];
    keys[into + 1] = fromKeys[at + 1];
    if (words > 1) {
      keys[into + 2] = fromKeys[at + 2];
      keys[into + 3] = fromKeys[at + 3];
      keys[into + 4] = fromKeys[at + 4];
    }
    rest[to] = fromRest[from];
  }

  private int away(int from, int to) {
    return to >= from ? to - from : to - from + slots;
  }

  /** What is known of the entry of a slot; 0 where there is none. */
  int meta(int slot) {
    return (int) keys[slot * stride + words];
  }

  void meta(int slot, int meta) {
    int at = slot * stride + words;
    keys[at] = (keys[at] & ~LOW) | (meta & LOW);
  }

  int born(int slot) {
    return (int) (rest[slot] >>> 32);
  }

  void born(int slot, int place) {
    rest[slot] = ((long) place << 32) | (rest[slot] & LOW);
  }

  private int tick(int slot) {
    return (int) rest[slot];
  }

  void key(int slot, FourTuple into) {
    key(keys, slot, into);
  }

  private void key(long[] from, int slot, FourTuple into) {
    int at = slot * stride;
    into.ipv6 = words > 1;
    into.word0 = from[at];
    into.word1 = words > 1 ? from[at + 1] : 0;
    into.word2 = words > 1 ? from[at + 2] : 0;
    into.word3 = words > 1 ? from[at + 3] : 0;
    into.ports = (int) (from[at + words] >>> 32);
  }

  /** Ends an entry at a tick; 0 for never. */
  void end(long hash, int slot, int tick) {
    int before = tick(slot);
    if (tick == before) {
      return;
    }
    timed += (tick == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
    rest[slot] = (rest[slot] & ~LOW) | (tick & LOW);
    if (tick != 0) {
      wheel.add((int) hash, tick);
      if (wheel.size() > 2 * timed + slots / 4) {
        tidy();
      }
    }
  }

  /** Most notes are of entries that are gone. */
  private void tidy() {
    wheel.clear();
    for (int slot = 0; slot < slots; slot++) {
      if (tick(slot) != 0) {
        key(slot, other);
        wheel.add((int) seed.hash(other), tick(slot));
      }
    }
  }

  /** Tells the entries whose tick was reached. Each is to be removed then, or to end later. */
  void advance(int tick, IntConsumer over) {
    int[] due = wheel.take(tick);
    for (int i = 0; i < due.length; i++) {
      if (i % TOGETHER == 0) {
        near = touch(due, i, near);
      }
      int slot = home(due[i], slots);
      while (size > 0 && meta(slot) != 0) {
        if (tick(slot) != 0 && tick(slot) - tick <= 0) {
          over.accept(slot);
        } else {
          slot = after(slot);
        }
      }
    }
  }

  private long touch(int[] due, int from, long before) {
    long sum = before;
    for (int i = from; i < Math.min(due.length, from + TOGETHER); i++) {
      sum += touch(due[i]) + touchRest(due[i]);
    }
    return sum;
  }

  /** The bytes of the arrays, without their headers. */
  long bytes() {
    return 8L * (keys.length + rest.length) + wheel.bytes();
  }
}
