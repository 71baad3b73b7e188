// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The configuration, checked.
 *
 * @param versions of SLP, the better one first
 * @param allowedSources what is answered by UDP though it is not on a link of this host
 */
record Settings(
    int port,
    List<Integer> versions,
    int mtu,
    int repliesPerSecond,
    int bytesPerSecond,
    int totalBytesPerSecond,
    List<Network> allowedSources) {
  private static final List<Network> ANY =
      List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0"));

  static final Settings DEFAULT =
      new Settings(427, List.of(2, 1), 1400, 500, 64 << 10, 1 << 20, List.of());

  /** Refuses values out of range, naming key, value and what is allowed. */
  Settings {
    check("port", port, 1, 65_535);
    check("mtu", mtu, 512, 65_507);
    check("repliesPerSecond", repliesPerSecond, 1, 1_000_000);
    check("bytesPerSecond", bytesPerSecond, 1024, 1_000_000_000);
    check("totalBytesPerSecond", totalBytesPerSecond, 1024, 1_000_000_000);
    versions = List.copyOf(versions);
    allowedSources = List.copyOf(allowedSources);
  }

  static Settings of(SlpEndpointComponent.Config config) {
    return new Settings(
        config.port(),
        versions(config.versions()),
        config.mtu(),
        config.repliesPerSecond(),
        config.bytesPerSecond(),
        config.totalBytesPerSecond(),
        networks(config.allowedSources()));
  }

  private static List<Integer> versions(String[] configured) {
    List<Integer> versions = new ArrayList<>();
    for (String version : configured) {
      switch (version.strip()) {
        case "1" -> versions.add(1);
        case "2" -> versions.add(2);
        default -> throw wrong("versions", version, "1 or 2");
      }
    }
    if (versions.isEmpty()) {
      throw wrong("versions", "nothing", "1, 2 or both");
    }
    return versions.stream().distinct().sorted(Comparator.reverseOrder()).toList();
  }

  private static List<Network> networks(String[] configured) {
    List<Network> networks = new ArrayList<>();
    for (String network : configured) {
      try {
        networks.addAll(
            network.strip().equals("*") ? ANY : List.of(Network.parse(network.strip())));
      } catch (IllegalArgumentException none) {
        throw wrong("allowedSources", network, "a network such as 192.0.2.0/24 or *");
      }
    }
    return networks;
  }

  private static void check(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong(key, Integer.toString(value), "in " + least + ".." + most);
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String allowed) {
    return new IllegalArgumentException(
        "org.loadstar.slp.endpoint " + key + ": " + value + " is not " + allowed);
  }
}
