// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.endpoint.SlpLink;

/**
 * The listening sockets of one link:
 *
 * <ul>
 *   <li>one for each group, which receives what is multicast there;
 *   <li>the port's, which receives unicast, but where several processes share the port, only in the
 *       one that came last;
 *   <li>the own one, on an ephemeral port, which answers multicast and also receives requests, so
 *       that whoever got an answer can ask this very process further.
 * </ul>
 *
 * <p>The last two, and the port's of TCP, exist only while requests are answered. Its owner lets
 * one thread at a time in; datagrams are received on the event loop.
 */
final class LinkSockets {
  /** What the links of one generation share. */
  record Shared(
      EventLoop loop,
      UdpSocket.Buffer buffer,
      Settings settings,
      int ttl,
      Gate gate,
      Answers answers,
      Announcements announcements,
      StreamServer streams,
      Tally tally) {}

  private final Sockets.Place place;
  private final Shared shared;
  private final Map<InetAddress, UdpSocket> groups = new HashMap<>();
  private @Nullable UdpSocket port;
  private @Nullable Channel streams;
  private volatile @Nullable UdpSocket own;

  LinkSockets(Sockets.Place place, Shared shared) {
    this.place = place;
    this.shared = shared;
  }

  Sockets.Place place() {
    return place;
  }

  SlpLink link() {
    return place.link();
  }

  /**
   * Opens what is missing and closes what is not wanted.
   *
   * @throws IOException where a socket was refused; the others remain, to be {@link #close closed}
   */
  void follow(Set<InetAddress> wanted, boolean answering) throws IOException {
    for (InetAddress group : Set.copyOf(groups.keySet())) {
      if (!wanted.contains(group)) {
        end(groups.remove(group));
      }
    }
    int number = shared.settings.port();
    for (InetAddress group : wanted) {
      if (!groups.containsKey(group)) {
        groups.put(group, start(Sockets.join(group, number, place), this::multicast));
      }
    }
    if (answering && own == null) {
      port = unicast(number, true);
      own = unicast(0, false);
    } else if (!answering) {
      end(port);
      end(own);
      port = null;
      own = null;
      endStreams();
    }
  }

  /**
   * Takes connections where requests are answered.
   *
   * @throws IOException where the port was refused; UDP goes on
   */
  void followStreams() throws IOException {
    if (own != null && streams == null) {
      streams = shared.streams.listen(link(), shared.settings.port());
    }
  }

  private void endStreams() {
    if (streams != null) {
      streams.close();
      streams = null;
      shared.loop.execute(() -> shared.streams.close(link()));
    }
  }

  private UdpSocket unicast(int number, boolean reused) throws IOException {
    InetSocketAddress address = new InetSocketAddress(link().address(), number);
    UdpSocket socket =
        start(Sockets.bind(address, null, shared.ttl, reused), (s, d, f) -> answer(s, d, f, false));
    shared.gate.opened(socket.address());
    return socket;
  }

  private UdpSocket start(DatagramChannel socket, UdpSocket.Receiver receiver) throws IOException {
    return UdpSocket.start(socket, shared.loop, shared.buffer, receiver);
  }

  private void multicast(UdpSocket group, ByteBuf datagram, InetSocketAddress sender) {
    UdpSocket through = own;
    if (!shared.gate.cameBy(place.nif(), sender.getAddress())) {
      return;
    }
    if (Announcements.isOne(datagram)) {
      shared.announcements.heard(datagram, sender, link());
    } else if (through != null) {
      answer(through, datagram, sender, true);
    }
  }

  private void answer(
      UdpSocket through, ByteBuf datagram, InetSocketAddress sender, boolean toGroup) {
    List<byte[]> replies = shared.answers.toDatagram(datagram, sender, link(), toGroup);
    for (byte[] reply : replies) {
      try {
        shared.tally.sent.increment();
        through.send(reply, sender);
      } catch (IOException unreachable) {
        shared.gate.unanswered(sender, "no answer can be sent: " + unreachable.getMessage());
      }
    }
  }

  private void end(@Nullable UdpSocket socket) {
    if (socket != null) {
      shared.gate.closed(socket.address());
      socket.end();
    }
  }

  void close() {
    groups.values().forEach(this::end);
    groups.clear();
    end(port);
    end(own);
    endStreams();
  }
}
