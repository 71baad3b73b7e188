// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionException.Kind;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.api.session.SessionState;
import org.loadstar.testkit.Ports;

/** The life of a session: how it begins, moves and ends. */
class EmulatorSessionTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private static SessionException failure(CompletionStage<?> stage) {
    ExecutionException failed =
        assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS));
    return (SessionException) failed.getCause();
  }

  private static ScreenSnapshot shows(Session session, String text) throws Exception {
    return session
        .await(screen -> screen.shows(text), LONG)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void movesToTheNextServerWhenTheHostDoesNotAnswerATimingMark() throws Exception {
    try (World world = new World();
        ScriptedHost first =
            new ScriptedHost(
                peer -> {
                  peer.session("FIRST");
                  peer.expect("ff fd 06");
                  peer.send("ff fc 06");
                  peer.expect("ff fd 06");
                  peer.stay();
                });
        ScriptedHost second = ScriptedHost.staying("SECOND")) {
      world.offer(first, second);
      SessionProfile profile =
          SessionProfile.discovering("p").with(change -> change.keepAlive(Duration.ofSeconds(1)));
      Session session = world.open(profile);
      shows(session, "SECOND");
      String cause = session.choices().get(1).cause();
      assertEquals("lost " + first.address() + ": the host did not answer a timing mark", cause);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"closes", "resets", "unbinds", "floods", "subnegotiates"})
  void movesToTheNextServerWhenTheHostGoes(String way) throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost first =
            new ScriptedHost(
                peer -> {
                  peer.session("FIRST");
                  go.get(10, TimeUnit.SECONDS);
                  switch (way) {
                    case "closes" -> peer.close();
                    case "resets" -> peer.reset();
                    case "unbinds" -> peer.send("04 00 00 00 00 01 ff ef");
                    case "floods" -> {
                      byte[] much = new byte[70_000];
                      Arrays.fill(much, (byte) 0x40);
                      peer.send(much);
                      peer.stay();
                    }
                    default -> {
                      peer.send("ff fa 28");
                      peer.send(new byte[5000]);
                      peer.stay();
                    }
                  }
                });
        ScriptedHost second = ScriptedHost.staying("SECOND")) {
      world.offer(first, second);
      Session session = world.open(SessionProfile.discovering("p"));
      shows(session, "FIRST");
      long before = session.snapshot().generation();
      go.complete(null);
      ScreenSnapshot screen = shows(session, "SECOND");
      assertTrue(screen.generation() > before);
      assertEquals(SessionState.CONNECTED, session.state());
      assertSame(session, world.sessions.all().get(0));

      List<Choice> choices = session.choices();
      assertEquals(2, choices.size());
      assertEquals(choices, world.sessions.choices());
      assertEquals("open", choices.get(0).cause());
      assertEquals(first.address().toString(), choices.get(0).chosen());
      assertEquals(second.address().toString(), choices.get(1).chosen());
      String expected =
          switch (way) {
            case "closes" -> "the server closed the connection";
            case "resets" -> "the connection failed: Connection reset";
            case "unbinds" ->
                "the host ended the application's session (UNBIND NORMAL) and closed the"
                    + " connection";
            case "floods" -> "the server broke the protocol: RECORD_TOO_LONG";
            default -> "the server broke the protocol: SUBNEGOTIATION_TOO_LONG";
          };
      String cause = choices.get(1).cause();
      assertTrue(cause.startsWith("lost " + first.address() + ": " + expected), cause);
      assertEquals(1, choices.get(1).attempts().size());
      assertTrue(world.told.stream().anyMatch(t -> t.startsWith("failed " + first.address())));

      SessionRuntimeDTO dto = new SessionRuntimeDTO();
      world.sessions.tell(dto);
      assertEquals(1, dto.sessions.get(0).moves);
      assertEquals("service:tn3270://" + second.address(), dto.sessions.get(0).url);
      assertEquals(1, world.leases.get());
    }
  }

  @Test
  void isClosedWithTheReasonWhenNoServerIsLeft() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost only =
            new ScriptedHost(
                peer -> {
                  peer.session("ONLY");
                  go.get(10, TimeUnit.SECONDS);
                })) {
      world.offer(only);
      Session session = world.open(SessionProfile.discovering("p"));
      shows(session, "ONLY");
      CompletionStage<ScreenSnapshot> waiting = session.await(screen -> false, LONG);
      world.offers.clear();
      go.complete(null);
      SessionException why = failure(waiting);
      assertEquals(Kind.CLOSED, why.kind());
      assertTrue(why.getMessage().contains("asked scopes [default]"), why.getMessage());
      assertEquals(SessionState.CLOSED, session.state());
      assertEquals(List.of(), world.sessions.all());
      assertEquals(0, world.leases.get());
      assertEquals(Kind.CLOSED, failure(session.type("x")).kind());
      assertEquals(Kind.CLOSED, failure(session.await(s -> false, LONG)).kind());
      assertTrue(session.snapshot().shows("ONLY"));
      assertEquals("X Not connected", session.snapshot().lock());
    }
  }

  @Test
  void aServerThatTakesSessionsAndDropsThemIsNotAskedWithoutPause() throws Exception {
    try (World world = new World();
        ScriptedHost flapping = new ScriptedHost(peer -> peer.session("FLAP"))) {
      Session session = world.open(World.to(flapping));
      await().atMost(LONG).until(() -> session.choices().size() >= 3);
      List<Choice> choices = session.choices();
      Duration pause = Duration.between(choices.get(1).at(), choices.get(2).at());
      assertTrue(pause.toMillis() >= 400, () -> "it came back after " + pause);
      assertTrue(flapping.accepted() < 10);
    }
  }

  @Test
  void withoutReconnectALostConnectionIsTheEnd() throws Exception {
    CompletableFuture<Void> open = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("SHORT");
                  open.get(10, TimeUnit.SECONDS);
                })) {
      Session session = world.open(SessionProfile.to(host.address()));
      open.complete(null);
      await().atMost(LONG).until(() -> session.state() == SessionState.CLOSED);
      assertTrue(
          failure(session.press(Key.ENTER))
              .getMessage()
              .endsWith("lost " + host.address() + ": the server closed the connection"));
      assertEquals(1, host.accepted());
    }
  }

  @Test
  void withSlpOffTheLocatorIsNeverAsked() throws Exception {
    try (World world = new World();
        ScriptedHost closed = new ScriptedHost(peer -> peer.close());
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("HERE");
                });
        ScriptedHost last = ScriptedHost.staying("LAST")) {
      Session session = world.open(World.to(closed, host, last));
      shows(session, "LAST");
      assertEquals(0, world.searches.get());
    }
  }

  @Test
  void refusalsAreToldServerByServer() throws Exception {
    int nobody = Ports.free();
    try (World world = new World(World.HASTY);
        ScriptedHost inUse =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 28");
                  peer.expect("ff fb 28");
                  peer.send("ff fa 28 08 02 ff f0");
                  peer.expect("ff fa 28 02 07 \"IBM-3278-2-E\" ff f0");
                  peer.send("ff fa 28 02 06 05 01 ff f0");
                  peer.expectEnd();
                });
        ScriptedHost silent = new ScriptedHost(ScriptedHost.Peer::expectEnd);
        ScriptedHost garbage =
            new ScriptedHost(
                peer -> {
                  byte[] noise = new byte[100_000];
                  new Random(3270).nextBytes(noise);
                  peer.send(noise);
                  peer.stay();
                });
        ScriptedHost leaving = new ScriptedHost(peer -> peer.send("ff fd 28"))) {
      SessionProfile profile = World.to(inUse, silent, garbage, leaving);
      List<HostPort> hosts = new java.util.ArrayList<>(profile.hosts());
      hosts.add(new HostPort("127.0.0.1", nobody));
      hosts.add(new HostPort("no-such-host.invalid", 23));
      profile = profile.with(change -> change.hosts(hosts));
      SessionException why = failure(world.sessions.open(profile));
      assertEquals(Kind.ALL_REFUSED, why.kind());
      List<String> lines = why.getMessage().lines().toList();
      assertEquals(7, lines.size(), why.getMessage());
      assertEquals(
          inUse.address()
              + ": the server rejected the session: DEVICE-IN-USE, the logical unit is in use, or"
              + " none of the pool is free",
          lines.get(1));
      assertEquals(
          silent.address()
              + ": no session within 1500 ms: time-out: the server asked neither for TN3270E nor for"
              + " a terminal type",
          lines.get(2));
      assertTrue(lines.get(3).startsWith(garbage.address() + ": "), lines.get(3));
      assertTrue(lines.get(4).startsWith(leaving.address() + ": the "), lines.get(4));
      assertTrue(lines.get(5).contains("no connection: Connection refused"), lines.get(5));
      assertEquals(
          "no-such-host.invalid:23: the host name 'no-such-host.invalid' is unknown", lines.get(6));
      assertEquals(0, world.leases.get());
      assertEquals(List.of(), world.sessions.all());
      assertEquals(1, world.sessions.choices().size());
    }
  }

  @Test
  void nothingFoundAndNobodyToFind() throws Exception {
    try (World world = new World()) {
      SessionException nothing = failure(world.sessions.open(SessionProfile.discovering("p")));
      assertEquals(Kind.NO_SERVER_FOUND, nothing.kind());
      world.locator = null;
      SessionException nobody = failure(world.sessions.open(SessionProfile.discovering("p")));
      assertEquals(Kind.NO_SERVER_FOUND, nobody.kind());
      assertTrue(nobody.getMessage().endsWith("there is no discovery service"));
      world.locator =
          world.new Locator() {
            @Override
            public CompletionStage<ServerList> find(ServerQuery query) {
              throw new IllegalStateException("half stopped");
            }
          };
      SessionException broken = failure(world.sessions.open(SessionProfile.discovering("p")));
      assertTrue(broken.getMessage().contains("half stopped"), broken.getMessage());
    }
  }

  @Test
  void collaboratorsMayGoWhileASessionLives() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost first =
            new ScriptedHost(
                peer -> {
                  peer.session("FIRST");
                  peer.expect("00 00 00 00 00 7d 40 40 'FIRST' ff ef");
                  peer.screen("AGAIN");
                  go.get(10, TimeUnit.SECONDS);
                });
        ScriptedHost second = ScriptedHost.staying("SECOND")) {
      world.offer(first, second);
      Session session = world.open(SessionProfile.discovering("p"));
      shows(session, "FIRST");
      var locator = world.locator;
      world.locator = null;
      world.ranker = null;
      session.press(Key.ENTER);
      shows(session, "AGAIN");
      world.locator = locator;
      go.complete(null);
      shows(session, "SECOND");
    }
  }

  @Test
  void awaitTellsWhenTimeIsUp() throws Exception {
    try (World world = new World();
        ScriptedHost host = ScriptedHost.staying("HERE")) {
      Session session = world.open(World.to(host));
      shows(session, "HERE");
      SessionException late = failure(session.await(s -> false, Duration.ofMillis(20)));
      assertEquals(Kind.TIMED_OUT, late.kind());
      assertEquals("no such screen within 20 ms", late.getMessage());
      ExecutionException thrown =
          assertThrows(
              ExecutionException.class,
              () ->
                  session
                      .await(
                          s -> {
                            throw new IllegalStateException("mine");
                          },
                          LONG)
                      .toCompletableFuture()
                      .get(10, TimeUnit.SECONDS));
      assertEquals("mine", thrown.getCause().getMessage());
    }
  }

  @Test
  void aCallerThatBlocksHarmsOnlyItself() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("READY");
                  go.get(10, TimeUnit.SECONDS);
                  peer.screen("HERE");
                  peer.stay();
                });
        ScriptedHost other = ScriptedHost.staying("OTHER")) {
      Session session = world.open(World.to(host));
      for (int i = 0; i < 20; i++) {
        session
            .await(screen -> screen.shows("HERE"), LONG)
            .thenRun(
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
      }
      go.complete(null);
      shows(session, "HERE");
      shows(world.open(World.to(other)), "OTHER");
      // What depends on a stage may wait for another of the same session.
      CompletableFuture<ScreenSnapshot> nested =
          session
              .await(s -> true, LONG)
              .thenApply(
                  s -> session.await(n -> n.shows("HERE"), LONG).toCompletableFuture().join())
              .toCompletableFuture();
      assertTrue(nested.get(10, TimeUnit.SECONDS).shows("HERE"));
    } finally {
      never.countDown();
    }
  }

  @Test
  void closeEndsTheConnectionAndGivesTheLeaseBack() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("HERE");
                  peer.expectEnd();
                })) {
      Session session = world.open(World.to(host));
      shows(session, "HERE");
      assertEquals(1, world.leases.get());
      session.close();
      session.close();
      host.awaitScript();
      await().atMost(LONG).until(() -> world.leases.get() == 0);
      assertEquals(SessionState.CLOSED, session.state());
      assertTrue(world.told.stream().noneMatch(t -> t.startsWith("failed")));
      assertTrue(failure(session.type("x")).getMessage().endsWith("is closed: by its user"));
    }
  }

  @Test
  void cancellingTheOpeningClosesTheSession() throws Exception {
    try (World world = new World();
        ScriptedHost silent = new ScriptedHost(ScriptedHost.Peer::expectEnd)) {
      CompletableFuture<Session> opening =
          world.sessions.open(World.to(silent)).toCompletableFuture();
      await().atMost(LONG).until(() -> silent.accepted() == 1);
      opening.cancel(false);
      silent.awaitScript();
      await().atMost(LONG).until(() -> world.leases.get() == 0);
      assertEquals(List.of(), world.sessions.all());
    }
  }

  @Test
  void aWrongProfileIsRefusedByName() {
    try (World world = new World()) {
      ExecutionException wrong =
          assertThrows(
              ExecutionException.class,
              () ->
                  world
                      .sessions
                      .open(
                          SessionProfile.discovering("p")
                              .with(change -> change.deviceType("VT220")))
                      .toCompletableFuture()
                      .get());
      assertTrue(wrong.getCause().getMessage().startsWith("deviceType = 'VT220' is wrong"));
      assertEquals(0, world.leases.get());
    }
  }

  @Test
  void noContentShowsInToString() throws Exception {
    try (World world = new World();
        ScriptedHost host = ScriptedHost.staying("CANARY")) {
      Session session = world.open(World.to(host));
      assertFalse((shows(session, "CANARY") + " " + session).contains("CANARY"));
    }
  }
}
