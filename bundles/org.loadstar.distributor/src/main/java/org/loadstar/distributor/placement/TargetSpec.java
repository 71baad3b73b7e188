// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.PortRange;

/**
 * A target of a distributed address, as it is configured.
 *
 * @param name its name
 * @param address where it is
 * @param port its port, or 0 for the one that the client asked for
 * @param weight 0 to {@link #MAX_WEIGHT}; 0 gets no new connection
 * @param rank for HOTSTANDBY: the greatest is the preferred target, as in a VIPABACKUP chain
 * @param maxConnections most connections at a time, or 0 for no limit
 * @param queue whether connections over the limit wait for a place
 * @param slowStartSeconds how long its weight grows after it has come up, or 0 for at once
 * @param local whether it is the distributing host itself
 * @param proxyProtocol the version of the PROXY protocol that it speaks, or 0 for none
 * @param slice the ports of the distributed address that belong to it, if any
 * @param health when it is up or down
 * @param drained whether it gets no new connection, until an operator resumes it
 */
public record TargetSpec(
    String name,
    InetAddress address,
    int port,
    int weight,
    int rank,
    int maxConnections,
    boolean queue,
    int slowStartSeconds,
    boolean local,
    int proxyProtocol,
    @Nullable PortRange slice,
    HealthRule health,
    boolean drained) {
  /** The greatest weight. */
  public static final int MAX_WEIGHT = 1_000_000;

  public TargetSpec {
    if (weight < 0 || weight > MAX_WEIGHT || slowStartSeconds < 0) {
      throw new IllegalArgumentException(
          "target '"
              + name
              + "': weight "
              + weight
              + " is 0 to "
              + MAX_WEIGHT
              + ", slowStartSeconds "
              + slowStartSeconds
              + " 0 and more");
    }
  }
}
