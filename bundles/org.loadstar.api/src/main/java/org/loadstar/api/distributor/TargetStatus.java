// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetAddress;

/**
 * A target as the distributor sees it.
 *
 * @param address where it is
 * @param port the port it serves
 * @param local whether it is the distributing host itself
 * @param ready whether it takes new connections
 * @param responsiveness 0 to 100: how well it takes them (target server responsiveness)
 * @param active connections that it has now
 * @param weight its configured weight
 */
public record TargetStatus(
    InetAddress address,
    int port,
    boolean local,
    boolean ready,
    int responsiveness,
    long active,
    int weight) {}
