// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.endpoint.SlpLink;

/**
 * Opens UDP sockets. They are bound and joined before they meet an event loop, which takes no time,
 * so that the caller knows at once what was refused.
 */
final class Sockets {
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  /** A burst of requests waits in the system until the event loop has its turn. */
  private static final int RECEIVE_BYTES = 1 << 20;

  private Sockets() {}

  /** An interface that can be used, with this host's address of one family there. */
  record Place(NetworkInterface nif, SlpLink link) {
    /**
     * Whether sockets of the one serve the other. An interface that was removed and made again has
     * its name and address, but another index, and no memberships.
     */
    boolean same(Place other) {
      return link.equals(other.link) && nif.getIndex() == other.nif.getIndex();
    }
  }

  /**
   * The interfaces for multicast, once for each family that they have an address of. Of IPv6 the
   * widest address counts; the loopback interface has no way for its multicast.
   */
  static List<Place> places(NetworkStack stack) {
    List<Place> places = new ArrayList<>();
    for (NetworkInterface nif : stack.multicastInterfaces()) {
      for (ProtocolFamily family : stack.families()) {
        nif.inetAddresses()
            .filter(a -> family(a) == family && !(family == IPV6 && a.isLoopbackAddress()))
            .min(Comparator.comparing(InetAddress::isLinkLocalAddress))
            .ifPresent(a -> places.add(new Place(nif, new SlpLink(nif.getName(), plain(a)))));
      }
    }
    return places;
  }

  private static final ProtocolFamily IPV6 = StandardProtocolFamily.INET6;

  static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet6Address ? IPV6 : StandardProtocolFamily.INET;
  }

  /** Only link-local addresses need the interface that they belong to. */
  private static InetAddress plain(InetAddress address) {
    try {
      return address.isLinkLocalAddress()
          ? address
          : InetAddress.getByAddress(address.getAddress());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * A bound socket.
   *
   * @param nif where its multicast leaves, or null for a socket that sends none
   * @param shared whether others may bind the same port too
   */
  static DatagramChannel bind(
      InetSocketAddress address, @Nullable NetworkInterface nif, int ttl, boolean shared)
      throws IOException {
    DatagramChannel socket = open(family(address.getAddress()));
    boolean done = false;
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
      socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
      if (nif != null) {
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, nif);
        socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
      }
      socket.bind(address);
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static DatagramChannel open(ProtocolFamily family) throws IOException {
    try {
      return DatagramChannel.open(family);
    } catch (UnsupportedOperationException withoutIpv6) {
      throw new SocketException("no IPv6 here");
    }
  }

  /**
   * A socket that receives what is multicast to the group on one interface, and nothing else: it is
   * bound to the group's own address. Windows forbids that; there it is bound to the interface's
   * address and receives unicast too.
   */
  static DatagramChannel join(InetAddress group, int port, Place place) throws IOException {
    InetAddress there =
        group instanceof Inet6Address
            ? Inet6Address.getByAddress(null, group.getAddress(), place.nif().getIndex())
            : group;
    InetAddress bound = WINDOWS ? place.link().address() : there;
    DatagramChannel socket = bind(new InetSocketAddress(bound, port), place.nif(), 0, true);
    boolean done = false;
    try {
      socket.join(there, place.nif());
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }
}
