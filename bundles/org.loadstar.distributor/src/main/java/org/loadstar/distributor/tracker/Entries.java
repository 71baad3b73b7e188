// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.Arrays;

/**
 * Entries side by side in an array of numbers, without an object for each. An entry has a number
 * that it keeps as long as it lives. Not thread-safe, but what is read while another thread writes
 * is wrong at worst, never a failure.
 *
 * <pre>
 *   word 0 (IPv6: 0 to 3)  the addresses
 *   then                   both ports, and what is known (Meta)
 *                          its place in the order of arrival, and the tick that ends it or 0
 *                          next and previous in the list of that tick, each plus 1
 * </pre>
 */
final class Entries {
  private static final int LEAST = 16;
  private static final long LOW = 0xFFFF_FFFFL;

  private final int words;
  private final int stride;
  private long[] all = {};
  private int used;
  private int free = -1;
  private int size;

  Entries(int words) {
    this.words = words;
    this.stride = words + 3;
  }

  int size() {
    return size;
  }

  /** The numbers of all entries are below it. */
  int bound() {
    return used;
  }

  int add(FourTuple key) {
    int id = free;
    if (id >= 0) {
      free = next(id) - 1;
    } else {
      id = used++;
      if (used * stride > all.length) {
        // Slowly: what is not used is memory lost.
        all = Arrays.copyOf(all, (id + Math.max(LEAST, id / 8)) * stride);
      }
    }
    size++;
    int at = id * stride;
    all[at] = key.word0;
    if (words > 1) {
      all[at + 1] = key.word1;
      all[at + 2] = key.word2;
      all[at + 3] = key.word3;
    }
    all[at + words] = (long) key.ports << 32;
    all[at + words + 1] = 0;
    all[at + words + 2] = 0;
    return id;
  }

  void remove(int id) {
    meta(id, 0);
    size--;
    if (size == 0 && all.length > LEAST * stride) {
      all = new long[0];
      used = 0;
      free = -1;
    } else {
      next(id, free + 1);
      free = id;
    }
  }

  boolean is(int id, FourTuple key) {
    long[] now = all;
    int at = id * stride;
    return at + words < now.length
        && now[at] == key.word0
        && (int) (now[at + words] >>> 32) == key.ports
        && (words == 1
            || (now[at + 1] == key.word1 && now[at + 2] == key.word2 && now[at + 3] == key.word3));
  }

  /** The first word of an entry; anything where the number is below 0. */
  long touch(int id) {
    return word(Math.max(0, id), 0);
  }

  void key(int id, FourTuple into) {
    int at = id * stride;
    into.ipv6 = words > 1;
    into.word0 = all[at];
    into.word1 = words > 1 ? all[at + 1] : 0;
    into.word2 = words > 1 ? all[at + 2] : 0;
    into.word3 = words > 1 ? all[at + 3] : 0;
    into.ports = (int) (all[at + words] >>> 32);
  }

  /** What is known of an entry; 0 where there is none. */
  int meta(int id) {
    return low(id, words);
  }

  void meta(int id, int meta) {
    low(id, words, meta);
  }

  int born(int id) {
    return high(id, words + 1);
  }

  void born(int id, int place) {
    high(id, words + 1, place);
  }

  int tick(int id) {
    return low(id, words + 1);
  }

  void tick(int id, int tick) {
    low(id, words + 1, tick);
  }

  int next(int id) {
    return high(id, words + 2);
  }

  void next(int id, int next) {
    high(id, words + 2, next);
  }

  int previous(int id) {
    return low(id, words + 2);
  }

  void previous(int id, int previous) {
    low(id, words + 2, previous);
  }

  private long word(int id, int number) {
    long[] now = all;
    int at = id * stride + number;
    return at < now.length ? now[at] : 0;
  }

  private int high(int id, int number) {
    return (int) (word(id, number) >>> 32);
  }

  private int low(int id, int number) {
    return (int) word(id, number);
  }

  private void high(int id, int number, int value) {
    int at = id * stride + number;
    all[at] = ((long) value << 32) | (all[at] & LOW);
  }

  private void low(int id, int number, int value) {
    int at = id * stride + number;
    all[at] = (all[at] & ~LOW) | (value & LOW);
  }

  /** The bytes of the array, without its header. */
  long bytes() {
    return 8L * all.length;
  }
}
