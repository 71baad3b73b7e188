// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.List;
import java.util.stream.Stream;
import org.loadstar.slp.endpoint.SlpLink;

/**
 * The ways that multicast goes. A host with both families would answer twice, with two addresses of
 * the same server: so IPv4 goes first, and IPv6 where its interface has nothing else.
 *
 * @param first to be asked from the beginning
 * @param besides to be asked too when that has brought all it does
 */
record Ways(List<SlpLink> first, List<SlpLink> besides) {
  /** Those of one interface, or of all where its name is empty. */
  static Ways of(List<SlpLink> links, String networkInterface) {
    List<SlpLink> wanted =
        links.stream()
            .filter(l -> networkInterface.isEmpty() || networkInterface.equals(l.interfaceName()))
            .toList();
    List<String> withIpv4 =
        wanted.stream().filter(l -> !l.ipv6()).map(SlpLink::interfaceName).toList();
    return new Ways(
        wanted.stream().filter(l -> !l.ipv6() || !withIpv4.contains(l.interfaceName())).toList(),
        wanted.stream().filter(l -> l.ipv6() && withIpv4.contains(l.interfaceName())).toList());
  }

  List<SlpLink> all() {
    return Stream.concat(first.stream(), besides.stream()).toList();
  }
}
