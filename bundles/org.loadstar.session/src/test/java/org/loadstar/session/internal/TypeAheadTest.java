// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;

/** What is typed while the host has the keyboard locked. */
class TypeAheadTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  /** At 1, an open field of ten; behind it, from 12, a protected one. */
  private static final String FORM = "f5 c3 11 40 40 1d 40 13 11 40 4b 1d 60 'FORM' ff ef";

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Shows the form and hears ENTER; when it may go on, it does the rest. */
  private static ScriptedHost forming(CompletableFuture<?> go, ScriptedHost.Script rest)
      throws Exception {
    return new ScriptedHost(
        peer -> {
          peer.negotiatePlain();
          peer.send(FORM);
          peer.expect("7d 40 c1 ff ef"); // ENTER
          go.get(10, TimeUnit.SECONDS);
          rest.play(peer);
        });
  }

  /** A session whose keyboard is locked, as its ENTER is not answered. */
  private static Session waiting(World world, ScriptedHost host) throws Exception {
    Session session = world.open(World.to(host));
    get(session.await(screen -> screen.shows("FORM"), LONG));
    assertEquals(KeyResult.ACCEPTED, get(session.press(Key.ENTER)));
    return session;
  }

  @Test
  void takesEffectInOrderWhenTheHostRestoresTheKeyboard() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            forming(
                go,
                peer -> {
                  peer.send("f1 40 ff ef"); // a write that does not restore it
                  peer.send("f1 c2 ff ef");
                  peer.expect("f3 40 c3 11 40 c1 'AB' ff ef"); // PF3
                  peer.send("f1 c2 ff ef");
                  peer.expect("7d 40 c4 11 40 c1 'ABC' ff ef");
                  peer.send("f1 c3 11 5d 60 'THE END' ff ef");
                  peer.stay();
                })) {
      Session session = waiting(world, host);
      List<CompletionStage<KeyResult>> typed = new ArrayList<>();
      typed.add(session.type("AB"));
      typed.add(session.press(Key.PF3));
      typed.add(session.type("C"));
      CompletionStage<ScreenSnapshot> end = session.submit(Key.ENTER, LONG);
      // What has no type-ahead does not wait for it.
      assertEquals(new KeyResult(false, "X Wait"), get(session.withoutTypeAhead().type("Z")));
      assertEquals(5, session.snapshot().operatorArea().typedAhead());
      typed.forEach(stage -> assertFalse(stage.toCompletableFuture().isDone()));
      go.complete(null);
      for (CompletionStage<KeyResult> stage : typed) {
        assertEquals(KeyResult.ACCEPTED, get(stage));
      }
      ScreenSnapshot last = get(end);
      assertTrue(last.shows("THE END"), "not an unlocked moment between");
      assertTrue(last.isUnlocked());
      assertEquals(0, last.operatorArea().typedAhead());
    }
  }

  @Test
  void isDroppedBehindAKeyThatIsRefused() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            forming(
                go,
                peer -> {
                  peer.send("f1 c2 ff ef");
                  peer.expectEnd();
                })) {
      Session session = waiting(world, host);
      session.moveTo(0, 20);
      CompletionStage<KeyResult> refused = session.type("X");
      CompletionStage<KeyResult> behind = session.press(Key.PF3);
      go.complete(null);
      assertEquals(new KeyResult(false, "X protected"), get(refused));
      assertEquals(new KeyResult(false, "X protected"), get(behind));
      assertEquals("X protected", session.snapshot().lock());
      // An operator error is no reason to wait.
      assertEquals(new KeyResult(false, "X protected"), get(session.type("Y")));
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.RESET)));
      session.close();
      host.awaitScript();
    }
  }

  @Test
  void resetDropsItFirstAndUnlocksWhenPressedAgain() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            forming(CompletableFuture.completedFuture(null), ScriptedHost.Peer::stay)) {
      Session session = waiting(world, host);
      CompletionStage<KeyResult> typed = session.type("X");
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.RESET)));
      assertEquals(new KeyResult(false, "X Reset"), get(typed));
      assertEquals("X Wait", session.snapshot().lock());
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.RESET)));
      assertEquals("", session.snapshot().lock());
      assertEquals(KeyResult.ACCEPTED, get(session.type("Y")));
    }
  }

  @Test
  void isDroppedWithTheConnection() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host = forming(go, peer -> {})) {
      Session session = waiting(world, host);
      CompletionStage<KeyResult> typed = session.type("X");
      go.complete(null);
      assertEquals(new KeyResult(false, "X Not connected"), get(typed));
    }
  }

  @Test
  void hasALimitAndForgetsWhatItsOwnerGaveUp() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            forming(
                go,
                peer -> {
                  peer.send("f1 c2 ff ef");
                  peer.expect("7d 40 c3 11 40 c1 'OK' ff ef");
                  peer.stay();
                })) {
      Session session = waiting(world, host);
      CompletionStage<KeyResult> given = session.type("X".repeat(1020));
      assertEquals(new KeyResult(false, "X typed ahead too far"), get(session.type("12345")));
      given.toCompletableFuture().cancel(false);
      CompletionStage<KeyResult> ok = session.type("OK");
      CompletionException late =
          assertThrows(
              CompletionException.class,
              () -> session.submit(Key.PF1, Duration.ofMillis(20)).toCompletableFuture().join());
      assertEquals(SessionException.Kind.TIMED_OUT, ((SessionException) late.getCause()).kind());
      session.press(Key.ENTER);
      go.complete(null);
      assertEquals(KeyResult.ACCEPTED, get(ok));
      get(session.await(screen -> screen.lock().equals("X Wait"), LONG));
    }
  }
}
