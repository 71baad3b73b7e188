// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.loadstar.api.session.ScreenSnapshot;

/**
 * Those who wait for a screen. Their conditions are called one after the other on an executor of
 * the session; screens that come meanwhile are one new call. What depends on a result runs on any
 * worker, so that it may wait for the next screen. Thread-safe.
 */
final class Waiters {
  private record Waiter(
      Predicate<ScreenSnapshot> condition, CompletableFuture<ScreenSnapshot> result) {}

  private final Workers workers;
  private final Executor inOrder;
  private final Supplier<ScreenSnapshot> screen;
  private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
  private final AtomicBoolean due = new AtomicBoolean();

  Waiters(Workers workers, Supplier<ScreenSnapshot> screen) {
    this.workers = workers;
    this.inOrder = workers.inOrder();
    this.screen = screen;
  }

  /**
   * Looks at the screen as it is now, and at every new one.
   *
   * @param result is completed with one that fulfils the condition, or with what the condition
   *     throws
   */
  void add(Predicate<ScreenSnapshot> condition, CompletableFuture<ScreenSnapshot> result) {
    Waiter waiter = new Waiter(condition, result);
    waiters.add(waiter);
    result.whenComplete((s, e) -> waiters.remove(waiter));
    screenChanged();
  }

  /** There may be a new screen. */
  void screenChanged() {
    if (!waiters.isEmpty() && due.compareAndSet(false, true)) {
      inOrder.execute(this::look);
    }
  }

  private void look() {
    due.set(false);
    ScreenSnapshot now = screen.get();
    List<Waiter> decided = new ArrayList<>();
    for (Waiter waiter : waiters) {
      try {
        if (waiter.condition().test(now)) {
          decided.add(waiter);
          waiter.result().completeAsync(() -> now, workers);
        }
      } catch (Throwable e) { // foreign code; whoever waits is told
        decided.add(waiter);
        workers.execute(() -> waiter.result().completeExceptionally(e));
      }
    }
    waiters.removeAll(decided);
  }

  /** There will be no new screen; called on a worker. */
  void fail(Throwable why) {
    waiters.forEach(waiter -> waiter.result().completeExceptionally(why));
  }
}
