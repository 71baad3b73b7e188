// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.concurrent.locks.StampedLock;

/** A part of the table of connections, written by one thread at a time, under its lock. */
final class Shard {
  final StampedLock lock = new StampedLock();
  final FourTuple scratch = new FourTuple();
  final EntryTable open4;
  final EntryTable open6;
  final EntryTable half4;
  final EntryTable half6;

  Shard(Seed seed) {
    open4 = new EntryTable(seed, FourTuple.WORDS4);
    open6 = new EntryTable(seed, FourTuple.WORDS6);
    half4 = new EntryTable(seed, FourTuple.WORDS4);
    half6 = new EntryTable(seed, FourTuple.WORDS6);
  }

  EntryTable table(FourTuple key, boolean half) {
    return half ? (key.ipv6 ? half6 : half4) : key.ipv6 ? open6 : open4;
  }

  /** Reads what a change needs; where another thread writes it is of no use. */
  long touch(FourTuple key, long hash) {
    EntryTable open = table(key, false);
    EntryTable half = table(key, true);
    return open.touch(hash) + open.touchRest(hash) + half.touch(hash) + half.touchRest(hash);
  }

  int meta(long hash, FourTuple key) {
    int meta = table(key, false).meta(hash, key);
    if (meta != 0) {
      return meta;
    }
    EntryTable half = table(key, true);
    return half.size() == 0 ? 0 : half.meta(hash, key);
  }
}
