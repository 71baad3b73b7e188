// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import java.util.List;
import java.util.Set;

/**
 * What a session needs of a server. An offer that cannot fulfil it is kept in the ranking as
 * unusable, with the reason.
 *
 * @param tls whether the connection must be encrypted
 * @param pool the LU pool needed, or empty for any
 * @param deviceType the device type of RFC 3049's template ({@code 3270002}), or empty for any
 * @param functions TN3270E functions that the server must advertise ({@code BIND}, {@code
 *     RESPONSES}, {@code SYSREQ}, ...)
 * @param allowedHosts host names, addresses or {@code *.domain} patterns that may be connected to;
 *     empty for any
 */
public record Requirements(
    boolean tls, String pool, String deviceType, Set<String> functions, List<String> allowedHosts) {

  /** Nothing is required. */
  public static Requirements none() {
    return new Requirements(false, "", "", Set.of(), List.of());
  }

  public Requirements {
    functions = Set.copyOf(functions);
    allowedHosts = List.copyOf(allowedHosts);
  }
}
