// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.PlaneLimits;

/** Holds the connections of a distributed address within its limits. Thread-safe. */
final class Admission {
  // Guarded by this.
  private final Map<InetAddress, Integer> sources = new HashMap<>();
  private PlaneLimits limits;
  private int connections;
  private int halfOpen;
  private double tokens;
  private long filledNanos;

  /** With all that may be accepted in a second. */
  Admission(PlaneLimits limits, long nanos) {
    this.limits = limits;
    this.tokens = limits.acceptsPerSecond();
    this.filledNanos = nanos;
  }

  /** Takes other limits; what is admitted stays. */
  synchronized void limits(PlaneLimits changed) {
    limits = changed;
  }

  /** How long a connection may be half-open, in milliseconds. */
  synchronized int connectMillis() {
    return limits.connectMillis();
  }

  /** How long nothing may pass over an established connection, in seconds; 0 for any time. */
  synchronized int idleSeconds() {
    return limits.idleSeconds();
  }

  /**
   * Admits a half-open connection.
   *
   * @param nanos the time
   * @return null, or why not
   */
  synchronized @Nullable String admit(InetAddress source, long nanos) {
    int most = limits.acceptsPerSecond();
    tokens = Math.min(most, tokens + (nanos - filledNanos) * (most / 1e9));
    filledNanos = nanos;
    if (tokens < 1) {
      return "too many connections in a second";
    }
    if (connections >= limits.connections()) {
      return "too many connections";
    }
    if (halfOpen >= limits.halfOpen()) {
      return "too many half-open connections";
    }
    int ofSource = sources.getOrDefault(source, 0);
    if (ofSource >= limits.perSource()) {
      return "too many connections of one client";
    }
    tokens--;
    connections++;
    halfOpen++;
    sources.put(source, ofSource + 1);
    return null;
  }

  /** One that was half-open is no more. */
  synchronized void established() {
    halfOpen--;
  }

  /** One that is not half-open is over. */
  synchronized void closed(InetAddress source) {
    connections--;
    sources.compute(source, (s, count) -> count == null || count <= 1 ? null : count - 1);
  }
}
