// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;

/**
 * Every connection by its four numbers. Bounded; half-open connections have tables and a bound of
 * their own, so that they never take the place of another. Nothing is pushed out: what finds the
 * table full is refused. Established connections have no end but the one that is told.
 *
 * <p>Thread-safe. The table is cut in shards by hash. In a shard one thread writes at a time; a
 * reader takes no lock: it looks, and looks again if the shard was written to meanwhile, at last
 * under the lock. So it sees every entry as it was between two writes, never half of one.
 */
final class ConnectionTable {
  /** The table is full; see {@link #update}. */
  static final int FULL = -1;

  static final int SHARD_BITS = 4;
  private static final int TRIES = 3;

  /** Gets every change, in the order of the changes of that connection. Called under a lock. */
  interface Watcher {
    /**
     * A connection has changed.
     *
     * @param key only for this call
     * @param before what was known of it; 0 where it is new
     * @param after what is known of it; 0 where it is over
     */
    void changed(FourTuple key, int before, int after);
  }

  /**
   * Makes something of what is known of a connection.
   *
   * @param <T> what it makes
   */
  interface Reader<T> {
    /**
     * What is to be told. It counts if nothing has changed meanwhile, and is asked for again else.
     *
     * @param meta what is known; 0 for nothing
     */
    @Nullable T read(int meta);
  }

  /** Gets entries. Called under a lock. */
  interface Visitor {
    void entry(FourTuple key, int meta, int born);
  }

  private final Seed seed;
  private final Watcher watcher;
  private final Shard[] shards = new Shard[1 << SHARD_BITS];
  private final Bound open;
  private final Bound half;
  private final AtomicInteger arrivals = new AtomicInteger();

  /** How many there are, and may be. */
  private static final class Bound {
    final int most;
    final AtomicInteger now = new AtomicInteger();

    Bound(int most) {
      this.most = most;
    }

    boolean take() {
      int before;
      do {
        before = now.get();
        if (before >= most) {
          return false;
        }
      } while (!now.compareAndSet(before, before + 1));
      return true;
    }

    void give() {
      now.decrementAndGet();
    }
  }

  /**
   * An empty table.
   *
   * @param connections most connections that are not half-open
   * @param halfOpen most half-open connections
   */
  ConnectionTable(Seed seed, int connections, int halfOpen, Watcher watcher) {
    this.seed = seed;
    this.watcher = watcher;
    this.open = new Bound(connections);
    this.half = new Bound(halfOpen);
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new Shard(seed);
    }
  }

  /** Connections that are not half-open. */
  int size() {
    return open.now.get();
  }

  /** Half-open connections. */
  int halfOpen() {
    return half.now.get();
  }

  /** The order of arrival of the next connection. */
  int arrivals() {
    return arrivals.get();
  }

  private Shard shard(long hash) {
    return shards[(int) (hash >>> (Long.SIZE - SHARD_BITS))];
  }

  /** What is known of a connection ({@link Meta}); 0 where there is none. */
  int find(FourTuple key) {
    Integer meta = find(key, Integer::valueOf);
    return meta == null ? 0 : meta;
  }

  /** What a reader makes of a connection. */
  <T> @Nullable T find(FourTuple key, Reader<T> reader) {
    long hash = seed.hash(key);
    Shard shard = shard(hash);
    for (int i = 0; i < TRIES; i++) {
      long stamp = shard.lock.tryOptimisticRead();
      if (stamp != 0) {
        T told = reader.read(shard.meta(hash, key));
        if (shard.lock.validate(stamp)) {
          return told;
        }
      }
    }
    long stamp = shard.lock.readLock();
    try {
      return reader.read(shard.meta(hash, key));
    } finally {
      shard.lock.unlockRead(stamp);
    }
  }

  /**
   * What a reader makes of many connections. The memory that all of them need is asked for before
   * the first is looked at: most of the time of a lookup is that of waiting for it.
   */
  void find(Burst burst, int count, Reader<String> reader) {
    for (int i = 0; i < shards.length; i++) {
      burst.stamps[i] = shards[i].lock.tryOptimisticRead();
    }
    long near = hash(burst, count);
    for (int i = 0; i < count; i++) {
      long hash = burst.hashes[i];
      near += shard(hash).table(burst.keys[i], false).touch(hash);
    }
    burst.near = near;
    for (int i = 0; i < count; i++) {
      long hash = burst.hashes[i];
      burst.targets[i] = reader.read(shard(hash).meta(hash, burst.keys[i]));
    }
    for (int i = 0; i < shards.length; i++) {
      if (burst.stamps[i] == 0 || !shards[i].lock.validate(burst.stamps[i])) {
        again(burst, count, reader, shards[i]);
      }
    }
  }

  private long hash(Burst burst, int count) {
    for (int i = 0; i < count; i++) {
      burst.hashes[i] = seed.hash(burst.keys[i]);
    }
    return burst.near;
  }

  private void again(Burst burst, int count, Reader<String> reader, Shard written) {
    for (int i = 0; i < count; i++) {
      if (shard(burst.hashes[i]) == written) {
        burst.targets[i] = find(burst.keys[i], reader);
      }
    }
  }

  /**
   * Does something for each of many connections that changes what is known of it. The memory that
   * this needs is asked for ahead, for many together.
   */
  <T> void each(
      Burst burst, List<T> all, Function<T, ConnectionKey> key, BiConsumer<FourTuple, T> action) {
    for (int from = 0; from < all.size(); from += burst.most()) {
      List<T> some = all.subList(from, Math.min(all.size(), from + burst.most()));
      int count = 0;
      for (T one : some) {
        burst.keys[count++].set(key.apply(one));
      }
      near(burst, count);
      count = 0;
      for (T one : some) {
        action.accept(burst.keys[count++], one);
      }
    }
  }

  /** Many connections are about to be changed: asks for the memory that this needs. */
  void near(Burst burst, int count) {
    long near = hash(burst, count);
    for (int i = 0; i < count; i++) {
      long hash = burst.hashes[i];
      near += shard(hash).touch(burst.keys[i], hash);
    }
    burst.near = near;
  }

  /**
   * Changes what is known of a connection.
   *
   * @param change gets what is known, 0 for nothing, and answers what is to be known then, with
   *     {@link Meta#FRESH} where that is another connection with the same key
   * @param tick that ends it where it is half-open or closing
   * @return what is known now, or {@link #FULL} where there was no room for it; then what was known
   *     before is gone
   */
  int update(FourTuple key, IntUnaryOperator change, int tick) {
    long hash = seed.hash(key);
    Shard shard = shard(hash);
    long stamp = shard.lock.writeLock();
    try {
      boolean half = false;
      EntryTable from = shard.table(key, false);
      int id = from.find(hash, key);
      if (id < 0) {
        half = true;
        from = shard.table(key, true);
        id = from.size() == 0 ? -1 : from.find(hash, key);
      }
      int before = id < 0 ? 0 : from.meta(id);
      int answer = change.applyAsInt(before);
      int after = answer & ~(Meta.FRESH | Meta.DOUBTED);
      if (before == 0 && after == 0) {
        return 0;
      }
      boolean fresh = before == 0 || Meta.has(answer, Meta.FRESH);
      int born = fresh ? arrivals.getAndIncrement() : from.born(id);
      boolean toHalf = Meta.state(after) == ConnectionState.HALF_OPEN;
      boolean stays = before != 0 && after != 0 && half == toHalf;
      if (before != 0 && !stays) {
        from.remove(id);
        bound(half).give();
      }
      if (after != 0 && !stays && !bound(toHalf).take()) {
        after = 0;
      }
      if (after != 0) {
        EntryTable to = shard.table(key, toHalf);
        int at = id;
        if (stays) {
          to.meta(at, after);
          to.born(at, born);
        } else {
          at = to.add(hash, key, after, born);
        }
        to.end(hash, at, Meta.state(after) == ConnectionState.ESTABLISHED ? 0 : tick);
      }
      tell(key, before, after, fresh);
      return after == 0 && answer != 0 ? FULL : after;
    } finally {
      shard.lock.unlockWrite(stamp);
    }
  }

  private void tell(FourTuple key, int before, int after, boolean fresh) {
    if (fresh && before != 0 && after != 0) {
      watcher.changed(key, before, 0);
      watcher.changed(key, 0, after);
    } else if (before != after) {
      watcher.changed(key, before, after);
    }
  }

  private Bound bound(boolean halfOpen) {
    return halfOpen ? half : open;
  }

  /**
   * Ends the connections whose tick was reached, closing ones when it was reached twice: they may
   * have much to tell still, which who told of them is to be asked.
   *
   * @param grace ticks until the second time
   * @param over gets what is known of each, under a lock
   */
  void advance(int tick, int grace, IntConsumer over) {
    for (Shard shard : shards) {
      long stamp = shard.lock.writeLock();
      try {
        advance(tick, grace, over, shard, shard.open4, open);
        advance(tick, grace, over, shard, shard.open6, open);
        advance(tick, grace, over, shard, shard.half4, half);
        advance(tick, grace, over, shard, shard.half6, half);
      } finally {
        shard.lock.unlockWrite(stamp);
      }
    }
  }

  private void advance(
      int tick, int grace, IntConsumer over, Shard shard, EntryTable table, Bound bound) {
    table.advance(
        tick,
        id -> {
          int meta = table.meta(id);
          over.accept(meta);
          if (Meta.state(meta) == ConnectionState.CLOSING && !Meta.has(meta, Meta.DOUBTED)) {
            table.meta(id, meta | Meta.DOUBTED);
            table.key(id, shard.scratch);
            table.end(seed.hash(shard.scratch), id, tick + grace);
          } else {
            remove(shard, table, id, bound);
          }
        });
  }

  /** Ends the connections of which this is known. */
  void removeIf(IntPredicate which) {
    for (Shard shard : shards) {
      long stamp = shard.lock.writeLock();
      try {
        removeIf(which, shard, shard.open4, open);
        removeIf(which, shard, shard.open6, open);
        removeIf(which, shard, shard.half4, half);
        removeIf(which, shard, shard.half6, half);
      } finally {
        shard.lock.unlockWrite(stamp);
      }
    }
  }

  private void removeIf(IntPredicate which, Shard shard, EntryTable table, Bound bound) {
    int slot = 0;
    while (slot < table.slots()) {
      int meta = table.meta(slot);
      if (meta != 0 && which.test(meta)) {
        remove(shard, table, slot, bound); // Another may be in its slot now.
      } else {
        slot++;
      }
    }
  }

  private void remove(Shard shard, EntryTable table, int id, Bound bound) {
    int before = table.meta(id);
    table.key(id, shard.scratch);
    table.remove(id);
    bound.give();
    watcher.changed(shard.scratch, before, 0);
  }

  /** Visits every connection; those that come or go meanwhile are visited or not. */
  void forEach(Visitor visitor) {
    for (Shard shard : shards) {
      long stamp = shard.lock.readLock();
      try {
        FourTuple key = new FourTuple();
        visit(visitor, key, shard.open4);
        visit(visitor, key, shard.open6);
        visit(visitor, key, shard.half4);
        visit(visitor, key, shard.half6);
      } finally {
        shard.lock.unlockRead(stamp);
      }
    }
  }

  private static void visit(Visitor visitor, FourTuple key, EntryTable table) {
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.meta(slot) != 0) {
        table.key(slot, key);
        visitor.entry(key, table.meta(slot), table.born(slot));
      }
    }
  }

  /** The bytes of all arrays. */
  long bytes() {
    long bytes = 0;
    for (Shard shard : shards) {
      long stamp = shard.lock.readLock();
      try {
        bytes +=
            shard.open4.bytes() + shard.open6.bytes() + shard.half4.bytes() + shard.half6.bytes();
      } finally {
        shard.lock.unlockRead(stamp);
      }
    }
    return bytes;
  }
}
