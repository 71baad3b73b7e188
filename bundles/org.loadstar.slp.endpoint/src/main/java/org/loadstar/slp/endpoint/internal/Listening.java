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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpResponder;

/**
 * One generation of the responders' sockets, all on one event loop, where the interfaces are also
 * looked at from time to time. Per interface there are three:
 *
 * <ul>
 *   <li>the group's, which receives what is multicast there;
 *   <li>the port's, which receives unicast, but where several processes share the port, only in the
 *       one that came last;
 *   <li>the own one, on an ephemeral port, which answers multicast and also receives requests, so
 *       that whoever got an answer can ask this very process further.
 * </ul>
 *
 * <p>Its owner lets one thread at a time in.
 */
final class Listening {
  private final Settings settings;
  private final int ttl;
  private final Tally tally;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private final Answers answers;
  private final ScheduledFuture<?> looking;

  /** The event loop reads its keys. */
  private final Map<SlpLink, Bound> bound = new ConcurrentHashMap<>();

  private Set<String> notes = Set.of();

  /**
   * Opens nothing yet; {@link #follow} does.
   *
   * @param look called on the event loop, again and again after this time; must not throw
   */
  Listening(
      NetworkStack stack,
      Settings settings,
      Collection<SlpResponder> responders,
      Tally tally,
      PeerFaults faults,
      Duration time,
      Runnable look) {
    this.settings = settings;
    this.ttl = stack.multicastTtl();
    this.tally = tally;
    this.lease = stack.lease();
    this.loop = lease.group().next();
    this.answers = new Answers(responders, bound.keySet(), settings, stack.clock(), tally, faults);
    this.looking =
        loop.scheduleWithFixedDelay(look, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Opens the sockets of interfaces that came or were refused before, and closes those of
   * interfaces that went; the others stay as they are.
   *
   * @return whether links or note are others than before
   */
  boolean follow(NetworkStack stack) {
    Set<SlpLink> linksBefore = Set.copyOf(bound.keySet());
    Set<String> notesBefore = notes;
    notes = new LinkedHashSet<>();
    List<Sockets.Place> places = Sockets.places(stack);
    List<Bound> gone =
        bound.values().stream().filter(b -> places.stream().noneMatch(b.place::same)).toList();
    bound.values().removeAll(gone);
    gone.forEach(Bound::close);
    for (Sockets.Place place : places) {
      if (!bound.containsKey(place.link())) {
        open(place);
      }
    }
    if (places.isEmpty()) {
      notes.add("no network interface has an IPv4 address");
    }
    return !(linksBefore.equals(bound.keySet()) && notesBefore.equals(notes));
  }

  private void open(Sockets.Place place) {
    List<DatagramChannel> open = new ArrayList<>();
    try {
      int port = settings.port();
      open.add(Sockets.join(new InetSocketAddress(SlpEndpoint.GROUP, port), place));
      InetSocketAddress own = new InetSocketAddress(place.link().address(), port);
      open.add(Sockets.bind(own, null, ttl, true));
      own = new InetSocketAddress(place.link().address(), 0);
      open.add(Sockets.bind(own, null, ttl, false));
      bound.put(place.link(), new Bound(place, open.get(0), open.get(1), open.get(2)));
    } catch (IOException refused) {
      open.forEach(Listening::discard);
      notes.add(refusal(place.link(), refused));
    }
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
    private final Sockets.Place place;
    private final List<Channel> channels;

    Bound(Sockets.Place place, DatagramChannel group, DatagramChannel port, DatagramChannel own) {
      this.place = place;
      Channel answering = Sockets.start(own, loop, (c, p) -> answer(c, p, false));
      this.channels =
          List.of(
              answering,
              Sockets.start(port, loop, (c, p) -> answer(c, p, false)),
              Sockets.start(group, loop, (c, p) -> answer(answering, p, true)));
    }

    private void answer(Channel through, DatagramPacket request, boolean toGroup) {
      InetSocketAddress sender = request.sender();
      for (byte[] reply : answers.to(request.content(), sender, place.link(), toGroup)) {
        tally.sent.increment();
        through.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(reply), sender));
      }
    }

    void close() {
      channels.forEach(Channel::close);
    }
  }

  /** Whether it was opened with these; interfaces apart, which it {@link #follow follows}. */
  boolean serves(Settings wanted, NetworkStack stack) {
    return settings.equals(wanted) && ttl == stack.multicastTtl();
  }

  int port() {
    return bound.isEmpty() ? 0 : settings.port();
  }

  /** By name. */
  List<SlpLink> links() {
    return bound.keySet().stream().sorted(Comparator.comparing(SlpLink::interfaceName)).toList();
  }

  String note() {
    return String.join("; ", notes);
  }

  void close() {
    looking.cancel(false);
    loop.execute(
        () -> {
          bound.values().forEach(Bound::close);
          lease.close();
        });
  }
}
