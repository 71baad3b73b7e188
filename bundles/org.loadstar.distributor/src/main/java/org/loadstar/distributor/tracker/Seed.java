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
  private static final int FINAL_ROUNDS = 3;

  /** A secret that nobody knows. */
  public static Seed random() {
    SecureRandom random = new SecureRandom();
    return new Seed(random.nextLong(), random.nextLong());
  }

  long hash(FourTuple key) {
    int words = key.ipv6 ? FourTuple.WORDS6 : FourTuple.WORDS4;
    long last = ((words * 8L + 4) << 56) | Integer.toUnsignedLong(key.ports);
    long v0 = low ^ 0x736f6d6570736575L;
    long v1 = high ^ 0x646f72616e646f6dL;
    long v2 = low ^ 0x6c7967656e657261L;
    long v3 = high ^ 0x7465646279746573L;
    int rounds = words + 1 + FINAL_ROUNDS;
    for (int i = 0; i < rounds; i++) {
      long word = i == words ? last : i < words ? word(key, i) : 0;
      v3 ^= word;
      v2 ^= i == words + 1 ? 0xFF : 0;
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
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private static long word(FourTuple key, int number) {
    return switch (number) {
      case 0 -> key.word0;
      case 1 -> key.word1;
      case 2 -> key.word2;
      default -> key.word3;
    };
  }
}
