// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.util.concurrent.atomic.LongAdder;
import org.loadstar.slp.endpoint.SlpCounters;

/** Counts datagrams. Thread-safe. */
final class Tally {
  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder refused = new LongAdder();

  SlpCounters counters() {
    return new SlpCounters(sent.sum(), received.sum(), refused.sum());
  }
}
