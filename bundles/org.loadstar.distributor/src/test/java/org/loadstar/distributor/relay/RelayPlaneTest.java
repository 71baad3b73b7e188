// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.TargetRow;

class RelayPlaneTest {
  private static final int LARGE = 20_000_000;

  private final Rig rig = new Rig(loops());

  Loops loops() {
    return Loops.nio();
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private static <T> Future<T> async(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(150, TimeUnit.SECONDS);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void everyByteArrivesBothWaysAtOnce() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer client = rig.client();
    Peer server = rig.closing(host.accept());
    byte[] up = random(LARGE);
    byte[] down = random(LARGE + 1);
    Future<byte[]> atServer = async(server::all);
    Future<byte[]> atClient = async(client::all);
    Future<Boolean> serverSends = async(() -> sendAll(server, down));
    sendAll(client, up);
    get(serverSends);
    assertArrayEquals(up, get(atServer));
    assertArrayEquals(down, get(atClient));
    rig.awaitLive(0);
    PlaneEvent.Closed closed = rig.events(PlaneEvent.Closed.class).get(0);
    assertEquals(LARGE, closed.fromClient());
    assertEquals(LARGE + 1, closed.fromTarget());
  }

  private static boolean sendAll(Peer peer, byte[] bytes) throws IOException {
    peer.send(bytes);
    peer.endOutput();
    return true;
  }

  /** Whoever does not read makes the other side wait, and costs bounded memory. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSlowReaderIsWaitedFor(boolean clientIsSlow) throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer client = rig.client();
    Peer server = rig.closing(host.accept());
    Peer slow = clientIsSlow ? client : server;
    Peer fast = clientIsSlow ? server : client;
    int total = 100_000_000;
    AtomicLong written = new AtomicLong();
    byte[] piece = random(100_000);
    Future<Boolean> writing =
        async(
            () -> {
              while (written.get() < total) {
                fast.send(piece);
                written.addAndGet(piece.length);
              }
              fast.endOutput();
              return true;
            });
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
    // Four socket buffers of at most 6 MB each, and a little of ours.
    assertTrue(written.get() < 40_000_000, "written: " + written);
    // The other direction is not held up by it.
    slow.send("hello\n");
    assertEquals("hello", fast.line());
    long read = 0;
    byte[] buffer = new byte[1 << 20];
    for (int n = 0; n >= 0; n = slow.socket.getInputStream().read(buffer)) {
      read += n;
    }
    assertTrue(get(writing));
    assertEquals(total, read);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneDirectionMayEndBeforeTheOther(boolean clientEnds) throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer client = rig.client();
    Peer server = rig.closing(host.accept());
    Peer first = clientEnds ? client : server;
    Peer second = clientEnds ? server : client;
    first.send("last words");
    first.endOutput();
    assertEquals("last words", second.line());
    assertTrue(second.isOver());
    await().until(() -> rig.live().get(0).state() == ConnectionState.CLOSING);
    second.send("and an answer\n");
    assertEquals("and an answer", first.line());
    second.close();
    assertTrue(first.isOver());
    rig.awaitLive(0);
    assertEquals(1, rig.events(PlaneEvent.Closing.class).size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResetArrivesAsAReset(boolean clientResets) throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer client = rig.client();
    Peer server = rig.closing(host.accept());
    client.send("x");
    assertEquals('x', server.bytes(1)[0]);
    (clientResets ? client : server).reset();
    assertTrue((clientResets ? server : client).isReset());
    rig.awaitLive(0);
  }

  @Test
  void aTargetThatDiesInTheMiddleIsToldToItsClient() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer client = rig.client();
    Peer server = host.accept();
    Future<Boolean> writing = async(() -> sendAll(client, random(LARGE)));
    server.bytes(1_000_000);
    server.close(); // unread bytes: its system answers with RST
    assertTrue(client.isOver());
    await().until(writing::isDone);
    rig.awaitLive(0);
  }

  @Test
  @Timeout(180)
  void tenThousandShortConnections() throws Exception {
    int count = 10_000;
    Host[] hosts = {rig.host(0), rig.host(1), rig.host(2)};
    rig.apply(hosts[0].row(), hosts[1].row(), hosts[2].row());
    for (Host host : hosts) {
      async(
          () -> {
            while (true) {
              try (Peer peer = host.accept()) {
                peer.send(peer.line() + "\n");
              }
            }
          });
    }
    AtomicInteger next = new AtomicInteger();
    Callable<Integer> clients =
        () -> {
          int done = 0;
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try (Peer peer = Peer.connect("127.0.2." + (1 + i % 250), rig.at)) {
              peer.send("hello " + i + "\n");
              done += peer.line().equals("hello " + i) ? 1 : 0;
            }
          }
          return done;
        };
    List<Future<Integer>> all = List.of(async(clients), async(clients), async(clients));
    int done = 0;
    for (Future<Integer> each : all) {
      done += get(each);
    }
    assertEquals(count, done);
    rig.awaitLive(0);
    Map<String, Long> shares =
        rig.events(PlaneEvent.Closed.class).stream()
            .collect(Collectors.groupingBy(PlaneEvent.Closed::target, Collectors.counting()));
    assertEquals(Map.of("t0", 3334L, "t1", 3333L, "t2", 3333L), shares);
    assertEquals(List.of(), rig.events(PlaneEvent.Refused.class));
  }

  @Test
  void anotherTargetIsTriedWhereOneRefuses() throws Exception {
    Host dead = rig.host(0);
    Host alive = rig.host(1);
    dead.close();
    rig.apply(dead.row(), alive.row());
    Peer client = rig.client();
    try (Peer server = alive.accept()) {
      server.send("here\n");
      assertEquals("here", client.line());
    }
    PlaneEvent.Refused refused = rig.events(PlaneEvent.Refused.class).get(0);
    assertEquals("t0", refused.target());
    assertEquals("connection refused", refused.reason());
    assertEquals(
        List.of("t0", "t1"),
        rig.events(PlaneEvent.Opened.class).stream().map(PlaneEvent.Opened::target).toList());
  }

  @Test
  void whereAllRefuseTheClientIsReset() throws Exception {
    Host one = rig.host(0);
    Host two = rig.host(1);
    one.close();
    two.close();
    rig.apply(one.row(), two.row());
    assertTrue(Peer.isRefused("127.0.2.1", rig.at));
    rig.awaitLive(0);
    assertEquals(
        List.of("t0", "t1"),
        rig.events(PlaneEvent.Refused.class).stream().map(PlaneEvent.Refused::target).toList());
  }

  @Test
  void whoeverWaitsForAPlaceGetsTheNext() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row(1, true, 0));
    Peer first = rig.client();
    Peer atServer = host.accept();
    Peer second = rig.client();
    second.send("waiting\n");
    Peer third = rig.client();
    third.send("too\n");
    first.close();
    atServer.close();
    try (Peer served = host.accept()) {
      assertEquals("waiting", served.line());
      second.close();
    }
    // Another table lets more in.
    rig.apply(host.row(2, true, 0));
    try (Peer served = host.accept()) {
      assertEquals("too", served.line());
    }
  }

  @Test
  void whoeverGoesWhileItWaitsDoesNotCountAgainstTheTarget() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row(1, true, 0));
    Peer first = rig.client();
    Peer atServer = host.accept();
    Peer waiting = rig.client();
    waiting.reset();
    first.close();
    atServer.close();
    rig.awaitLive(0);
    for (PlaneEvent.Refused refused : rig.events(PlaneEvent.Refused.class)) {
      assertEquals("", refused.target(), refused.reason());
    }
    rig.client();
    host.accept().close();
  }

  @Test
  void whoeverWaitsForATargetThatIsDrainedGoesElsewhere() throws Exception {
    Host one = rig.host(0);
    Host two = rig.host(1);
    rig.apply(one.row(1, true, 0));
    rig.client();
    rig.closing(one.accept());
    Peer waiting = rig.client();
    waiting.send("waiting\n");
    rig.apply(two.row());
    try (Peer served = two.accept()) {
      assertEquals("waiting", served.line());
    }
  }

  @Test
  void nobodyWaitsForEver() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row(1, true, 0));
    rig.client();
    rig.closing(host.accept());
    PlaneLimits limits = new PlaneLimits(100, 100, 100, 1000, 200);
    rig.apply(limits, "", Map.of(), host.row(1, true, 0));
    assertTrue(rig.client().isOver());
    assertEquals("no place in time", rig.events(PlaneEvent.Refused.class).get(0).reason());
    assertEquals(1, rig.live().size());
  }

  /** A target whose system drops what comes: its queue of connections is full. */
  private TargetRow silent() throws IOException {
    ServerSocket server = rig.closing(new ServerSocket(0, 1, Peer.address("127.0.1.200")));
    Host host = rig.closing(new Host("silent", "127.0.1.200"));
    TargetRow row = host.row();
    for (int i = 0; i < 2; i++) {
      rig.closing(Peer.connect("127.0.2.9", (InetSocketAddress) server.getLocalSocketAddress()));
    }
    return new TargetRow("silent", row.address(), server.getLocalPort(), false, 0, false, 0);
  }

  @Test
  void aTargetThatDoesNotAnswerIsGivenUpInTime() throws Exception {
    rig.apply(new PlaneLimits(100, 100, 100, 1000, 300), "", Map.of(), silent());
    assertTrue(rig.client().isOver());
    PlaneEvent.Refused refused = rig.events(PlaneEvent.Refused.class).get(0);
    assertEquals("silent", refused.target());
    assertEquals("no answer in time", refused.reason());
  }

  @Test
  void halfOpenConnectionsAreBoundedAndPushOutNoneThatIsEstablished() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer running = rig.client();
    Peer server = rig.closing(host.accept());
    rig.apply(new PlaneLimits(100, 3, 100, 1000, 60_000), "", Map.of(), silent());
    for (int i = 0; i < 3; i++) {
      rig.client();
    }
    assertTrue(Peer.isRefused("127.0.2.3", rig.at));
    assertEquals(
        "too many half-open connections", rig.events(PlaneEvent.Refused.class).get(0).reason());
    assertEquals(
        3, rig.live().stream().filter(c -> c.state() == ConnectionState.HALF_OPEN).count());
    running.send("still here\n");
    assertEquals("still here", server.line());
    rig.plane.end(Rig.VIP, "silent");
    rig.awaitLive(1);
  }

  @Test
  void theTargetIsToldTheClientByTheProxyProtocol() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row(0, false, 1));
    Peer client = rig.client();
    client.send("data\n");
    try (Peer server = host.accept()) {
      assertEquals(
          "PROXY TCP4 127.0.2.1 127.0.0.1 " + client.socket.getLocalPort() + " " + rig.at.getPort(),
          server.line());
      assertEquals("data", server.line());
    }
    rig.apply(host.row(0, false, 2));
    Peer binary = rig.client();
    binary.send("data\n");
    try (Peer server = host.accept()) {
      int from = binary.socket.getLocalPort();
      int to = rig.at.getPort();
      byte[] expected = {
        13,
        10,
        13,
        10,
        0,
        13,
        10,
        'Q',
        'U',
        'I',
        'T',
        10,
        0x21,
        0x11,
        0,
        12,
        127,
        0,
        2,
        1,
        127,
        0,
        0,
        1,
        (byte) (from >> 8),
        (byte) from,
        (byte) (to >> 8),
        (byte) to
      };
      assertArrayEquals(expected, server.bytes(expected.length));
      assertEquals("data", server.line());
    }
  }

  @Test
  void theConnectionsOfOneTargetEndWhenItsTimeIsOver() throws Exception {
    Host one = rig.host(0);
    Host two = rig.host(1);
    rig.apply(one.row(), two.row());
    Peer first = rig.client();
    Peer atOne = rig.closing(one.accept());
    Peer second = rig.client();
    Peer atTwo = rig.closing(two.accept());
    rig.plane.end(Rig.VIP, "t0");
    assertTrue(first.isOver());
    assertTrue(atOne.isOver());
    second.send("on\n");
    assertEquals("on", atTwo.line());
    rig.awaitLive(1);
  }

  @Test
  void aPortThatIsTakenIsToldAndOpenedWhenItIsFree() throws Exception {
    Host host = rig.host(0);
    ServerSocket taken = new ServerSocket(rig.at.getPort(), 1, rig.at.getAddress());
    rig.apply(host.row());
    await().until(() -> rig.recorder.faults().size() == 1);
    String fault = rig.recorder.faults().get(0);
    assertTrue(fault.contains("port " + rig.at.getPort() + " of 127.0.0.1"), fault);
    taken.close();
    await().until(() -> rig.recorder.faults().equals(List.of(fault, "")));
    Peer client = rig.client();
    try (Peer server = host.accept()) {
      server.send("now\n");
      assertEquals("now", client.line());
    }
  }

  @Test
  void whatIsIdleForLongerThanWantedEndsAndWhatIsNotGoesOn() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer older = rig.client();
    Peer atOlder = rig.closing(host.accept());
    older.send("here\n");
    assertEquals("here", atOlder.line());
    rig.apply(new PlaneLimits(100, 100, 100, 1000, 5000, 1), "", Map.of(), host.row());
    Peer idle = rig.client();
    Peer atIdle = rig.closing(host.accept());
    assertTrue(idle.isOver());
    assertTrue(atIdle.isOver());
    // What was established before has no limit.
    older.send("still here\n");
    assertEquals("still here", atOlder.line());
    rig.awaitLive(1);
  }

  @Test
  void aHalfClosedConnectionMayStillTransferMuch() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    Peer client = rig.client();
    Peer server = rig.closing(host.accept());
    client.send("all, please\n");
    client.endOutput();
    assertEquals("all, please", server.line());
    assertTrue(server.isOver());
    byte[] all = random(LARGE);
    Future<Boolean> sending = async(() -> sendAll(server, all));
    await().until(() -> !sending.isDone()); // the client is slow, and the target waits
    assertArrayEquals(all, client.all());
    assertTrue(get(sending));
    rig.awaitLive(0);
  }

  /** The end comes with the last bytes, before a target has even answered. */
  @Test
  void whoeverSaysAllAtOnceAndEndsIsHeard() throws Exception {
    Host host = rig.host(0);
    rig.apply(host.row());
    byte[] all = random(100_000);
    for (int i = 0; i < 100; i++) {
      try (Peer client = rig.client()) {
        client.send(all);
        client.endOutput();
        try (Peer server = host.accept()) {
          assertArrayEquals(all, server.all());
        }
        assertTrue(client.isOver());
      }
    }
    rig.awaitLive(0);
  }

  @Test
  void nothingIsLeftWhenItStops() throws Exception {
    Host host = rig.host(0);
    assertEquals(0, rig.loops.leases.get());
    rig.apply(host.row());
    assertEquals(1, rig.loops.leases.get());
    Peer client = rig.client();
    Peer server = rig.closing(host.accept());
    rig.plane.close();
    assertTrue(client.isOver());
    assertTrue(server.isOver());
    assertEquals(0, rig.loops.leases.get());
    // The selector lets go of the port when it selects next.
    await()
        .ignoreExceptions()
        .until(
            () -> {
              new ServerSocket(rig.at.getPort(), 1, rig.at.getAddress()).close();
              return true;
            });
    CompletableFuture.runAsync(() -> rig.plane.withdraw(Rig.VIP, true)).get(5, TimeUnit.SECONDS);
    rig.apply(host.row()); // and it can begin again
    rig.client();
    rig.closing(host.accept());
  }
}
