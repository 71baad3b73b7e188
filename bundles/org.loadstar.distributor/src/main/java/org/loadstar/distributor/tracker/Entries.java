// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.Arrays;

/**
 * Entries side by side in arrays of numbers, without an object for each. An entry has a number that
 * it keeps as long as it lives. Not thread-safe, but what is read while another thread writes is
 * wrong at worst, never a failure.
 *
 * <pre>
 *   word 0 (IPv6: 0 to 3)  the addresses
 *   then                   both ports, and what is known (Meta)
 *                          its place in the order of arrival, and the tick that ends it or 0
 *                          next and previous in the list of that tick, each plus 1
 * </pre>
 */
final class Entries {
  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final long LOW = 0xFFFF_FFFFL;

  private final int words;
  private final int stride;
  private long[][] chunks = {};
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
      int chunk = id >>> CHUNK_SHIFT;
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk + 1 + (chunk >> 2));
      }
      if (chunks[chunk] == null) {
        chunks[chunk] = new long[CHUNK * stride];
      }
    }
    size++;
    long[] chunk = chunks[id >>> CHUNK_SHIFT];
    int at = at(id);
    chunk[at] = key.word0;
    if (words > 1) {
      chunk[at + 1] = key.word1;
      chunk[at + 2] = key.word2;
      chunk[at + 3] = key.word3;
    }
    chunk[at + words] = (long) key.ports << 32;
    chunk[at + words + 1] = 0;
    chunk[at + words + 2] = 0;
    return id;
  }

  void remove(int id) {
    meta(id, 0);
    size--;
    if (size == 0 && chunks.length > 1) {
      chunks = new long[0][];
      used = 0;
      free = -1;
    } else {
      next(id, free + 1);
      free = id;
    }
  }

  boolean is(int id, FourTuple key) {
    long[][] all = chunks;
    int number = id >>> CHUNK_SHIFT;
    if (number >= all.length) {
      return false;
    }
    long[] chunk = all[number];
    if (chunk == null) {
      return false;
    }
    int at = at(id);
    return chunk[at] == key.word0
        && (int) (chunk[at + words] >>> 32) == key.ports
        && (words == 1
            || (chunk[at + 1] == key.word1
                && chunk[at + 2] == key.word2
                && chunk[at + 3] == key.word3));
  }

  /** The first word of an entry. */
  long touch(int id) {
    return word(id, 0);
  }

  void key(int id, FourTuple into) {
    long[] chunk = chunks[id >>> CHUNK_SHIFT];
    int at = at(id);
    into.ipv6 = words > 1;
    into.word0 = chunk[at];
    into.word1 = words > 1 ? chunk[at + 1] : 0;
    into.word2 = words > 1 ? chunk[at + 2] : 0;
    into.word3 = words > 1 ? chunk[at + 3] : 0;
    into.ports = (int) (chunk[at + words] >>> 32);
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

  private int at(int id) {
    return (id & (CHUNK - 1)) * stride;
  }

  private long word(int id, int number) {
    long[][] all = chunks;
    int chunk = id >>> CHUNK_SHIFT;
    long[] there = chunk < all.length ? all[chunk] : null;
    return there == null ? 0 : there[at(id) + number];
  }

  private int high(int id, int number) {
    return (int) (word(id, number) >>> 32);
  }

  private int low(int id, int number) {
    return (int) word(id, number);
  }

  private void high(int id, int number, int value) {
    long[] chunk = chunks[id >>> CHUNK_SHIFT];
    int at = at(id) + number;
    chunk[at] = ((long) value << 32) | (chunk[at] & LOW);
  }

  private void low(int id, int number, int value) {
    long[] chunk = chunks[id >>> CHUNK_SHIFT];
    int at = at(id) + number;
    chunk[at] = (chunk[at] & ~LOW) | (value & LOW);
  }

  /** The bytes of the arrays, without their headers. */
  long bytes() {
    long bytes = 4L * chunks.length;
    for (long[] chunk : chunks) {
      bytes += chunk == null ? 0 : 8L * chunk.length;
    }
    return bytes;
  }
}
