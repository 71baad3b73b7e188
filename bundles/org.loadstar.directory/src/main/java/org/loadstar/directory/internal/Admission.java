// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.ServiceUrl;

/**
 * Who may register what. This host may register anything: its gateways are other hosts. Others must
 * be within the allowed networks, and so must the address that they register, unless it is their
 * own. Names cannot be checked without asking a name server, so others may not register them.
 */
final class Admission {
  private final List<IpSubnetFilterRule> networks = new ArrayList<>();
  private final boolean checkHosts;

  /**
   * @param allowedSources addresses and networks as {@code 10.1.0.0/16}
   * @param checkHosts whether the rule for registered hosts holds
   * @throws IllegalArgumentException for what is neither, naming it
   */
  Admission(boolean checkHosts, String... allowedSources) {
    this.checkHosts = checkHosts;
    for (String entry : allowedSources) {
      if (!entry.isBlank()) {
        networks.add(network(entry.strip()));
      }
    }
  }

  private static IpSubnetFilterRule network(String entry) {
    int slash = entry.indexOf('/');
    String address = slash < 0 ? entry : entry.substring(0, slash);
    try {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
      if (bytes != null) {
        int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(entry.substring(slash + 1));
        return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
      }
    } catch (IllegalArgumentException badLength) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "allowedSources: '" + entry + "' is no address or network as 10.1.0.0/16");
  }

  /**
   * Whether the sender may register or deregister the URL.
   *
   * @param own whether the sender is this host
   */
  boolean admits(InetAddress sender, boolean own, ServiceUrl url) {
    if (own) {
      return true;
    }
    if (!allowed(sender)) {
      return false;
    }
    InetAddress host = NetUtil.createInetAddressFromIpAddressString(url.host());
    return !checkHosts || (host != null && (host.equals(sender) || allowed(host)));
  }

  /** Whether the sender may change what another source has registered. */
  static boolean mayChange(
      InetAddress sender, boolean own, ServiceUrl url, @Nullable Registration before) {
    return own
        || before == null
        || before.source.equals(sender)
        || sender.equals(NetUtil.createInetAddressFromIpAddressString(url.host()));
  }

  private boolean allowed(InetAddress address) {
    return networks.stream().anyMatch(n -> n.matches(new InetSocketAddress(address, 0)));
  }
}
