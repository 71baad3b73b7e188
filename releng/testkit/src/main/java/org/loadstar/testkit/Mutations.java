// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Seeded mutation of valid inputs. Every run prints its seed; a failure prints the input that
 * caused it, so that it can be kept as a case of its own.
 */
public final class Mutations {
  private static final int[] INTERESTING = {0, 1, 0x7F, 0x80, 0xFE, 0xFF};

  private final Random random;
  private final List<byte[]> corpus;
  private final int protectedPrefix;

  private Mutations(long seed, List<byte[]> corpus, int protectedPrefix) {
    this.random = new Random(seed);
    this.corpus = corpus;
    this.protectedPrefix = protectedPrefix;
  }

  /** What is done with each mutated input; anything it throws fails the run. */
  @FunctionalInterface
  public interface Target {
    void accept(byte[] input) throws Exception;
  }

  /** The number of runs per decoder: system property {@code loadstar.mutations}, else 100,000. */
  public static int runs() {
    return Integer.getInteger("loadstar.mutations", 100_000);
  }

  /**
   * Feeds {@link #runs()} mutated inputs to the target.
   *
   * @param name of the decoder, for the printed seed
   * @param corpus valid inputs, at least one per message type
   * @param protectedPrefix bytes at the front that two thirds of the mutations leave alone, so that
   *     enough inputs get past a header check
   */
  public static void run(String name, List<byte[]> corpus, int protectedPrefix, Target target) {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    int runs = runs();
    System.out.println("mutations " + name + " seed " + seed + " runs " + runs);
    Mutations mutations = new Mutations(seed, corpus, protectedPrefix);
    for (int i = 0; i < runs; i++) {
      byte[] input = mutations.next();
      try {
        target.accept(input);
      } catch (Exception | StackOverflowError | AssertionError | OutOfMemoryError fault) {
        throw new AssertionError(
            name + " failed, seed " + seed + " run " + i + ": " + HexFormat.of().formatHex(input),
            fault);
      }
    }
  }

  private byte[] next() {
    byte[] base = corpus.get(random.nextInt(corpus.size())).clone();
    int from = random.nextInt(3) == 0 ? 0 : Math.min(protectedPrefix, base.length);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      base = change(base, from);
    }
    return base;
  }

  private byte[] change(byte[] in, int from) {
    if (in.length <= from) {
      return insert(in, in.length);
    }
    int at = from + random.nextInt(in.length - from);
    switch (random.nextInt(7)) {
      case 0 -> in[at] = (byte) random.nextInt(256);
      case 1 -> in[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> in[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
      case 3 -> {
        return truncate(in, at);
      }
      case 4 -> {
        return insert(in, at);
      }
      case 5 -> {
        return remove(in, at);
      }
      default -> {
        return splice(in, at);
      }
    }
    return in;
  }

  private static byte[] truncate(byte[] in, int at) {
    return java.util.Arrays.copyOf(in, at);
  }

  private byte[] insert(byte[] in, int at) {
    int count = 1 + random.nextInt(8);
    byte[] out = new byte[in.length + count];
    System.arraycopy(in, 0, out, 0, at);
    for (int i = 0; i < count; i++) {
      out[at + i] = (byte) random.nextInt(256);
    }
    System.arraycopy(in, at, out, at + count, in.length - at);
    return out;
  }

  private byte[] remove(byte[] in, int at) {
    int count = Math.min(1 + random.nextInt(8), in.length - at);
    byte[] out = new byte[in.length - count];
    System.arraycopy(in, 0, out, 0, at);
    System.arraycopy(in, at + count, out, at, in.length - at - count);
    return out;
  }

  private byte[] splice(byte[] in, int at) {
    byte[] other = corpus.get(random.nextInt(corpus.size()));
    if (other.length == 0) {
      return in;
    }
    int start = random.nextInt(other.length);
    int count = Math.min(other.length - start, 1 + random.nextInt(32));
    byte[] out = new byte[at + count];
    System.arraycopy(in, 0, out, 0, at);
    System.arraycopy(other, start, out, at, count);
    return out;
  }
}
