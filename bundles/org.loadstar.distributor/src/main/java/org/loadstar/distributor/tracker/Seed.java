// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.security.SecureRandom;

/**
 * The secret by which keys are hashed, with SipHash-1-3: who does not know it cannot choose
 * addresses and ports that collide, whatever he may find out by the time that lookups take.
 *
 * @param low the lower half
 * @param high the upper half
 */
public record Seed(long low, long high) {
  /** A secret that nobody knows. */
  public static Seed random() {
    SecureRandom random = new SecureRandom();
    return new Seed(random.nextLong(), random.nextLong());
  }

  long hash(FourTuple key) {
    State state = new State(low, high);
    state.add(key.word0);
    int words = FourTuple.WORDS4;
    if (key.ipv6) {
      state.add(key.word1);
      state.add(key.word2);
      state.add(key.word3);
      words = FourTuple.WORDS6;
    }
    state.add(((words * 8L + 4) << 56) | Integer.toUnsignedLong(key.ports));
    return state.end();
  }

  /** Four numbers that a compiler keeps in registers. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long low, long high) {
      v0 = low ^ 0x736f6d6570736575L;
      v1 = high ^ 0x646f72616e646f6dL;
      v2 = low ^ 0x6c7967656e657261L;
      v3 = high ^ 0x7465646279746573L;
    }

    void add(long word) {
      v3 ^= word;
      round();
      v0 ^= word;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }

    long end() {
      v2 ^= 0xFF;
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }
  }
}
