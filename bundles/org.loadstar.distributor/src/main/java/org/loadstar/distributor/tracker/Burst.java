// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import org.jspecify.annotations.Nullable;

/**
 * Many connections that are looked up or changed together, which takes less time than one after the
 * other. Used again and again; not thread-safe.
 */
public final class Burst {
  /** A good number of connections: their memory is near at the same time. */
  public static final int GOOD = 64;

  final FourTuple[] keys;
  final long[] hashes;
  final @Nullable String[] targets;
  final long[] stamps = new long[1 << ConnectionTable.SHARD_BITS];

  /** What was read ahead; kept so that it is read. */
  long near;

  /**
   * An empty one.
   *
   * @param most connections; {@link #GOOD} is a good number
   */
  public Burst(int most) {
    keys = new FourTuple[most];
    for (int i = 0; i < most; i++) {
      keys[i] = new FourTuple();
    }
    hashes = new long[most];
    targets = new String[most];
  }

  int most() {
    return keys.length;
  }

  /** The key of a connection, to be set. */
  public FourTuple key(int number) {
    return keys[number];
  }

  /** The name of the target that has a connection, or null, after the lookup. */
  public @Nullable String target(int number) {
    return targets[number];
  }
}
