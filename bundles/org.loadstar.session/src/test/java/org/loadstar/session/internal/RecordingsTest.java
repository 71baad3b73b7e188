// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.RecordListener;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.trace.Trace;
import org.loadstar.tn3270.trace.TraceSide;

/** Those who write down what happens in a session. */
class RecordingsTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String CANARY = "CANARY-xyzzy";

  /** A user name, and a password that is not displayed. */
  private static final String LOGON =
      "f5 c3 11 40 40 1d 40 13 '        ' 1d 4c '            ' 1d f0 'LOGON' ff ef";

  /** What is written, and that it was closed. */
  private static final class Written extends StringWriter {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void close() {
      closed.countDown();
    }

    String all() throws InterruptedException {
      assertTrue(closed.await(10, TimeUnit.SECONDS), "the trace was not closed");
      return toString();
    }
  }

  /** Keeps every screen. */
  private static final class Seen implements RecordListener {
    private final List<Long> numbers = new CopyOnWriteArrayList<>();
    private final List<ScreenSnapshot> screens = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void record(long number, ScreenSnapshot screen) {
      numbers.add(number);
      screens.add(screen);
    }

    @Override
    public void ended() {
      ended.countDown();
    }

    List<List<Object>> all() throws InterruptedException {
      assertTrue(ended.await(10, TimeUnit.SECONDS), "the listener was not told the end");
      return screens.stream().map(RecordingsTest::content).toList();
    }
  }

  private static List<Object> content(ScreenSnapshot screen) {
    List<Object> content = new ArrayList<>(screen.text());
    content.add(screen.cursor());
    content.add(screen.lock());
    for (int at = 0; at < screen.rows() * screen.columns(); at++) {
      content.add(
          List.of(
              screen.code(at),
              screen.field(at),
              screen.foreground(at),
              screen.highlighting(at),
              screen.characterSet(at)));
    }
    return content;
  }

  private static Session open(World world, SessionProfile profile, Writer trace, Seen seen)
      throws Exception {
    return world
        .sessions
        .open(
            profile,
            session -> {
              session.trace(trace);
              session.follow(seen);
            })
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static void shows(Session session, String text) throws Exception {
    session
        .await(screen -> screen.shows(text), LONG)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static String hex(TraceSide side, String trace) {
    StringBuilder all = new StringBuilder();
    for (Trace.Read read : Trace.parse(trace).reads()) {
      all.append(read.side() == side ? HexFormat.of().formatHex(read.bytes()) : "");
    }
    return all.toString();
  }

  private static void assertNoCanary(String trace) {
    assertFalse(trace.contains(CANARY), trace);
    for (TraceSide side : TraceSide.values()) {
      String bytes = hex(side, trace);
      assertFalse(bytes.contains(HexFormat.of().formatHex(CodePage.CP037.encode(CANARY))), trace);
      assertFalse(
          bytes.contains(HexFormat.of().formatHex(CANARY.getBytes(StandardCharsets.US_ASCII))),
          trace);
    }
  }

  /** Logs on with the canary as password; the host repeats it. */
  private static ScriptedHost logon(boolean plain) throws IOException {
    String header = plain ? "" : "00 00 00 00 00 ";
    return new ScriptedHost(
        peer -> {
          if (plain) {
            peer.negotiatePlain();
          } else {
            peer.negotiate("LU1");
            peer.bind();
          }
          peer.send(header + LOGON);
          peer.expect(header + "7d 40 c1 11 40 c1 'ME      ' 11 40 4a '" + CANARY + "' ff ef");
          peer.send(
              header + "f1 c3 11 c1 50 'NO USER WITH " + CANARY + "' 29 02 c0 f0 42 f2 ff ef");
          peer.expect(header.isEmpty() ? "6d ff ef" : "00 00 00 00 01 6d ff ef");
          peer.send(header + "f5 c3 08 ad 'GOODBYE' ff ef");
          peer.stay();
        });
  }

  private static void walk(Session session) throws Exception {
    shows(session, "LOGON");
    session.type("ME");
    session.press(Key.TAB);
    session.type(CANARY);
    session.press(Key.ENTER).toCompletableFuture().get(10, TimeUnit.SECONDS);
    shows(session, "NO USER");
    session.press(Key.CLEAR).toCompletableFuture().get(10, TimeUnit.SECONDS);
    shows(session, "GOODBYE");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTraceHasEverythingButThePasswordAndIsPlayedToTheSameScreens(boolean plain)
      throws Exception {
    String trace;
    List<List<Object>> screens;
    try (World world = new World();
        ScriptedHost host = logon(plain)) {
      Written written = new Written();
      Seen seen = new Seen();
      Session session = open(world, World.to(host), written, seen);
      walk(session);
      session.close();
      trace = written.all();
      screens = seen.all();
      assertEquals(plain ? List.of(1L, 2L, 3L) : List.of(1L, 2L, 3L, 4L), seen.numbers);
    }
    assertNoCanary(trace);
    assertTrue(trace.contains("connected to /127.0.0.1:"), trace);
    assertTrue(trace.contains(" Model 3278-2-E, 24 rows x 80 cols"), trace);
    assertTrue(
        hex(TraceSide.CLIENT, trace)
            .contains(
                HexFormat.of()
                    .formatHex(
                        ScriptedHost.bytes("'ME      ' 11 40 4a '*****" + "*******' ff ef"))),
        trace);
    // What the host repeats was a secret to the recorder only: the screen of the trace has the
    // mask where the session had the word.
    List<List<Object>> played;
    try (World world = new World();
        ScriptedHost host = TraceHost.of(Trace.parse(trace))) {
      Seen seen = new Seen();
      Session session = open(world, World.to(host), new Written(), seen);
      shows(session, "GOODBYE");
      session.close();
      played = seen.all();
    }
    assertEquals(screens.size(), played.size());
    for (int at = 0; at < screens.size(); at++) {
      if (at != screens.size() - 2) {
        assertEquals(firstRow(screens.get(at)), firstRow(played.get(at)));
      }
    }
    assertEquals(screens.get(screens.size() - 1), played.get(played.size() - 1));
    assertEquals(
        String.valueOf(screens.get(screens.size() - 2).get(1)).replace(CANARY, "*".repeat(12)),
        played.get(played.size() - 2).get(1));
  }

  private static Object firstRow(List<Object> screen) {
    return screen.get(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTraceOfARunningSessionBeginsWithItsScreen(boolean plain) throws Exception {
    String trace;
    ScreenSnapshot before;
    ScreenSnapshot after;
    try (World world = new World();
        ScriptedHost host = logon(plain)) {
      Session session = world.open(World.to(host));
      shows(session, "LOGON");
      Written written = new Written();
      session.type("ME");
      session.press(Key.TAB);
      session.type(CANARY).toCompletableFuture().get(10, TimeUnit.SECONDS);
      before = session.snapshot();
      AutoCloseable tracing = session.trace(written);
      session.press(Key.ENTER).toCompletableFuture().get(10, TimeUnit.SECONDS);
      shows(session, "NO USER");
      session.press(Key.CLEAR).toCompletableFuture().get(10, TimeUnit.SECONDS);
      shows(session, "GOODBYE");
      tracing.close();
      after = session.snapshot();
      trace = written.all();
      session.close();
    }
    assertNoCanary(trace);
    try (World world = new World();
        ScriptedHost host = TraceHost.of(Trace.parse(trace))) {
      Seen seen = new Seen();
      Session session = open(world, World.to(host), new Written(), seen);
      shows(session, "GOODBYE");
      session.close();
      List<List<Object>> played = seen.all();
      assertEquals(content(before), played.get(plain ? 0 : 1));
      assertEquals(content(after), played.get(played.size() - 1));
    }
  }

  @Test
  void theTraceGoesOnWhenTheSessionMoves() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost first =
            new ScriptedHost(
                peer -> {
                  peer.session("FIRST");
                  go.get(10, TimeUnit.SECONDS);
                });
        ScriptedHost second =
            new ScriptedHost(
                peer -> {
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 'SECOND' ff ef");
                  peer.stay();
                })) {
      world.offer(first, second);
      Written written = new Written();
      Seen seen = new Seen();
      Session session = open(world, SessionProfile.discovering("p"), written, seen);
      shows(session, "FIRST");
      go.complete(null);
      shows(session, "SECOND");
      session.close();
      String trace = written.all();
      assertTrue(trace.contains("connected to /" + first.address()), trace);
      assertTrue(trace.contains("the connection is closed"), trace);
      assertTrue(trace.contains("connected to /" + second.address()), trace);
      assertTrue(seen.all().size() == 3 && seen.numbers.equals(List.of(1L, 2L, 3L)));
    }
  }

  @Test
  void whoFailsHarmsNobody() throws Exception {
    try (World world = new World();
        ScriptedHost host = logon(false)) {
      List<Long> heard = new CopyOnWriteArrayList<>();
      Seen seen = new Seen();
      Writer full =
          new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
              throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {
              throw new IllegalStateException("closed twice");
            }
          };
      Session session = open(world, World.to(host), full, seen);
      session.follow(
          (number, screen) -> {
            heard.add(number);
            throw new IllegalStateException("not today");
          });
      walk(session);
      session.close();
      assertEquals(4, seen.all().size());
      assertTrue(heard.size() <= 1, heard.toString());
    }
  }

  @Test
  void aSlowListenerMissesScreensByTheirNumbers() throws Exception {
    int many = RecordListener.WAITING + 50;
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("READY");
                  go.get(10, TimeUnit.SECONDS);
                  for (int i = 0; i < many; i++) {
                    peer.screen("SCREEN " + i);
                  }
                  peer.screen("DONE");
                  peer.stay();
                })) {
      CountDownLatch hold = new CountDownLatch(1);
      List<Long> numbers = new CopyOnWriteArrayList<>();
      CountDownLatch ended = new CountDownLatch(1);
      Session session = world.open(World.to(host));
      shows(session, "READY");
      session.follow(
          new RecordListener() {
            @Override
            public void record(long number, ScreenSnapshot screen) {
              numbers.add(number);
              try {
                hold.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            }

            @Override
            public void ended() {
              ended.countDown();
            }
          });
      go.complete(null);
      shows(session, "DONE");
      hold.countDown();
      await().atMost(LONG).until(() -> numbers.size() > RecordListener.WAITING);
      session.close();
      assertTrue(ended.await(10, TimeUnit.SECONDS));
      assertTrue(numbers.size() < many, numbers.size() + " of " + many);
      assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
    }
  }

  @Test
  void aSessionThatCannotBePreparedIsNotOpened() throws Exception {
    try (World world = new World();
        ScriptedHost host = logon(false)) {
      ExecutionException failed =
          assertThrows(
              ExecutionException.class,
              () ->
                  world
                      .sessions
                      .open(
                          World.to(host),
                          session -> {
                            throw new IllegalStateException("no file");
                          })
                      .toCompletableFuture()
                      .get(10, TimeUnit.SECONDS));
      assertEquals("no file", failed.getCause().getMessage());
      await().atMost(LONG).until(() -> world.sessions.all().isEmpty() && world.leases.get() == 0);
      assertEquals(0, host.accepted());
    }
  }
}
