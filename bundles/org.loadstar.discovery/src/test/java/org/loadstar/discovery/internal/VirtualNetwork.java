// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;

/**
 * A network with a clock of its own, which does not pass by itself: datagrams take half a round
 * trip, and some are lost. Messages are bytes on the way. There is no TCP.
 */
final class VirtualNetwork implements SlpExchange {
  /** What an agent answers; empty for silence. */
  interface Answerer extends Function<SlpMessage, Optional<SlpMessage>> {}

  private record Event(long at, long number, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.ofEpochSecond(0, now);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private final Random random;
  private final long halfTrip;
  private final double loss;
  private final List<Integer> versions;
  private final SlpLink link = new SlpLink("virtual0", address("10.0.0.254"));
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<InetSocketAddress, Answerer> agents = new LinkedHashMap<>();
  private final Map<Integer, Asked> questions = new HashMap<>();
  private final Timers timers = new Timers();
  private long number;
  private long now;
  private int xid;
  private long sent;

  VirtualNetwork(long seed, long roundTripMillis, double loss, List<Integer> versions) {
    this.random = new Random(seed);
    this.halfTrip = roundTripMillis * 500_000;
    this.loss = loss;
    this.versions = versions;
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  void agent(String address, Answerer answerer) {
    agents.put(new InetSocketAddress(address(address), 427), answerer);
  }

  /** Lets time pass until the future is done; tells how long it took, in milliseconds. */
  long await(CompletableFuture<?> future) {
    while (!future.isDone()) {
      Event event = events.remove();
      now = event.at;
      event.task.run();
    }
    return now / 1_000_000;
  }

  private void after(long nanos, Runnable task) {
    events.add(new Event(now + nanos, number++, task));
  }

  private boolean lost() {
    return random.nextDouble() < loss;
  }

  private void send(SlpMessage request, Collection<InetSocketAddress> to) {
    sent++;
    SlpMessage arriving = onTheWire(request);
    for (InetSocketAddress agent : to) {
      Answerer answerer = agents.get(agent);
      if (answerer != null && !lost()) {
        after(halfTrip, () -> arrived(arriving, agent, answerer));
      }
    }
  }

  private void arrived(SlpMessage request, InetSocketAddress agent, Answerer answerer) {
    String own = agent.getAddress().getHostAddress();
    if (request instanceof SrvRqst r && r.previousResponders().contains(own)) {
      return;
    }
    answerer
        .apply(request)
        .map(VirtualNetwork::onTheWire)
        .filter(reply -> !lost())
        .ifPresent(reply -> after(halfTrip, () -> replied(reply, agent)));
  }

  private void replied(SlpMessage reply, InetSocketAddress agent) {
    Asked question = questions.get(reply.header().xid());
    if (question != null && question.responders.add(agent)) {
      question.onReply.accept(new SlpReply(reply, agent, link));
    }
  }

  private static SlpMessage onTheWire(SlpMessage message) {
    ByteBuf bytes = Unpooled.buffer();
    try {
      SlpCodec.encodeReply(message, 1400, bytes);
      return SlpCodec.decode(bytes);
    } catch (SlpException fault) {
      throw new IllegalStateException(fault);
    } finally {
      bytes.release();
    }
  }

  @Override
  public ScheduledExecutorService executor() {
    return timers;
  }

  @Override
  public List<SlpLink> links() {
    return List.of(link);
  }

  @Override
  public int port() {
    return 427;
  }

  @Override
  public int mtu() {
    return 1400;
  }

  @Override
  public List<String> faults() {
    return List.of();
  }

  @Override
  public int newXid() {
    return ++xid;
  }

  @Override
  public Question multicast(
      SlpMessage request, Collection<SlpLink> links, Consumer<? super SlpReply> onReply) {
    return new Asked(request, agents.keySet(), onReply);
  }

  @Override
  public Question unicast(
      SlpMessage request,
      InetSocketAddress agent,
      SlpLink way,
      Consumer<? super SlpReply> onReply) {
    return new Asked(request, List.of(agent), onReply);
  }

  @Override
  public Question stream(
      SlpMessage request,
      InetSocketAddress agent,
      Consumer<? super SlpReply> onReply,
      Consumer<? super String> onFailure) {
    after(0, () -> onFailure.accept("there is no TCP here"));
    return new Asked(request, List.of(), onReply);
  }

  @Override
  public boolean connected(InetSocketAddress agent) {
    return false;
  }

  @Override
  public void announce(SlpMessage announcement, Collection<SlpLink> links) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Integer> versions() {
    return versions;
  }

  @Override
  public SlpCounters counters() {
    return new SlpCounters(sent, 0, 0);
  }

  @Override
  public void close() {
    questions.clear();
  }

  private final class Asked implements Question {
    final Set<InetSocketAddress> responders = new HashSet<>();
    final Consumer<? super SlpReply> onReply;
    private final int xid;
    private final Collection<InetSocketAddress> to;

    Asked(
        SlpMessage request, Collection<InetSocketAddress> to, Consumer<? super SlpReply> onReply) {
      this.xid = request.header().xid();
      this.to = to;
      this.onReply = onReply;
      questions.put(xid, this);
      repeat(request);
    }

    @Override
    public int xid() {
      return xid;
    }

    @Override
    public void repeat(SlpMessage request) {
      send(request, to);
    }

    @Override
    public void close() {
      questions.remove(xid, this);
    }
  }

  /** Timers of the clock. */
  private final class Timers extends AbstractExecutorService implements ScheduledExecutorService {
    @Override
    public void execute(Runnable task) {
      after(0, task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      Timer timer = new Timer();
      after(
          unit.toNanos(delay),
          () -> {
            if (!timer.isCancelled()) {
              task.run();
            }
          });
      return timer;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable task, long first, long period, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long first, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) {
      return true;
    }
  }

  private static final class Timer extends CompletableFuture<Object>
      implements ScheduledFuture<Object> {
    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}
