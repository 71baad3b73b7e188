// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpException;

/** The configuration, checked. */
record Settings(
    Scopes scopes,
    List<InetAddress> directoryAgents,
    Duration daDiscoveryTimeout,
    Duration saMulticastTimeout,
    AllowedHosts allowedHosts) {
  private static final int MOST_MILLIS = 600_000;

  static final Settings DEFAULT =
      new Settings(
          Scopes.DEFAULT,
          List.of(),
          Duration.ofSeconds(3),
          Duration.ofSeconds(15),
          new AllowedHosts());

  /** Refuses wrong values, naming key, value and what is allowed. */
  static Settings of(DiscoveryComponent.Config config) {
    List<InetAddress> agents = new ArrayList<>();
    for (String text : config.directoryAgents()) {
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(text.strip());
      if (address == null) {
        throw new IllegalArgumentException("directoryAgents: '" + text + "' is no IP address");
      }
      agents.add(address);
    }
    Scopes scopes = scopes("scopes", String.join(",", config.scopes()));
    return new Settings(
        scopes.isEmpty() ? Scopes.DEFAULT : scopes,
        List.copyOf(agents),
        millis("daDiscoveryTimeoutMillis", config.daDiscoveryTimeoutMillis()),
        millis("saMulticastTimeoutMillis", config.saMulticastTimeoutMillis()),
        new AllowedHosts(config.allowedHosts()));
  }

  /** A scope list, where the key names it in the refusal. */
  static Scopes scopes(String key, String list) {
    try {
      return Scopes.parse(list);
    } catch (SlpException wrong) {
      throw new IllegalArgumentException(
          key + ": '" + list + "' is no scope list; allowed are names without (),\\!<=>~;*+",
          wrong);
    }
  }

  private static Duration millis(String key, int value) {
    if (value < 0 || value > MOST_MILLIS) {
      throw new IllegalArgumentException(key + ": " + value + " is not in 0.." + MOST_MILLIS);
    }
    return Duration.ofMillis(value);
  }

  List<InetSocketAddress> directoryAgents(int port) {
    return directoryAgents.stream().map(a -> new InetSocketAddress(a, port)).toList();
  }
}
