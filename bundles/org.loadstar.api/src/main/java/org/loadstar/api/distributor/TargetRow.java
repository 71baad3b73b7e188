// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetAddress;

/**
 * A target, as a plane has to know it.
 *
 * @param name its name
 * @param address where it is
 * @param port its port, or 0 for the one that the client asked for
 * @param local whether it is the distributing host itself: its connections are not forwarded
 * @param maxConnections most connections at a time, or 0 for no limit
 * @param queue whether connections over the limit wait for a place (as long as {@link
 *     PlaneLimits#connectMillis()}); else the next slot's target takes them
 * @param proxyProtocol the version of the PROXY protocol to tell it the client by, 1 or 2, or 0 for
 *     none
 */
public record TargetRow(
    String name,
    InetAddress address,
    int port,
    boolean local,
    int maxConnections,
    boolean queue,
    int proxyProtocol) {
  public TargetRow {
    if (port < 0 || port > 0xFFFF || maxConnections < 0) {
      throw new IllegalArgumentException(
          "target '" + name + "' with port " + port + " and " + maxConnections + " connections");
    }
    if (proxyProtocol < 0 || proxyProtocol > 2) {
      throw new IllegalArgumentException("PROXY protocol version " + proxyProtocol);
    }
  }
}
