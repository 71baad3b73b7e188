// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.CharBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenChange;
import org.loadstar.api.session.ScreenField;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionListener;

/** Screens read and filled by a program. */
class AutomationTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String CANARY = "CANARY9F";

  /**
   * Row 0: "User ===>" and a field of 8 holding OLD; row 1: "Password" and a hidden field of 8; row
   * 2: "Amount" with a numeric field of 4 below it, in row 3.
   */
  private static final String LOGON =
      "f5 c3 11 40 40 1d f0 'User ===>' 1d 40 'OLD' 11 40 d3 1d f0"
          + " 11 c1 50 1d f0 'Password' 1d 4c 13 11 c1 e2 1d f0"
          + " 11 c2 60 1d f0 'Amount' 11 c3 f1 1d 50 11 c3 f6 1d f0 ff ef";

  private static final String DONE = "f1 c2 11 5b e0 'DONE' ff ef";

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static void accepted(CompletionStage<KeyResult> result) throws Exception {
    assertEquals(KeyResult.ACCEPTED, get(result));
  }

  private static KeyResult refused(String lock) {
    return new KeyResult(false, lock);
  }

  private static ScriptedHost host(ScriptedHost.Script then) throws Exception {
    return new ScriptedHost(
        peer -> {
          peer.negotiatePlain();
          peer.send(LOGON);
          then.play(peer);
          peer.stay();
        });
  }

  private static Session logon(World world, ScriptedHost host) throws Exception {
    Session session = world.open(World.to(host));
    get(session.await(screen -> screen.field("User").isPresent(), LONG));
    return session;
  }

  @Test
  void fieldsAreFoundByTheirLabels() throws Exception {
    try (World world = new World();
        ScriptedHost host = host(peer -> {})) {
      ScreenSnapshot screen = logon(world, host).snapshot();
      ScreenField user = screen.field("User").orElseThrow();
      assertEquals(new ScreenField(0, 11, 8, 0x40 | 0xC0, "OLD     "), user);
      assertEquals(List.of(user), screen.fieldsLabelled("===>"));
      ScreenField password = screen.field("Password").orElseThrow();
      assertTrue(password.isHidden());
      assertEquals("        ", password.text());
      ScreenField amount = screen.field("Amount").orElseThrow();
      assertEquals(3, amount.row());
      assertTrue(amount.isNumeric());
      assertTrue(screen.field("OLD").isEmpty(), "what is in an input field is no label");
      assertTrue(screen.field("Nothing").isEmpty());
      assertEquals(List.of(user, password, amount), screen.inputFields());
      assertEquals(user, screen.fieldAt(0, 10).orElseThrow());
      assertEquals(user, screen.fieldAt(0, 18).orElseThrow());
      assertFalse(screen.fieldAt(0, 19).orElseThrow().isInput());
      // The last field wraps round the screen.
      assertEquals(3 * 80 + 54, screen.fieldAt(23, 79).orElseThrow().row() * 80 + 54);
      assertEquals(List.of(1), screen.positionsOf("User"));
      assertTrue(screen.showsAt(0, 1, "User"));
      assertEquals(1, screen.cursorRow());
    }
  }

  @Test
  void fieldsAreFilledAllOrNothing() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            host(
                peer -> {
                  peer.expect("7d c3 f5 11 40 4b 'JOE' 11 c3 f2 '-12' ff ef");
                  peer.send(DONE);
                })) {
      Session session = logon(world, host);
      ScreenField user = session.snapshot().field("User").orElseThrow();
      accepted(session.press(Key.INSERT));
      accepted(session.fill(user, "LONGER78"));
      accepted(session.fill("User", "JOE"));
      assertEquals("JOE     ", session.snapshot().field("User").orElseThrow().text());
      assertTrue(session.snapshot().operatorArea().insertMode());
      assertEquals(14, session.snapshot().cursor());
      long before = session.snapshot().generation();
      assertEquals(refused("X overflow"), get(session.fill("User", "NINECHARS")));
      assertEquals(refused("X numeric"), get(session.fill("Amount", "12a")));
      assertEquals(refused("X no field"), get(session.fill("Account", "1")));
      assertEquals(refused("X not in code page 037"), get(session.fill("User", "\u0436")));
      ScreenField label = session.snapshot().fieldAt(0, 1).orElseThrow();
      assertEquals(refused("X protected"), get(session.fill(label, "1")));
      ScreenField gone = new ScreenField(5, 5, 8, 0x40, "");
      assertEquals(refused("X no field"), get(session.fill(gone, "1")));
      assertEquals(before, session.snapshot().generation(), "nothing changed");
      assertEquals("", session.snapshot().lock());
      accepted(session.fill("Amount", "-12"));
      assertTrue(get(session.submit(Key.ENTER, LONG)).shows("DONE"));
    }
  }

  @Test
  void submitWaitsForTheNextScreen() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            host(
                peer -> {
                  peer.expect("7d c1 5a ff ef");
                  peer.send("f1 40 11 5d 60 'ON THE WAY' ff ef");
                  peer.send("f5 c3 11 40 40 'READY' ff ef");
                })) {
      Session session = logon(world, host);
      ScreenSnapshot ready = get(session.submit(Key.ENTER, LONG));
      assertTrue(ready.shows("READY"));
      ExecutionException refused =
          assertThrows(
              ExecutionException.class, () -> get(session.submit(Key.PF3, Duration.ofMillis(50))));
      assertEquals(SessionException.Kind.TIMED_OUT, ((SessionException) refused.getCause()).kind());
    }
  }

  /** A thousand that wait for a screen, and no thread beside the event loops. */
  @Test
  void whoWaitsHoldsNoThread() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            host(
                peer -> {
                  go.get(20, TimeUnit.SECONDS);
                  peer.send(DONE);
                })) {
      Session session = logon(world, host);
      List<CompletableFuture<ScreenSnapshot>> waiting = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waiting.add(
            session
                .await(screen -> screen.shows("DONE"), LONG.multipliedBy(6))
                .toCompletableFuture());
      }
      await()
          .atMost(LONG)
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().startsWith("loadstar-session")));
      assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));
      go.complete(null);
      for (CompletableFuture<ScreenSnapshot> one : waiting) {
        assertTrue(get(one).shows("DONE"));
      }
    }
  }

  @Test
  void aRefusedKeyFailsASubmit() throws Exception {
    try (World world = new World();
        ScriptedHost host = host(peer -> {})) {
      Session session = logon(world, host);
      accepted(session.moveTo(0, 1));
      assertEquals(refused("X protected"), get(session.type("A")));
      ExecutionException refused =
          assertThrows(ExecutionException.class, () -> get(session.submit(Key.ENTER, LONG)));
      SessionException why = (SessionException) refused.getCause();
      assertEquals(SessionException.Kind.KEY_REFUSED, why.kind());
      assertEquals("the keyboard refused ENTER: X protected", why.getMessage());
    }
  }

  @Test
  void aListenerIsToldWhatWasWritten() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            host(
                peer -> {
                  peer.expect("7d c1 5a ff ef");
                  peer.send("f1 c2 11 40 c1 'U' 11 5b e0 'LATE' ff ef");
                })) {
      Session session = logon(world, host);
      BitSet rows = new BitSet();
      AtomicLong newest = new AtomicLong();
      AutoCloseable listening =
          session.listen(
              new SessionListener() {
                @Override
                public void screenChanged(Session changed, ScreenChange change) {
                  synchronized (rows) {
                    rows.or(change.rows());
                  }
                  newest.set(change.generation());
                }
              });
      get(session.submit(Key.ENTER, LONG));
      await().atMost(LONG).until(() -> newest.get() == session.snapshot().generation());
      listening.close();
      synchronized (rows) {
        assertEquals("{0, 22}", rows.toString());
      }
    }
  }

  @Test
  void aPasswordIsFoundNowhere() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Handler logs =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            seen.add(entry.getMessage() + Arrays.toString(entry.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logs.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    Level level = root.getLevel();
    root.addHandler(logs);
    root.setLevel(Level.ALL);
    try (World world = new World();
        ScriptedHost host =
            host(
                peer -> {
                  peer.expect("7d c3 f2 11 c1 5a '" + CANARY + "' ff ef");
                  peer.send(DONE);
                  peer.expect("f1 c1 61 11 c1 5a '" + CANARY.substring(1) + "' ff ef");
                  peer.send("f1 c2 ff ef");
                })) {
      Session session = logon(world, host);
      char[] secret = CANARY.toCharArray();
      CompletionStage<KeyResult> filled = session.fill("Password", CharBuffer.wrap(secret));
      accepted(filled);
      Arrays.fill(secret, '\0');
      seen.add(filled + " " + session);
      tell(session.snapshot(), seen);
      CompletionStage<ScreenSnapshot> done = session.submit(Key.ENTER, LONG);
      CompletionStage<KeyResult> moved = session.moveTo(1, 10);
      CompletionStage<KeyResult> ahead = session.type(CharBuffer.wrap(CANARY, 1, 8));
      seen.add(ahead + " " + done);
      assertTrue(get(done).shows("DONE"));
      accepted(moved);
      accepted(session.press(Key.ERASE_EOF));
      tell(get(session.submit(Key.PF1, LONG)), seen);
    } finally {
      root.removeHandler(logs);
      root.setLevel(level);
    }
    assertTrue(seen.size() > 5, seen.toString());
    assertFalse(String.join("\n", seen).contains(CANARY));
  }

  private static void tell(ScreenSnapshot screen, List<String> seen) {
    seen.add(screen + " " + screen.text() + screen.fields() + screen.operatorArea());
    StringBuilder codes = new StringBuilder();
    for (int at = 0; at < screen.rows() * screen.columns(); at++) {
      codes
          .append((char) (screen.code(at) == 0xC3 ? 'C' : screen.code(at)))
          .append(screen.style(at));
      assertFalse(at / 80 == 1 && at % 80 > 9 && at % 80 < 18 && screen.code(at) != 0);
    }
    seen.add(codes.toString());
    screen.fields().forEach(field -> seen.add(field.text()));
  }
}
