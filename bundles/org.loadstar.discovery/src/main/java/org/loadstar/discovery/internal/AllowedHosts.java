// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The hosts that servers may be on, against false advertisements: names, names with a leading
 * {@code *.}, addresses, and networks as {@code 10.1.0.0/16}. Empty allows all. Names are compared,
 * never resolved. Immutable.
 */
final class AllowedHosts {
  private final Set<String> hosts = new HashSet<>();
  private final List<String> suffixes = new ArrayList<>();
  private final List<IpSubnetFilterRule> networks = new ArrayList<>();

  /** Refuses what is none of these, naming it. */
  AllowedHosts(String... entries) {
    for (String entry : entries) {
      String host = entry.strip().toLowerCase(Locale.ROOT);
      int slash = host.indexOf('/');
      if (slash >= 0) {
        networks.add(network(entry, host.substring(0, slash), host.substring(slash + 1)));
      } else if (host.startsWith("*.")) {
        suffixes.add(host.substring(1));
      } else if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
  }

  private static IpSubnetFilterRule network(String entry, String address, String bits) {
    try {
      if (NetUtil.createByteArrayFromIpAddressString(address) != null) {
        return new IpSubnetFilterRule(address, Integer.parseInt(bits), IpFilterRuleType.ACCEPT);
      }
    } catch (IllegalArgumentException badLength) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "allowedHosts: '" + entry + "' is no host, *.domain or network as 10.1.0.0/16");
  }

  boolean allow(String host) {
    if (hosts.isEmpty() && suffixes.isEmpty() && networks.isEmpty()) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (hosts.contains(name) || suffixes.stream().anyMatch(name::endsWith)) {
      return true;
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return address != null
        && networks.stream().anyMatch(n -> n.matches(new InetSocketAddress(address, 0)));
  }
}
