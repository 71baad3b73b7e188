// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.ScreenChange;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionState;

/** Those who observe sessions. */
class ListenersTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  /** A host that sends so many screens, then says DONE. */
  private static ScriptedHost busy(int screens, CompletableFuture<Void> go) throws Exception {
    return new ScriptedHost(
        peer -> {
          peer.session("READY");
          go.get(10, TimeUnit.SECONDS);
          for (int i = 0; i < screens; i++) {
            peer.screen("SCREEN " + i);
          }
          peer.screen("DONE");
          peer.stay();
        });
  }

  private static void done(Session session) throws Exception {
    session
        .await(screen -> screen.shows("DONE"), LONG)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void aSlowListenerGetsTheNewestScreenAndNoQueue() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    CountDownLatch hold = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    List<Boolean> sawDone = new CopyOnWriteArrayList<>();
    List<String> threads = new CopyOnWriteArrayList<>();
    try (World world = new World();
        ScriptedHost host = busy(200, go)) {
      Session session = world.open(World.to(host));
      session.listen(
          new SessionListener() {
            @Override
            public void screenChanged(Session changed, ScreenChange change) {
              threads.add(Thread.currentThread().getName());
              if (calls.incrementAndGet() == 1) {
                await().atMost(LONG).until(() -> hold.getCount() == 0);
              }
              sawDone.add(changed.snapshot().shows("DONE"));
            }
          });
      go.complete(null);
      done(session);
      hold.countDown();
      await().atMost(LONG).until(() -> sawDone.size() >= 2);
      assertTrue(sawDone.get(sawDone.size() - 1));
      assertTrue(calls.get() < 20, () -> "called " + calls + " times");
      assertTrue(threads.stream().allMatch(t -> t.startsWith("loadstar-guard")), threads::toString);
    }
  }

  @Test
  void oneThatThrowsIsQuarantinedAndTheOthersHear() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    AtomicInteger evil = new AtomicInteger();
    AtomicInteger good = new AtomicInteger();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("READY");
                  go.get(10, TimeUnit.SECONDS);
                  for (int i = 0; i < 10; i++) {
                    peer.screen("SCREEN");
                    peer.expect("00 00 00 00 0" + i + " 7d 40 40 'SCREEN' ff ef");
                  }
                  peer.screen("DONE");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      session.listen(
          new SessionListener() {
            @Override
            public void screenChanged(Session changed, ScreenChange change) {
              evil.incrementAndGet();
              throw new LinkageError("evil");
            }
          });
      session.listen(
          new SessionListener() {
            @Override
            public void screenChanged(Session changed, ScreenChange change) {
              good.incrementAndGet();
            }
          });
      go.complete(null);
      for (int i = 0; i < 10; i++) {
        session
            .await(screen -> screen.shows("SCREEN") && screen.lock().isEmpty(), LONG)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
        int heard = good.get();
        session.press(Key.ENTER);
        await().atMost(LONG).until(() -> good.get() > heard);
      }
      done(session);
      assertEquals(3, evil.get());
      assertTrue(
          world.listeners.report().stream()
              .anyMatch(
                  dto ->
                      dto.quarantined
                          && "threw java.lang.LinkageError: evil".equals(dto.lastFault)));
    }
  }

  @Test
  void oneThatBlocksDoesNotHoldTheSession() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    CountDownLatch never = new CountDownLatch(1);
    try (World world = new World();
        ScriptedHost host = busy(50, go)) {
      Session session = world.open(World.to(host));
      session.listen(
          new SessionListener() {
            @Override
            public void screenChanged(Session changed, ScreenChange change) {
              while (never.getCount() > 0) {
                try {
                  never.await();
                } catch (InterruptedException stubborn) {
                  // goes on
                }
              }
            }
          });
      go.complete(null);
      done(session);
      await()
          .atMost(LONG)
          .until(() -> world.listeners.report().stream().anyMatch(dto -> dto.faults > 0));
      assertEquals(SessionState.CONNECTED, session.state());
    } finally {
      never.countDown();
    }
  }

  @Test
  void statesAreHeardInOrderUntilTheEndAndThenNothingIsKept() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    List<SessionState> states = new CopyOnWriteArrayList<>();
    try (World world = new World();
        ScriptedHost first =
            new ScriptedHost(
                peer -> {
                  peer.session("FIRST");
                  go.get(10, TimeUnit.SECONDS);
                });
        ScriptedHost second = ScriptedHost.staying("DONE")) {
      world.offer(first, second);
      Session session = world.open(SessionProfile.discovering("p"));
      AutoCloseable gone =
          session.listen(
              new SessionListener() {
                @Override
                public void stateChanged(Session changed, SessionState state) {
                  throw new IllegalStateException("removed before");
                }
              });
      gone.close();
      session.listen(
          new SessionListener() {
            @Override
            public void stateChanged(Session changed, SessionState state) {
              states.add(state);
            }
          });
      go.complete(null);
      done(session);
      await().atMost(LONG).until(() -> states.contains(SessionState.CONNECTED));
      session.close();
      await().atMost(LONG).until(() -> states.contains(SessionState.CLOSED));
      assertEquals(SessionState.CLOSED, states.get(states.size() - 1));
      await().atMost(LONG).until(() -> world.listeners.report().isEmpty());
      assertFalse(states.isEmpty());
    }
  }
}
