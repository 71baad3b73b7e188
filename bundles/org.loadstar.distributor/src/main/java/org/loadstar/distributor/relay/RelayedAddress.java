// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.net.NetworkStack;

/**
 * One distributed address: its table, its listening sockets, its connections. It lives until it is
 * withdrawn and its last connection is over; then it gives the event loops back. Thread-safe.
 */
final class RelayedAddress implements Sockets.Acceptor {
  /** Why connections are refused then. */
  static final String NO_DESCRIPTORS = "no descriptors are left";

  /** When there were enough for so long, it is over. */
  private static final int CALM_SECONDS = 5;

  private static final String DESCRIPTORS = "descriptors";

  private final NetworkStack.Lease lease;
  private final EventLoop home;
  private final FlowCaller.Finder helpers;
  private final Router router;
  private final Admission admission;
  private final Reports reports;
  private final RefusalLog log;
  private final Slices slices = new Slices(this::changed);
  private final Listening listening;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private volatile ForwardingTable table;
  private final Reserve reserve;
  private final Clock clock;
  private final AtomicInteger exhaustions = new AtomicInteger();
  private final AtomicBoolean exhausted = new AtomicBoolean();

  // Guarded by this.
  private int lives = 1;
  private boolean withdrawn;

  RelayedAddress(
      ForwardingTable table,
      PlaneListener listener,
      NetworkStack network,
      FlowCaller.Finder helpers,
      Reserve reserve,
      AtomicLong sequence) {
    this.table = table;
    this.reserve = reserve;
    this.clock = network.clock();
    this.helpers = helpers;
    lease = network.streams();
    home = lease.group().next();
    router = new Router(network.clock());
    admission = new Admission(table.limits(), System.nanoTime());
    reports = new Reports(table.vip(), home, listener, sequence);
    log = new RefusalLog(table.vip());
    listening = new Listening(home, reports, this);
    reserve.use();
    hold(table);
  }

  private void hold(ForwardingTable changed) {
    table = changed;
    admission.limits(changed.limits());
    router.apply(changed);
    changed();
  }

  /** Takes another table; false where all is over already. */
  boolean apply(ForwardingTable changed, PlaneListener listener) {
    synchronized (this) {
      if (lives == 0) {
        return false;
      }
      if (withdrawn) {
        withdrawn = false;
        lives++;
      }
    }
    reports.listener(listener);
    hold(changed);
    return true;
  }

  /** Takes no new connections; ends those there are, or leaves them. */
  void withdraw(boolean end) {
    boolean first;
    synchronized (this) {
      first = !withdrawn && lives > 0;
      withdrawn = true;
    }
    if (first) {
      hold(withoutPorts(table));
    }
    if (end) {
      connections.forEach(Connection::end);
    }
    if (first) {
      home.execute(this::release); // after the sockets are closed
    }
  }

  private static ForwardingTable withoutPorts(ForwardingTable last) {
    return new ForwardingTable(
        last.vip(),
        last.epoch(),
        last.address(),
        List.of(),
        last.targets(),
        List.of(),
        last.affinitySeconds(),
        List.of(),
        List.of(),
        last.slices(),
        last.helper(),
        last.limits());
  }

  /** Ends the connections of a target. */
  void end(String target) {
    connections.stream().filter(c -> c.isOf(target)).forEach(Connection::end);
  }

  /** Done when nothing is left. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** What moves its bytes: {@code nio} or {@code epoll}. */
  String transport() {
    return Sockets.transport(home);
  }

  Clock clock() {
    return clock;
  }

  Router router() {
    return router;
  }

  Admission admission() {
    return admission;
  }

  Reports reports() {
    return reports;
  }

  RefusalLog log() {
    return log;
  }

  Slices slices() {
    return slices;
  }

  /** The helper for a new control connection, or null. */
  @Nullable FlowCaller helper(FlowHelper.Start start) {
    String name = table.helper();
    FlowCaller helper = name.isEmpty() ? null : helpers.open(name, start);
    reports.fault(
        "helper",
        name.isEmpty() || helper != null
            ? ""
            : "there is no helper '" + name + "': connections are relayed as they are; install it");
    return helper;
  }

  /** Other ports may have to be open. */
  private void changed() {
    home.execute(
        () -> {
          ForwardingTable now = table;
          Set<Integer> ports = new TreeSet<>(router.ports());
          ports.addAll(slices.ports(now));
          listening.listen(now.address(), ports);
          if (router.expects()) {
            home.schedule(this::changed, 1, TimeUnit.SECONDS);
          }
        });
  }

  @Override
  public void accepted(Stream client) {
    ConnectionKey key = key(client);
    if (exhausted.get()) {
      reports.refused(key, NO_DESCRIPTORS);
      client.reset();
    } else if (!slices.allows(table, key.port(), key.client())) {
      refuse(client, key, "the ports of a slice are for those with a control connection there");
    } else {
      admit(client, key, this::decide, null);
    }
  }

  private Verdict decide(ConnectionKey key, Set<String> tried, Waiter waiter) {
    Verdict verdict = router.decide(key, tried, waiter);
    if (verdict instanceof Verdict.Go go && go.cause() == ConnectionCause.EXPECTATION) {
      changed(); // its port may not be needed any more
    }
    return verdict;
  }

  @Override
  public void failed(Throwable cause) {
    exhausted(cause);
  }

  private static ConnectionKey key(Stream client) {
    return new ConnectionKey(
        client.remote().getAddress(),
        client.remote().getPort(),
        client.local().getAddress(),
        client.local().getPort());
  }

  private void admit(
      Stream client, ConnectionKey key, Opening.Decider decider, @Nullable InetAddress source) {
    String reason = admission.admit(key.client(), System.nanoTime());
    if (reason == null) {
      Opening opening = new Opening(this, key, client, lease.group().next(), decider, source);
      enter(opening);
      opening.start();
    } else {
      refuse(client, key, reason);
    }
  }

  private void refuse(Stream client, ConnectionKey key, String reason) {
    reports.refused(key, reason);
    log.refused(key.client(), reason);
    client.reset();
  }

  /** A client came to a port that was opened for it. */
  void passive(Stream client, Verdict.Go control, int targetPort, InetAddress source) {
    ConnectionKey key = key(client);
    Verdict.Go go =
        new Verdict.Go(control.target(), targetPort, ConnectionCause.EXPECTATION, control.epoch());
    admit(
        client,
        key,
        (k, tried, w) -> tried.isEmpty() ? go : new Verdict.None("its target refuses"),
        source);
  }

  /** A target came to a port that was opened for it; its connection goes to a client. */
  void active(
      Stream target,
      Verdict.Go control,
      InetSocketAddress client,
      InetAddress source,
      Runnable done) {
    String reason = admission.admit(client.getAddress(), System.nanoTime());
    if (reason == null) {
      Verdict.Go go =
          new Verdict.Go(control.target(), 0, ConnectionCause.OUTBOUND, control.epoch());
      OutboundOpening opening =
          new OutboundOpening(this, go, target, client, lease.group().next(), done);
      enter(opening);
      opening.start(source);
    } else {
      log.refused(client.getAddress(), reason);
      target.reset();
      done.run();
    }
  }

  private void enter(Connection opening) {
    synchronized (this) {
      lives++;
    }
    connections.add(opening);
  }

  /** A half-open connection is relayed from now on. */
  void relayed(Connection opening, Connection relay) {
    connections.add(relay);
    connections.remove(opening);
  }

  /** A connection is over. */
  void left(Connection connection, InetAddress client) {
    connections.remove(connection);
    admission.closed(client);
    release();
  }

  /** There are no sockets to be had: refuses new connections until there are some again. */
  void exhausted(Throwable cause) {
    reserve.release();
    exhaustions.incrementAndGet();
    if (exhausted.compareAndSet(false, true)) {
      reports.fault(
          DESCRIPTORS,
          "no more connections can be taken ("
              + Faults.text(cause)
              + "); raise the limit of open files or lower that of connections");
      refillLater();
    }
  }

  private void refillLater() {
    home.schedule(this::refill, Sockets.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void refill() {
    if (over.isDone()) {
      return;
    } else if (reserve.refill()) {
      exhausted.set(false);
      int before = exhaustions.get();
      home.schedule(
          () -> {
            if (exhaustions.get() == before) {
              reports.fault(DESCRIPTORS, "");
            }
          },
          CALM_SECONDS,
          TimeUnit.SECONDS);
    } else {
      refillLater();
    }
  }

  private void release() {
    synchronized (this) {
      lives--;
      if (lives > 0) {
        return;
      }
    }
    reports.flush();
    reserve.leave();
    lease.close();
    over.complete(null);
  }
}
