// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.loadstar.net.NetworkStack;

/** The clock of the network stack that is here, or was here last. Thread-safe. */
final class StackClock extends Clock {
  private volatile Clock current = Clock.systemUTC();

  void network(NetworkStack network) {
    current = network.clock();
  }

  @Override
  public Instant instant() {
    return current.instant();
  }

  @Override
  public long millis() {
    return current.millis();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return current.withZone(zone);
  }
}
