// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.util.NetUtil;
import java.net.InetAddress;
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
    Duration refresh,
    int leastLoaded,
    boolean loadFirst,
    boolean crossCheck,
    Trust.Policy authentication,
    AllowedHosts allowedHosts) {
  private static final int MOST_MILLIS = 600_000;

  static final Settings DEFAULT =
      new Settings(
          Scopes.DEFAULT,
          List.of(),
          Duration.ofSeconds(3),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          100,
          false,
          false,
          Trust.Policy.OFF,
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
        Duration.ofSeconds(checked("refreshSeconds", config.refreshSeconds(), 5, 86_400)),
        checked("leastLoaded", config.leastLoaded(), 0, 65_535),
        config.loadFirst(),
        config.crossCheck(),
        policy(config.authentication()),
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

  private static Trust.Policy policy(String word) {
    for (Trust.Policy policy : Trust.Policy.values()) {
      if (policy.name().equalsIgnoreCase(word.strip())) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "authentication: '" + word + "' is not one of off, prefer, require");
  }

  private static Duration millis(String key, int value) {
    return Duration.ofMillis(checked(key, value, 0, MOST_MILLIS));
  }

  private static int checked(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(key + ": " + value + " is not in " + least + ".." + most);
    }
    return value;
  }
}
