// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.concurrent.atomic.AtomicLong;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;

/** A target of a distributed address, with its counts. Thread-safe. */
final class Owner {
  final int number;
  final Vip vip;
  final String target;
  private final AtomicLong halfOpen = new AtomicLong();
  private final AtomicLong established = new AtomicLong();
  private final AtomicLong closing = new AtomicLong();
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  Owner(int number, Vip vip, String target) {
    this.number = number;
    this.vip = vip;
    this.target = target;
  }

  void add(ConnectionState state, int count) {
    switch (state) {
      case HALF_OPEN -> halfOpen.addAndGet(count);
      case ESTABLISHED -> established.addAndGet(count);
      case CLOSING -> closing.addAndGet(count);
      case CLOSED -> {}
    }
  }

  void began() {
    total.incrementAndGet();
  }

  void refused() {
    refused.incrementAndGet();
  }

  TargetCounts counts() {
    return new TargetCounts(
        established.get(), closing.get(), halfOpen.get(), total.get(), refused.get());
  }

  /** Whether any connection is its own. */
  boolean isBusy() {
    return halfOpen.get() + established.get() + closing.get() > 0;
  }

  /** A connection of its own, for those who ask. */
  TrackedConnection connection(ConnectionKey key, int meta) {
    return new TrackedConnection(key, vip.name, target, Meta.state(meta), Meta.cause(meta));
  }
}
