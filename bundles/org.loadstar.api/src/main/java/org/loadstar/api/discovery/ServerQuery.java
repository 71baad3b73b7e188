// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client looks for.
 *
 * @param scope one SLP scope; empty means the scope "default" (RFC 3049 section 4.1)
 * @param pool the LU pool that must be offered, or empty for any
 * @param deviceType the device type of RFC 3049's template ({@code 3270002}), or empty for any
 * @param daDiscoveryTimeout how long to look for directory agents, zero for not at all, or null for
 *     the value configured for discovery (RFC 3049 section 4.2)
 * @param saMulticastTimeout how long to wait for service agents at the most, or null for the value
 *     configured for discovery (RFC 3049 section 4.3)
 */
public record ServerQuery(
    String scope,
    String pool,
    String deviceType,
    @Nullable Duration daDiscoveryTimeout,
    @Nullable Duration saMulticastTimeout) {

  /** Any server of the default scope. */
  public static ServerQuery any() {
    return new ServerQuery("", "", "", null, null);
  }

  public ServerQuery {
    scope = scope.strip();
    pool = pool.strip();
    deviceType = deviceType.strip();
    if ((daDiscoveryTimeout != null && daDiscoveryTimeout.isNegative())
        || (saMulticastTimeout != null && saMulticastTimeout.isNegative())) {
      throw new IllegalArgumentException("a time-out must not be negative");
    }
  }
}
