// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.endpoint.SlpAnnouncement;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpListener;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.slp.endpoint.SlpStatus;
import org.loadstar.slp.endpoint.SlpWays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets {@link Registrations} run over an endpoint: its actions become messages, the answers its
 * events. It outlives endpoints: what is registered is known here. The public face may be called on
 * any thread and does not block, save {@link #close}; all else runs on one event loop.
 */
final class Registrar implements SlpListener {
  /** Changes of the services that come in a burst are one. */
  private static final long GATHER_MILLIS = 50;

  /** CONFIG_START_WAIT, RFC 2608 section 13. */
  private static final long START_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** How long services are deregistered when there are none any more. */
  private static final long FAREWELL_SECONDS = 5;

  /** Addresses of senders can be forged. */
  private static final int MOST_LOGGED = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  /** What was asked last of a directory agent about a service; empty for its advertisement. */
  private record About(Registrations.Key whom, String url) {}

  private final Clock clock;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private final RandomGenerator random;
  private final Signing signing;
  private final Runnable told;
  private final Registrations registrations;
  private final AtomicBoolean changing = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile List<Registrations.Line> report = List.of();

  // On the event loop.
  private final Map<About, SlpExchange.Question> questions = new HashMap<>();
  private final Set<String> logged = new HashSet<>();
  private List<InetAddress> configured = List.of();
  private @Nullable SlpEndpoint endpoint;
  private @Nullable SlpExchange exchange;
  private SlpEndpoint.@Nullable Serving listening;
  private List<SlpLink> links = List.of();
  private @Nullable DirectorySearch search;
  private @Nullable Future<?> timer;
  private long latest;

  // Guarded by this.
  private boolean leaving;
  private boolean left;

  /**
   * Begins; {@link #attach} is to follow.
   *
   * @param services as they are now, for whoever reaches this machine at the address; empty where
   *     it is not known
   * @param signing signs what it tells
   * @param told called after {@link #report()} changed
   */
  Registrar(
      NetworkStack network,
      RandomGenerator random,
      Function<String, List<Service>> services,
      IntSupplier publishDelta,
      Signing signing,
      Runnable told) {
    this.clock = network.clock();
    this.lease = network.lease();
    this.loop = lease.group().next();
    this.random = random;
    this.signing = signing;
    this.told = told;
    this.registrations =
        new Registrations(peer -> services.apply(ownAddress(peer)), publishDelta, random);
  }

  /** The services are wanted, and may have changed. Tells whether it was not too late for that. */
  synchronized boolean advertise() {
    leaving = false;
    if (!left && changing.compareAndSet(false, true)) {
      post(() -> loop.schedule(this::changed, GATHER_MILLIS, TimeUnit.MILLISECONDS));
    }
    return !left;
  }

  /** There is nothing to advertise any more: it deregisters, for a short time, and ends. */
  synchronized void leave() {
    if (!leaving) {
      leaving = true;
      post(
          () -> {
            follow(registrations::changed);
            loop.schedule(this::leaveAnyway, FAREWELL_SECONDS, TimeUnit.SECONDS);
          });
    }
  }

  /** Deregisters and ends; waits for acknowledgements, but not longer than told. */
  void close(Duration most) {
    synchronized (this) {
      leaving = true;
    }
    post(() -> follow(now -> registrations.end()));
    try {
      if (!ended.await(most.toNanos(), TimeUnit.NANOSECONDS)) {
        post(this::leaveAnyway);
      }
    } catch (InterruptedException e) {
      post(this::leaveAnyway);
      Thread.currentThread().interrupt();
    }
  }

  /** From now on these directory agents are configured. */
  void configure(List<InetAddress> directoryAgents) {
    post(
        () -> {
          configured = directoryAgents;
          SlpExchange open = exchange;
          if (open != null) {
            configure(open);
          }
        });
  }

  /** The keys are others. */
  void signedOtherwise() {
    post(() -> follow(registrations::signedOtherwise));
  }

  /** Uses this endpoint from now on. */
  void attach(SlpEndpoint next) {
    post(
        () -> {
          endpoint = next;
          open(next);
        });
  }

  /** The endpoint may have another port, other links, or a network for the first time. */
  void statusChanged() {
    post(
        () -> {
          SlpEndpoint current = endpoint;
          SlpExchange open = exchange;
          if (current == null) {
            return;
          }
          SlpStatus status = current.status();
          boolean same =
              open != null && status.port() == open.port() && status.links().equals(links);
          if (open == null || (status.listening() && !same)) {
            open(current);
          }
          follow(registrations::changed); // this machine may have other addresses
        });
  }

  @Override
  public void heard(SlpAnnouncement news) {
    post(
        () -> {
          boolean besides = SlpWays.of(links).besides().contains(news.link());
          if (!besides || !hearsOfOthers()) { // else most likely one that is known by IPv4
            heard(news.advert(), news.sender().getAddress(), false);
          }
        });
  }

  private boolean hearsOfOthers() {
    return registrations.report().stream().anyMatch(line -> line.directory().heard());
  }

  /** All directory agents. */
  List<Registrations.Line> report() {
    return report;
  }

  private void post(Runnable event) {
    try {
      loop.execute(
          () -> {
            if (!hasLeft()) {
              event.run();
            }
          });
    } catch (RejectedExecutionException over) {
      // Its lease was closed: it has left.
    }
  }

  private synchronized boolean hasLeft() {
    return left;
  }

  private void changed() {
    changing.set(false);
    if (!hasLeft()) {
      follow(registrations::changed);
    }
  }

  /** Nanoseconds that never go back, as the clock may. */
  private long now() {
    Instant time = clock.instant();
    long nanos = TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    latest = Math.max(latest, nanos);
    return latest;
  }

  private void open(SlpEndpoint from) {
    closeExchange();
    try {
      SlpExchange opened = from.open();
      exchange = opened;
      listening = from.listen(this);
      links = from.status().links();
      DirectorySearch looking =
          new DirectorySearch(
              opened,
              loop,
              this::now,
              reply ->
                  reply.message() instanceof DAAdvert advert
                      && heard(advert, reply.responder().getAddress(), true));
      search = looking;
      configure(opened);
      looking.start(random.nextLong(START_WAIT_NANOS));
    } catch (IllegalStateException noNetwork) {
      LOG.debug("No directory agent can be spoken to: {}", noNetwork.getMessage());
    }
  }

  private void configure(SlpExchange open) {
    follow(now -> registrations.configure(now, Set.copyOf(open.versions()), configured));
  }

  /** Whether it has news. */
  private boolean heard(DAAdvert advert, InetAddress sender, boolean solicited) {
    return !follow(now -> registrations.heard(now, advert, sender, solicited)).isEmpty();
  }

  private List<Registrations.Action> follow(Function<Long, List<Registrations.Action>> event) {
    List<Registrations.Action> actions = event.apply(now());
    for (Registrations.Action action : actions) {
      if (action instanceof Registrations.Action.Send send) {
        send(send.to(), send.sending());
      } else if (action instanceof Registrations.Action.Ask ask) {
        ask(ask.whom(), ask.stream());
      } else if (action instanceof Registrations.Action.WaitUntil wait) {
        wake(wait.nanos());
      }
    }
    List<Registrations.Line> lines = registrations.report();
    if (!lines.equals(report)) {
      report = lines;
      lines.forEach(this::log);
      told.run();
    }
    leaveIfDone();
    return actions;
  }

  /** Once per directory agent and reason. */
  private void log(Registrations.Line line) {
    boolean silent = line.standing() == Registrations.Standing.SILENT;
    String fault = silent ? "it does not answer" : line.refusal();
    String agent = "directory agent " + Answers.host(line.directory().address());
    if (!fault.isEmpty() && logged.size() < MOST_LOGGED && logged.add(agent + fault)) {
      LOG.warn("SLPv{} {}: {} (logged once)", line.directory().version(), agent, fault);
    }
  }

  private void wake(long nanos) {
    stopTimer();
    if (nanos != Ledger.NEVER) {
      long delay = Math.max(0, nanos - now());
      timer =
          loop.schedule(
              () -> {
                if (!hasLeft()) {
                  follow(registrations::timer);
                }
              },
              delay,
              TimeUnit.NANOSECONDS);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void send(Registrations.Key to, Ledger.Sending sending) {
    SlpExchange open = exchange;
    if (open == null) {
      return;
    }
    Ledger.Request request = sending.request();
    About about = new About(to, request.service().url());
    boolean second = sending.attempt() == 2 && !sending.stream();
    SlpExchange.Question before = second ? questions.get(about) : null;
    try {
      int xid = before == null ? open.newXid() : before.xid();
      List<String> spis = registrations.spis(to);
      SlpMessage message = Requests.of(to.version(), xid, request, signing, spis);
      boolean stream = sending.stream() || Requests.size(message) > open.mtu();
      if (before != null && !stream) {
        before.repeat(message);
        return;
      }
      ask(open, about, message, stream, (a, reply) -> acknowledged(a, request, reply));
    } catch (IllegalArgumentException unsayable) {
      String why = "cannot be told: " + unsayable.getMessage();
      post(() -> follow(now -> registrations.unsayable(now, to, request, why)));
    }
  }

  private void acknowledged(About about, Ledger.Request request, SlpReply reply) {
    close(about);
    if (reply.message() instanceof SrvAck ack) {
      follow(now -> registrations.acknowledged(now, about.whom(), request, ack));
    }
  }

  private void ask(Registrations.Key whom, boolean stream) {
    SlpExchange open = exchange;
    if (open != null) {
      SlpMessage request = Requests.advertisement(whom.version(), open.newXid());
      ask(open, new About(whom, ""), request, stream, this::advertised);
    }
  }

  private void ask(
      SlpExchange open,
      About about,
      SlpMessage request,
      boolean stream,
      BiConsumer<About, SlpReply> answered) {
    InetSocketAddress agent = new InetSocketAddress(about.whom().address(), open.port());
    Consumer<SlpReply> onReply = reply -> post(() -> answered.accept(about, reply));
    close(about);
    questions.put(
        about,
        stream
            ? open.stream(request, agent, onReply, why -> LOG.debug("{} by TCP: {}", agent, why))
            : open.unicast(request, agent, null, onReply));
  }

  private void advertised(About about, SlpReply reply) {
    close(about);
    if (reply.message() instanceof DAAdvert advert) {
      heard(advert, about.whom().address(), true);
    }
  }

  private void close(About about) {
    SlpExchange.Question question = questions.remove(about);
    if (question != null) {
      question.close();
    }
  }

  /**
   * This machine's address on the way to the peer: the routing table tells, nothing is sent. It is
   * registered for everybody, so an IPv4 address of the same interface comes first, and one that
   * reaches no further than its link does not count (RFC 3111 section 4.2.3).
   */
  private String ownAddress(InetAddress peer) {
    SlpExchange open = exchange;
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(new InetSocketAddress(peer, open == null ? 427 : open.port()));
      InetAddress own = probe.getLocalAddress();
      return own.isAnyLocalAddress() ? "" : widest(own);
    } catch (IOException noRoute) {
      return "";
    }
  }

  private static String widest(InetAddress own) throws IOException {
    NetworkInterface nif =
        own instanceof Inet6Address ? NetworkInterface.getByInetAddress(own) : null;
    return Stream.concat(nif == null ? Stream.empty() : nif.inetAddresses(), Stream.of(own))
        .filter(address -> !address.isLinkLocalAddress() || address instanceof Inet4Address)
        .min(Comparator.comparing(Inet6Address.class::isInstance))
        .map(Answers::host)
        .orElse("");
  }

  private void leaveIfDone() {
    synchronized (this) {
      if (!leaving || left || registrations.known()) {
        return;
      }
      left = true;
    }
    release();
  }

  private void leaveAnyway() {
    synchronized (this) {
      if (!leaving || left) {
        return;
      }
      left = true;
    }
    release();
  }

  private void release() {
    stopTimer();
    closeExchange();
    report = List.of();
    lease.close();
    ended.countDown();
    told.run();
  }

  private void closeExchange() {
    questions.values().forEach(SlpExchange.Question::close);
    questions.clear();
    if (search != null) {
      search.close();
      search = null;
    }
    if (listening != null) {
      listening.close();
      listening = null;
    }
    if (exchange != null) {
      exchange.close();
      exchange = null;
    }
  }
}
