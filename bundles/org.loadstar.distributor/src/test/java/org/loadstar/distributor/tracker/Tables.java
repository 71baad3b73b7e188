// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;

/** Tables and keys for tests. */
final class Tables {
  static final String ADDRESS = "10.99.0.190";
  static final PlaneLimits LIMITS = new PlaneLimits(1000, 100, 100, 1000, 5_000);

  private Tables() {}

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static ForwardingTable table(
      String vip,
      String address,
      int affinitySeconds,
      Map<String, PortRange> slices,
      String... targets) {
    return new ForwardingTable(
        vip,
        1,
        address(address),
        List.of(new PortRange(21, 23)),
        Stream.of(targets).map(Tables::row).toList(),
        List.of(),
        affinitySeconds,
        List.of(),
        List.of(),
        slices,
        "",
        LIMITS);
  }

  static TargetRow row(String target) {
    return new TargetRow(target, address("10.98.0.11"), 0, false, 0, false, 0);
  }

  static ForwardingTable table(String vip, String... targets) {
    return table(vip, ADDRESS, 0, Map.of(), targets);
  }

  /** The key of a client's connection to port 21. */
  static ConnectionKey key(int client) {
    return new ConnectionKey(
        address("192.0." + (client >>> 8 & 255) + "." + (client & 255)),
        40_000,
        address(ADDRESS),
        21);
  }
}
