// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which senders are listened to and answered. A datagram's sender can be forged, so an answer may
 * go to a victim: what this host cannot be asked from, is not answered, and the rest has its share.
 *
 * <p>For the event loop of the sockets, but for {@link #follow}, {@link #opened} and {@link
 * #closed}.
 */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  /** A network that an interface is in. */
  record OnLink(NetworkInterface nif, Network network) {}

  private final Settings settings;
  private final Tally tally;
  private final PeerFaults faults;
  private final TokenBuckets<InetAddress> requests;
  private final TokenBuckets<Long> bytes;
  private final TokenBuckets<String> allBytes;
  private final Set<InetSocketAddress> own = ConcurrentHashMap.newKeySet();
  private volatile List<OnLink> links = List.of();
  private volatile Set<InetAddress> broadcasts = Set.of();

  Gate(Settings settings, Clock clock, Tally tally, PeerFaults faults) {
    this.settings = settings;
    this.tally = tally;
    this.faults = faults;
    this.requests = new TokenBuckets<>(settings.repliesPerSecond(), clock);
    this.bytes = new TokenBuckets<>(settings.bytesPerSecond(), clock);
    this.allBytes = new TokenBuckets<>(settings.totalBytesPerSecond(), clock);
  }

  /** What is on link now: all interfaces of this host, also those that SLP does not use. */
  void follow() {
    List<OnLink> found = new ArrayList<>();
    Set<InetAddress> all = new HashSet<>();
    try {
      for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
        for (InterfaceAddress a : nif.getInterfaceAddresses()) {
          found.add(new OnLink(nif, new Network(a.getAddress(), a.getNetworkPrefixLength())));
          if (a.getBroadcast() != null) {
            all.add(a.getBroadcast());
          }
        }
      }
      links = found;
      broadcasts = all;
    } catch (SocketException e) {
      LOG.debug("The network interfaces cannot be listed now", e);
    }
  }

  /** A socket of ours: it is not answered. */
  void opened(InetSocketAddress socket) {
    own.add(socket);
  }

  void closed(InetSocketAddress socket) {
    own.remove(socket);
  }

  /** Whether the sender can be one, and has a share left; takes from it. */
  boolean admits(InetSocketAddress sender) {
    InetAddress address = sender.getAddress();
    if (address.isMulticastAddress()
        || address.isAnyLocalAddress()
        || broadcasts.contains(address)
        || (address.getAddress()[0] & 0xFF) == 0xFF) {
      return refuse(sender, "a group is no sender");
    }
    int port = sender.getPort();
    if (port < FIRST_UNPRIVILEGED_PORT && port != settings.port()) {
      return refuse(sender, "another service's port, " + port);
    }
    if (own.contains(sender)) {
      return refuse(sender, "sent by a socket of our own");
    }
    return requests.take(address, 1) || refuse(sender, "more requests than its share");
  }

  /** Whether a datagram's sender may be answered: it is on a link of this host, or listed. */
  boolean answers(InetSocketAddress sender) {
    return near(sender.getAddress()) || refuse(sender, "not on a link, nor in allowedSources");
  }

  /** Whether the other end of a TCP connection may be answered; its address is proven. */
  boolean answersStream(InetSocketAddress peer) {
    return settings.allowedSources().isEmpty() || answers(peer);
  }

  private boolean near(InetAddress address) {
    for (OnLink link : links) {
      if (link.network.contains(address)) {
        return true;
      }
    }
    for (Network network : settings.allowedSources()) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a multicast datagram is one for this interface. Linux gives what is multicast to a
   * wider scope than the link to the sockets of all interfaces.
   */
  boolean cameBy(NetworkInterface nif, InetAddress sender) {
    if (!(sender instanceof Inet6Address ipv6)) {
      return true;
    }
    if (ipv6.isLinkLocalAddress()) {
      return ipv6.getScopeId() == 0 || ipv6.getScopeId() == nif.getIndex();
    }
    for (OnLink link : links) {
      if (link.network.contains(sender)) {
        return link.nif.getIndex() == nif.getIndex();
      }
    }
    return true;
  }

  /** Whether so many bytes may go there now; takes them. */
  boolean affords(InetSocketAddress to, int amount) {
    return (bytes.take(Network.around(to.getAddress()), amount) && allBytes.take("", amount))
        || refuse(to, "more bytes than its share");
  }

  /** Counts and logs; always false. */
  boolean refuse(InetSocketAddress sender, String reason) {
    tally.refused.increment();
    unanswered(sender, reason);
    return false;
  }

  /** Logs why a message that is counted already, read or refused, gets no answer. */
  void unanswered(InetSocketAddress sender, String reason) {
    faults.report(sender.getAddress(), reason);
  }
}
