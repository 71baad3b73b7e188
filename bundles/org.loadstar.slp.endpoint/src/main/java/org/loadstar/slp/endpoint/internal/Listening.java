// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpResponder;

/**
 * One generation of the responders' sockets, all on one event loop. Per interface there are three:
 *
 * <ul>
 *   <li>the group's, which receives what is multicast there;
 *   <li>the port's, which receives unicast, but where several processes share the port, only in the
 *       one that came last;
 *   <li>the own one, on an ephemeral port, which answers multicast and also receives requests, so
 *       that whoever got an answer can ask this very process further.
 * </ul>
 */
final class Listening {
  private final Settings settings;
  private final int ttl;
  private final List<Sockets.Place> places;
  private final List<SlpLink> links = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final List<Channel> channels = new ArrayList<>();
  private NetworkStack.@Nullable Lease lease;
  private @Nullable EventLoop loop;

  Listening(
      NetworkStack stack,
      Settings settings,
      Collection<SlpResponder> responders,
      Tally tally,
      PeerFaults faults) {
    this.settings = settings;
    this.ttl = stack.multicastTtl();
    this.places = Sockets.places(stack);
    List<Bound> bound = bind();
    if (!bound.isEmpty()) {
      Answers answers = new Answers(responders, links, settings, stack.clock(), tally, faults);
      NetworkStack.Lease held = stack.lease();
      EventLoop one = held.group().next();
      lease = held;
      loop = one;
      bound.forEach(b -> b.start(one, answers, tally));
    }
  }

  private List<Bound> bind() {
    List<Bound> bound = new ArrayList<>();
    for (Sockets.Place place : places) {
      List<DatagramChannel> open = new ArrayList<>();
      try {
        int port = settings.port();
        open.add(Sockets.join(new InetSocketAddress(SlpEndpoint.GROUP, port), place));
        InetSocketAddress own = new InetSocketAddress(place.link().address(), port);
        open.add(Sockets.bind(own, null, ttl, true));
        own = new InetSocketAddress(place.link().address(), 0);
        open.add(Sockets.bind(own, null, ttl, false));
        bound.add(new Bound(place.link(), open.get(0), open.get(1), open.get(2)));
        links.add(place.link());
      } catch (IOException refused) {
        open.forEach(Listening::discard);
        notes.add(refusal(place.link(), refused));
      }
    }
    if (places.isEmpty()) {
      notes.add("no network interface has an IPv4 address");
    }
    return bound;
  }

  private String refusal(SlpLink link, IOException refused) {
    return refused instanceof BindException
        ? "cannot bind UDP port "
            + settings.port()
            + ": "
            + refused.getMessage()
            + "; set org.loadstar.slp.endpoint port or run with CAP_NET_BIND_SERVICE"
        : "cannot join " + SlpEndpoint.GROUP + " on " + link + ": " + refused.getMessage();
  }

  private static void discard(DatagramChannel socket) {
    try {
      socket.close();
    } catch (IOException alreadyUseless) {
      // Nothing was sent or received on it.
    }
  }

  private final class Bound {
    private final SlpLink link;
    private final DatagramChannel group;
    private final DatagramChannel port;
    private final DatagramChannel own;

    Bound(SlpLink link, DatagramChannel group, DatagramChannel port, DatagramChannel own) {
      this.link = link;
      this.group = group;
      this.port = port;
      this.own = own;
    }

    void start(EventLoop loop, Answers answers, Tally tally) {
      Channel answering =
          Sockets.start(own, loop, (c, p) -> answer(c, p, link, false, answers, tally));
      channels.add(answering);
      channels.add(Sockets.start(port, loop, (c, p) -> answer(c, p, link, false, answers, tally)));
      channels.add(
          Sockets.start(group, loop, (c, p) -> answer(answering, p, link, true, answers, tally)));
    }
  }

  private static void answer(
      Channel through,
      DatagramPacket request,
      SlpLink link,
      boolean toGroup,
      Answers answers,
      Tally tally) {
    for (byte[] reply : answers.to(request.content(), request.sender(), link, toGroup)) {
      tally.sent.increment();
      through.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(reply), request.sender()));
    }
  }

  /** Whether nothing would change by opening again with these. */
  boolean serves(Settings wanted, NetworkStack stack) {
    return notes.isEmpty()
        && settings.equals(wanted)
        && ttl == stack.multicastTtl()
        && places.equals(Sockets.places(stack));
  }

  int port() {
    return links.isEmpty() ? 0 : settings.port();
  }

  List<SlpLink> links() {
    return links;
  }

  String note() {
    return String.join("; ", notes);
  }

  void close() {
    NetworkStack.Lease held = lease;
    EventLoop one = loop;
    if (held != null && one != null) {
      one.execute(
          () -> {
            channels.forEach(Channel::close);
            held.close();
          });
    }
  }
}
