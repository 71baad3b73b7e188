// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

/**
 * What a plane holds at most for one distributed address.
 *
 * @param connections connections at a time
 * @param halfOpen half-open connections at a time; they never push out an established one
 * @param perSource connections of one client address at a time
 * @param acceptsPerSecond new connections in a second
 * @param connectMillis how long a connection may be half-open
 * @param idleSeconds that nothing may pass over an established connection; 0 for any time
 */
public record PlaneLimits(
    int connections,
    int halfOpen,
    int perSource,
    int acceptsPerSecond,
    int connectMillis,
    int idleSeconds) {
  public PlaneLimits {
    if (connections < 1
        || halfOpen < 1
        || perSource < 1
        || acceptsPerSecond < 1
        || connectMillis < 1) {
      throw new IllegalArgumentException("a limit of a plane is at least 1");
    }
    if (idleSeconds < 0) {
      throw new IllegalArgumentException("a limit of idle connections is 0 or more");
    }
  }

  /** Limits under which an established connection may be idle for any time. */
  public PlaneLimits(
      int connections, int halfOpen, int perSource, int acceptsPerSecond, int connectMillis) {
    this(connections, halfOpen, perSource, acceptsPerSecond, connectMillis, 0);
  }
}
