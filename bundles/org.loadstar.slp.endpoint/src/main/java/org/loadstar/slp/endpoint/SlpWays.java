// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.util.List;
import java.util.stream.Stream;

/**
 * The order of the ways that multicast goes. A host of both families would answer twice, with two
 * addresses: so IPv4 goes first, and IPv6 where its interface has nothing else.
 *
 * @param first to be asked from the beginning
 * @param besides to be asked too when that has brought all it does, or nothing
 */
public record SlpWays(List<SlpLink> first, List<SlpLink> besides) {
  /** Copies the lists. */
  public SlpWays {
    first = List.copyOf(first);
    besides = List.copyOf(besides);
  }

  /** The order of these links. */
  public static SlpWays of(List<SlpLink> links) {
    List<String> withIpv4 =
        links.stream().filter(l -> !l.ipv6()).map(SlpLink::interfaceName).toList();
    return new SlpWays(
        links.stream().filter(l -> !l.ipv6() || !withIpv4.contains(l.interfaceName())).toList(),
        links.stream().filter(l -> l.ipv6() && withIpv4.contains(l.interfaceName())).toList());
  }

  /** All of them. */
  public List<SlpLink> all() {
    return Stream.concat(first.stream(), besides.stream()).toList();
  }
}
