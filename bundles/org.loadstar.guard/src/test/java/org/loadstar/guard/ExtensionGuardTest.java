// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.guard.ExtensionException.Reason;

class ExtensionGuardTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  /** What the extensions of these tests are. */
  interface Source {
    String find() throws Exception;
  }

  private final AtomicInteger changes = new AtomicInteger();
  private final ExtensionGuard<Source> guard =
      new ExtensionGuard<>("Source", "name", changes::incrementAndGet);
  private final Services services = new Services();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void letBlockedThreadsEnd() {
    end.countDown();
  }

  private Extension<Source> add(String bundle, String name, Source source) {
    return guard.add(services.register(bundle, name, 0, source), services.context());
  }

  private String block() {
    boolean interrupted = true;
    while (interrupted) { // as badly as it gets: it does not let itself be interrupted
      try {
        end.await();
        interrupted = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return "at last";
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static ExtensionException failure(CompletableFuture<?> future) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> get(future));
    assertTrue(e.getCause() instanceof ExtensionException, () -> "" + e.getCause());
    return (ExtensionException) e.getCause();
  }

  @Test
  void answersOnADaemonThreadNamedAfterTheBundleWithTheBundlesClassLoader() throws Exception {
    Extension<Source> one = add("org.example.good", "one", () -> Thread.currentThread().getName());
    assertEquals("loadstar-guard org.example.good", get(guard.call(one, LONG, Source::find)));
    assertEquals(true, get(guard.call(one, LONG, s -> Thread.currentThread().isDaemon())));
    assertEquals(
        getClass().getClassLoader(),
        get(guard.call(one, LONG, s -> Thread.currentThread().getContextClassLoader())));
    assertNull(get(guard.call(one, LONG, s -> null)), "null is an answer unless it is refused");
    assertEquals(0, one.faults());
  }

  @Test
  void keepsNoThreadWhenIdle() throws Exception {
    Extension<Source> one = add("org.example.idle", "one", () -> "x");
    get(guard.call(one, LONG, Source::find));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(
                        t ->
                            t.getName().equals("loadstar-guard org.example.idle")
                                || t.getName().equals("loadstar-guard timer Source")));
  }

  @Test
  void whateverIsThrownIsAFault() {
    List<Source> bad =
        List.of(
            () -> {
              throw new java.io.IOException("no\nroute");
            },
            () -> {
              throw new NoClassDefFoundError("com/example/Missing");
            },
            () -> deeper(1),
            () -> {
              throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                  throw new IllegalArgumentException("not even a message");
                }
              };
            });
    List<String> said = new ArrayList<>();
    for (Source source : bad) {
      Extension<Source> one = add("org.example.bad", "bad", source);
      ExtensionException e = failure(guard.call(one, LONG, Source::find));
      assertEquals(Reason.FAULT, e.reason());
      assertEquals("org.example.bad", e.bundle());
      assertEquals(1, one.faults());
      said.add(one.lastFault());
    }
    assertEquals("threw java.io.IOException: no route", said.get(0));
    assertEquals("threw java.lang.NoClassDefFoundError: com/example/Missing", said.get(1));
    assertEquals("threw java.lang.StackOverflowError", said.get(2));
    assertTrue(said.get(3).startsWith("threw org.loadstar.guard."), said.get(3));
  }

  private static String deeper(int depth) {
    return depth == 0 ? "never" : deeper(depth + 1) + depth;
  }

  @Test
  void anAnswerThatTheCallerRefusesIsAFault() {
    Extension<Source> one = add("org.example.bad", "nonsense", () -> null);
    ExtensionException e =
        failure(
            guard.call(
                one,
                LONG,
                s -> {
                  if (s.find() == null) {
                    throw new BadAnswerException("returned null");
                  }
                  return 1;
                }));
    assertEquals("Source 'nonsense' of bundle org.example.bad: returned null", e.getMessage());
    assertEquals("returned null", one.lastFault());
  }

  @Test
  void threeFaultsQuarantineUntilItIsRegisteredAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean mended = new AtomicBoolean();
    Source source =
        () -> {
          calls.incrementAndGet();
          if (!mended.get()) {
            throw new java.io.IOException("broken");
          }
          return "well";
        };
    var reference = services.register("org.example.bad", "bad", 0, source);
    Extension<Source> one = guard.add(reference, services.context());
    for (int i = 0; i < 3; i++) {
      assertFalse(one.quarantined());
      assertEquals(Reason.FAULT, failure(guard.call(one, LONG, Source::find)).reason());
    }
    mended.set(true);
    CompletableFuture<String> fourth = guard.call(one, LONG, Source::find);
    assertTrue(fourth.isDone(), "it fails at once");
    ExtensionException e = failure(fourth);
    assertEquals(Reason.QUARANTINED, e.reason());
    assertEquals(
        "Source 'bad' of bundle org.example.bad: quarantined after 3 faults until it is registered"
            + " again; the last: threw java.io.IOException: broken",
        e.getMessage());
    assertEquals(3, calls.get());

    ExtensionDTO dto = guard.report().get(0);
    assertEquals("Source", dto.kind);
    assertEquals("bad", dto.name);
    assertEquals("org.example.bad", dto.bundle);
    assertEquals(3, dto.faults);
    assertTrue(dto.quarantined);
    assertEquals("threw java.io.IOException: broken", dto.lastFault);

    guard.add(reference, services.context());
    assertTrue(guard.extensions().get(0).quarantined(), "the same registration stays quarantined");
    guard.remove(reference);
    assertEquals(List.of(), guard.report());
    await().until(() -> services.uses(reference) == 0);

    Extension<Source> again = add("org.example.bad", "bad", source);
    assertEquals("well", get(guard.call(again, LONG, Source::find)));
  }

  @Test
  void oneThatBlocksForEverIsAbandonedAndTheNextCallHasAFreshThread() throws Exception {
    AtomicBoolean blocks = new AtomicBoolean(true);
    Extension<Source> one = add("org.example.bad", "blocker", () -> blocks.get() ? block() : "now");
    ExtensionException e = failure(guard.call(one, SHORT, Source::find));
    assertEquals(Reason.TIMED_OUT, e.reason());
    assertEquals(
        "Source 'blocker' of bundle org.example.bad: did not answer within 100 ms", e.getMessage());
    blocks.set(false);
    assertEquals("now", get(guard.call(one, LONG, Source::find)));
    await().untilAsserted(() -> assertEquals(1, one.faults()));
  }

  @Test
  void anAbandonedCallIsInterrupted() {
    CountDownLatch interrupted = new CountDownLatch(1);
    Extension<Source> one =
        add(
            "org.example.slow",
            "sleeper",
            () -> {
              try {
                return block0();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });
    assertEquals(Reason.TIMED_OUT, failure(guard.call(one, SHORT, Source::find)).reason());
    await().until(() -> interrupted.getCount() == 0);
    assertEquals(1, one.faults(), "its late end is no second fault");
  }

  private String block0() throws InterruptedException {
    end.await();
    return "never";
  }

  @Test
  void atMostThreeThreadsOfAnExtensionAreAbandoned() {
    AtomicInteger calls = new AtomicInteger();
    Extension<Source> one =
        add(
            "org.example.bad",
            "blocker",
            () -> {
              calls.incrementAndGet();
              return block();
            });
    for (int i = 0; i < 10; i++) {
      failure(guard.call(one, Duration.ofMillis(20), Source::find));
    }
    await().until(one::quarantined);
    failure(guard.call(one, SHORT, Source::find));
    assertEquals(3, calls.get());
  }

  @Test
  void aBundleThatRegistersItsBlockerAgainAndAgainRunsOutOfThreads() {
    AtomicInteger calls = new AtomicInteger();
    Source blocker =
        () -> {
          calls.incrementAndGet();
          return block();
        };
    Reason last = Reason.TIMED_OUT;
    for (int i = 0; i < 30 && last == Reason.TIMED_OUT; i++) {
      var reference = services.register("org.example.storm", "blocker" + i, 0, blocker);
      Extension<Source> one = guard.add(reference, services.context());
      last = failure(guard.call(one, Duration.ofMillis(100), Source::find)).reason();
      await().until(() -> one.faults() == 1 || calls.get() >= 8);
      guard.remove(reference);
    }
    assertEquals(Reason.BUSY, last);
    assertEquals(8, calls.get());
  }

  @Test
  void aBlockedBundleDoesNotHoldUpAnother() throws Exception {
    Extension<Source> bad = add("org.example.bad", "blocker", this::block);
    Extension<Source> good = add("org.example.good", "good", () -> "here");
    CompletableFuture<String> blocked = guard.call(bad, LONG, Source::find);
    assertEquals("here", get(guard.call(good, LONG, Source::find)));
    assertFalse(blocked.isDone());
  }

  @Test
  void oneThatOnlyWaitedForAnotherOfItsBundleIsNotBlamed() throws Exception {
    Extension<Source> bad = add("org.example.both", "blocker", this::block);
    Extension<Source> good = add("org.example.both", "good", () -> "here");
    CompletableFuture<String> blocked = guard.call(bad, Duration.ofMillis(400), Source::find);
    ExtensionException e = failure(guard.call(good, SHORT, Source::find));
    assertEquals(Reason.BUSY, e.reason());
    CompletableFuture<String> patient = guard.call(good, LONG, Source::find);
    assertEquals(Reason.TIMED_OUT, failure(blocked).reason());
    assertEquals("here", get(patient), "what waits goes on with a fresh thread");
    assertEquals(0, good.faults());
  }

  @Test
  void callsOfABundleKeepTheirOrder() throws Exception {
    List<Integer> seen = new ArrayList<>();
    Extension<Source> one = add("org.example.good", "good", () -> "");
    CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    for (int i = 0; i < 1000; i++) {
      int n = i;
      last = guard.call(one, LONG, s -> seen.add(n));
    }
    get(last);
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, seen.get(i));
    }
  }

  @Test
  void aCancelledCallThatWaitsIsNotMade() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Extension<Source> one =
        add(
            "org.example.good",
            "good",
            () -> {
              go.await();
              return "";
            });
    CompletableFuture<String> first = guard.call(one, LONG, Source::find);
    CompletableFuture<Integer> second = guard.call(one, LONG, s -> calls.incrementAndGet());
    second.cancel(true);
    go.countDown();
    get(first);
    get(guard.call(one, LONG, s -> ""));
    assertEquals(0, calls.get());
  }

  @Test
  void aServiceThatBlocksWhileItIsMadeIsBoundedToo() {
    Supplier<Source> factory =
        () -> {
          block();
          return () -> "late";
        };
    var reference = services.registerFactory("org.example.bad", "slow to make", factory);
    Extension<Source> one = guard.add(reference, services.context());
    assertEquals(Reason.TIMED_OUT, failure(guard.call(one, SHORT, Source::find)).reason());
    guard.remove(one);
  }

  @Test
  void aServiceThatIsGoneIsNotBlamed() {
    Extension<Source> one =
        guard.add(
            services.registerFactory("org.example.gone", "gone", () -> null), services.context());
    assertEquals(Reason.GONE, failure(guard.call(one, LONG, Source::find)).reason());
    assertEquals(0, one.faults());
  }

  @Test
  void ordersByServiceRankingAndNamesTheNameless() {
    Extension<Source> plain = guard.add(() -> "");
    Extension<Source> low =
        guard.add(services.register("org.example.a", "low", -1, () -> ""), services.context());
    Extension<Source> high =
        guard.add(services.register("org.example.b", null, 7, () -> ""), services.context());
    assertEquals(List.of(high, low, plain), guard.extensions());
    assertEquals("org.example.b", high.name());
    assertEquals(7, high.property("service.ranking"));
    assertEquals("low", guard.report().get(1).name);
    int before = changes.get();
    guard.remove(plain);
    guard.remove(plain);
    assertEquals(before + 1, changes.get());
    assertEquals(List.of(high, low), guard.extensions());
  }
}
