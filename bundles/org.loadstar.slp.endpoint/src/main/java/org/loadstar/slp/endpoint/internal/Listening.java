// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpGroups;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpListener;
import org.loadstar.slp.endpoint.SlpResponder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of the responders' and listeners' sockets, all on one event loop, where the
 * interfaces are also looked at from time to time. Its owner lets one thread at a time in.
 */
final class Listening {
  /** A TCP port that the last generation had is free when its event loop has let go of it. */
  private static final int TCP_TRIES = 4;

  private static final long TCP_AGAIN_MILLIS = 50;
  private static final long MOST_WAIT_SECONDS = 2;
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private final Settings settings;
  private final int ttl;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private final Collection<? extends SlpResponder> responders;
  private final Gate gate;
  private final LinkSockets.Shared shared;
  private final ScheduledFuture<?> looking;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** The event loop reads its keys. */
  private final Map<SlpLink, LinkSockets> bound = new ConcurrentHashMap<>();

  private final Runnable look;
  private Set<String> notes = Set.of();
  private int tcpRefusals;

  /**
   * Opens nothing yet; {@link #follow} does.
   *
   * @param look called on the event loop, again and again after this time; must not throw
   */
  Listening(
      NetworkStack stack,
      Settings settings,
      Collection<? extends SlpResponder> responders,
      Collection<? extends SlpListener> listeners,
      Tally tally,
      PeerFaults faults,
      Duration time,
      Runnable look) {
    this.settings = settings;
    this.ttl = stack.multicastTtl();
    this.lease = stack.lease();
    this.loop = lease.group().next();
    this.responders = responders;
    this.look = look;
    this.gate = new Gate(settings, stack.clock(), tally, faults);
    Answers answers = new Answers(responders, bound.keySet(), settings, stack.clock(), tally, gate);
    StreamServer streams = new StreamServer(loop, answers, gate, tally, stack.clock());
    this.shared =
        new LinkSockets.Shared(
            loop,
            new UdpSocket.Buffer(),
            settings,
            ttl,
            gate,
            answers,
            new Announcements(listeners, settings, gate, tally),
            streams,
            tally);
    this.looking =
        loop.scheduleWithFixedDelay(
            () -> {
              streams.sweep();
              look.run();
            },
            time.toNanos(),
            time.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /**
   * Opens the sockets of interfaces that came or were refused before, and closes those of
   * interfaces that went; the others stay as they are.
   *
   * @param serviceTypes that are answered for
   * @return whether links or note are others than before
   */
  boolean follow(NetworkStack stack, Set<String> serviceTypes) {
    Set<SlpLink> linksBefore = Set.copyOf(bound.keySet());
    Set<String> notesBefore = notes;
    notes = new LinkedHashSet<>();
    gate.follow();
    List<Sockets.Place> places = Sockets.places(stack);
    List<LinkSockets> gone =
        bound.values().stream().filter(b -> places.stream().noneMatch(b.place()::same)).toList();
    bound.values().removeAll(gone);
    gone.forEach(LinkSockets::close);
    for (Sockets.Place place : places) {
      open(place, serviceTypes);
    }
    followStreams();
    if (places.isEmpty()) {
      notes.add("no network interface has an IP address to use");
    }
    return !(linksBefore.equals(bound.keySet()) && notesBefore.equals(notes));
  }

  private void open(Sockets.Place place, Set<String> types) {
    InetAddress own = place.link().address();
    boolean answering = !responders.isEmpty();
    Set<InetAddress> groups =
        answering
            ? SlpGroups.requests(own, settings.versions(), types)
            : SlpGroups.announcements(own, settings.versions());
    if (groups.isEmpty()) {
      return; // IPv6, and version 1 alone
    }
    LinkSockets sockets = bound.getOrDefault(place.link(), new LinkSockets(place, shared));
    try {
      sockets.follow(groups, answering);
      bound.put(place.link(), sockets);
    } catch (IOException refused) {
      sockets.close();
      bound.remove(place.link());
      notes.add(refusal(place.link(), refused));
    }
  }

  private void followStreams() {
    List<String> refusals = new ArrayList<>();
    for (LinkSockets sockets : bound.values()) {
      try {
        sockets.followStreams();
      } catch (IOException refused) {
        refusals.add(
            "cannot bind TCP port "
                + settings.port()
                + " of "
                + sockets.link()
                + ": "
                + refused.getMessage()
                + "; requests are answered by UDP only");
      }
    }
    tcpRefusals = refusals.isEmpty() ? 0 : tcpRefusals + 1;
    if (tcpRefusals >= TCP_TRIES) {
      notes.addAll(refusals);
    } else if (tcpRefusals > 0) {
      loop.schedule(look, TCP_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private String refusal(SlpLink link, IOException refused) {
    return refused instanceof BindException
        ? "cannot bind UDP port "
            + settings.port()
            + ": "
            + refused.getMessage()
            + "; set org.loadstar.slp.endpoint port or run with CAP_NET_BIND_SERVICE"
        : "cannot receive SLP on " + link + ": " + refused.getMessage();
  }

  /** Whether it was opened with these; interfaces apart, which it {@link #follow follows}. */
  boolean serves(Settings wanted, NetworkStack stack) {
    return settings.equals(wanted) && ttl == stack.multicastTtl();
  }

  /** By name, IPv4 first. */
  List<SlpLink> links() {
    return bound.keySet().stream()
        .sorted(Comparator.comparing(SlpLink::interfaceName).thenComparing(SlpLink::ipv6))
        .toList();
  }

  String note() {
    return String.join("; ", notes);
  }

  /** Closes all, soon. */
  void close() {
    looking.cancel(false);
    bound.values().forEach(LinkSockets::close);
    // The selector lets go of a port when it selects next. A timer that the event loop itself sets
    // goes off after that; another one may be overdue before.
    loop.execute(() -> loop.schedule(this::end, 1, TimeUnit.MILLISECONDS));
  }

  private void end() {
    lease.close();
    ended.countDown();
  }

  /** Waits, after {@link #close}, until the ports are free; on its event loop it does not. */
  void awaitEnd() {
    try {
      if (!loop.inEventLoop() && !ended.await(MOST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("SLP sockets are still closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they close all the same
    }
  }
}
