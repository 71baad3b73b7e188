// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to find, choose and talk to a server: what RFC 3049 section 5.1 says a client must let its
 * user configure, and what TN3270E needs. Immutable.
 *
 * @param name of the profile
 * @param slp whether to find the server by SLP; if not, {@code hosts} are tried in order and not
 *     one SLP packet is sent
 * @param scope one SLP scope, empty for "default"
 * @param daDiscoveryTimeout zero for no directory agent discovery, null for discovery's own value
 * @param saMulticastTimeout null for discovery's own value
 * @param hosts the servers used when {@code slp} is off
 * @param luPool the pool to find and to ask for, or empty
 * @param luName the one logical unit to ask for, or empty; at most one of the two is set
 * @param deviceType TN3270E device type, for example {@code IBM-3278-2-E}
 * @param functions TN3270E functions to ask for: {@code BIND-IMAGE}, {@code RESPONSES}, {@code
 *     SYSREQ}
 * @param codePage EBCDIC code page, for example {@code 037}
 * @param tls whether the connection must be encrypted
 * @param allowedHosts hosts that discovery may lead to; empty for any
 * @param reconnect whether to move to the next server when the connection is lost
 */
public record SessionProfile(
    String name,
    boolean slp,
    String scope,
    @Nullable Duration daDiscoveryTimeout,
    @Nullable Duration saMulticastTimeout,
    List<HostPort> hosts,
    String luPool,
    String luName,
    String deviceType,
    Set<String> functions,
    String codePage,
    boolean tls,
    List<String> allowedHosts,
    boolean reconnect) {

  /** The device type asked for where none is configured. */
  public static final String DEFAULT_DEVICE_TYPE = "IBM-3278-2-E";

  /** The functions asked for where none are configured. */
  public static final Set<String> DEFAULT_FUNCTIONS = Set.of("BIND-IMAGE", "RESPONSES", "SYSREQ");

  public SessionProfile {
    hosts = List.copyOf(hosts);
    functions = Set.copyOf(functions);
    allowedHosts = List.copyOf(allowedHosts);
    if (!luPool.isEmpty() && !luName.isEmpty()) {
      throw new IllegalArgumentException(
          "profile " + name + ": luPool and luName exclude each other");
    }
  }

  /** Finds any server of the default scope by SLP. */
  public static SessionProfile discovering(String name) {
    return new SessionProfile(
        name,
        true,
        "",
        null,
        null,
        List.of(),
        "",
        "",
        DEFAULT_DEVICE_TYPE,
        DEFAULT_FUNCTIONS,
        "037",
        false,
        List.of(),
        true);
  }

  /** Connects to one server, without SLP. */
  public static SessionProfile to(HostPort host) {
    return new SessionProfile(
        host.toString(),
        false,
        "",
        null,
        null,
        List.of(host),
        "",
        "",
        DEFAULT_DEVICE_TYPE,
        DEFAULT_FUNCTIONS,
        "037",
        false,
        List.of(),
        false);
  }

  /** The same with another pool. */
  public SessionProfile withPool(String pool) {
    return new SessionProfile(
        name,
        slp,
        scope,
        daDiscoveryTimeout,
        saMulticastTimeout,
        hosts,
        pool,
        "",
        deviceType,
        functions,
        codePage,
        tls,
        allowedHosts,
        reconnect);
  }

  /** The same with another device type. */
  public SessionProfile withDeviceType(String type) {
    return new SessionProfile(
        name,
        slp,
        scope,
        daDiscoveryTimeout,
        saMulticastTimeout,
        hosts,
        luPool,
        luName,
        type,
        functions,
        codePage,
        tls,
        allowedHosts,
        reconnect);
  }
}
