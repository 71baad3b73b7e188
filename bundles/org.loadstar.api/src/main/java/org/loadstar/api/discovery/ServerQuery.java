// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client looks for. Immutable.
 *
 * @param scope one SLP scope; empty means the scope "default" (RFC 3049 section 4.1), {@link
 *     #UNSCOPED} a request of SLPv1 without scope (section 5.1)
 * @param pool the LU pool that must be offered, or empty for any
 * @param deviceType the device type of RFC 3049's template ({@code 3270002}), or empty for any
 * @param daDiscoveryTimeout how long to look for directory agents, zero for not at all, or null for
 *     the value configured for discovery (RFC 3049 section 4.2)
 * @param saMulticastTimeout how long to wait for service agents at the most, or null for the value
 *     configured for discovery (RFC 3049 section 4.3)
 * @param complete whether the list is awaited until it is complete, rather than usable
 * @param networkInterface the name of the one interface to multicast from, or empty for all
 * @param versions the versions of SLP to speak, of those configured; empty for all of them
 */
public record ServerQuery(
    String scope,
    String pool,
    String deviceType,
    @Nullable Duration daDiscoveryTimeout,
    @Nullable Duration saMulticastTimeout,
    boolean complete,
    String networkInterface,
    List<Integer> versions) {

  /** In place of a scope: ask without one. Only SLPv1 can. */
  public static final String UNSCOPED = "unscoped";

  /** A list that is usable will do, by all interfaces and versions. */
  public ServerQuery(
      String scope,
      String pool,
      String deviceType,
      @Nullable Duration daDiscoveryTimeout,
      @Nullable Duration saMulticastTimeout) {
    this(scope, pool, deviceType, daDiscoveryTimeout, saMulticastTimeout, false, "", List.of());
  }

  /** Any server of the default scope. */
  public static ServerQuery any() {
    return new ServerQuery("", "", "", null, null);
  }

  /** The same, awaited until the list is complete. */
  public ServerQuery untilComplete() {
    return new ServerQuery(
        scope,
        pool,
        deviceType,
        daDiscoveryTimeout,
        saMulticastTimeout,
        true,
        networkInterface,
        versions);
  }

  public ServerQuery {
    scope = scope.strip();
    pool = pool.strip();
    deviceType = deviceType.strip();
    networkInterface = networkInterface.strip();
    versions = List.copyOf(versions);
    if ((daDiscoveryTimeout != null && daDiscoveryTimeout.isNegative())
        || (saMulticastTimeout != null && saMulticastTimeout.isNegative())) {
      throw new IllegalArgumentException("a time-out must not be negative");
    }
  }
}
