// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.Arrays;

/**
 * Times that end entries, by tick. An entry is noted by its hash, not by its place, which may
 * change; nothing is taken back: who asks for what is due looks whether it is so still. So a note
 * is written at the end of a list, and what is due is known before the first of it is looked at.
 * Ticks far away go round more than once. Not thread-safe.
 */
final class TimerWheel {
  private static final int BUCKETS = 256;
  private static final int LEAST = 4;
  private static final long[] NONE = {};

  /** The lower half of a hash, and the tick; made when the first time is set. */
  private long[][] notes = {};

  private int[] counts = {};
  private int current;
  private int size;

  /** Notes of all ticks. */
  int size() {
    return size;
  }

  /** Forgets all notes. */
  void clear() {
    notes = new long[0][];
    counts = new int[0];
    size = 0;
  }

  /** Notes a tick; one that was reached already is due the next time. */
  void add(int hash, int tick) {
    if (notes.length == 0) {
      notes = new long[BUCKETS][];
      Arrays.fill(notes, NONE);
      counts = new int[BUCKETS];
    }
    put((tick - current > 0 ? tick : current + 1) & (BUCKETS - 1), note(hash, tick));
    size++;
  }

  private static long note(int hash, int tick) {
    return ((long) hash << 32) | Integer.toUnsignedLong(tick);
  }

  private void put(int bucket, long note) {
    int count = counts[bucket]++;
    long[] there = notes[bucket];
    if (count == there.length) {
      there = Arrays.copyOf(there, Math.max(LEAST, 2 * count));
      notes[bucket] = there;
    }
    there[count] = note;
  }

  /** Time has passed: takes out the hashes whose tick was reached. */
  int[] take(int tick) {
    int steps = Math.min(BUCKETS, tick - current);
    current = Math.max(current, tick);
    int[] due = {};
    int found = 0;
    for (int i = 0; i < steps && size > 0; i++) {
      int bucket = (tick - i) & (BUCKETS - 1);
      int count = counts[bucket];
      long[] there = notes[bucket];
      counts[bucket] = 0;
      notes[bucket] = NONE;
      due = Arrays.copyOf(due, found + count);
      for (int j = 0; j < count; j++) {
        if ((int) there[j] - tick <= 0) {
          due[found++] = (int) (there[j] >>> 32);
        } else {
          put(bucket, there[j]);
        }
      }
    }
    size -= found;
    return Arrays.copyOf(due, found);
  }

  /** The bytes of the lists, without their headers. */
  long bytes() {
    long bytes = 0;
    for (long[] there : notes) {
      bytes += 8L * there.length;
    }
    return bytes;
  }
}
