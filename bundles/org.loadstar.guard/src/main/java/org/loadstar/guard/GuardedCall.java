// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.guard.ExtensionException.Reason;

/**
 * One call of an extension.
 *
 * <pre>
 *            turn comes           answers, throws
 *  WAITING ------------> RUNNING ----------------> ENDED
 *     |                     |
 *     | deadline            | ran for its whole time
 *     v                     v
 *   ENDED (busy)        ABANDONED (a fault; its thread is left to itself)
 * </pre>
 *
 * <p>The caller's deadline counts from the call, the extension's time from its turn: one that had
 * to wait for another of its bundle is not blamed for that. Where its turn comes at once, both are
 * the same timer.
 */
final class GuardedCall<T extends @Nullable Object> implements Runnable {
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private enum State {
    WAITING,
    RUNNING,
    ENDED,
    ABANDONED
  }

  private final Extension<?> extension;
  private final Lane lane;
  private final Callable<T> work;
  private final long timeoutNanos;
  private final ScheduledExecutorService timer;
  private final FaultListener faults;
  private final CompletableFuture<T> result = new CompletableFuture<>();

  // Guarded by the lane.
  private State state = State.WAITING;
  private boolean startedLate;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable ScheduledFuture<?> overrun;

  /** Is told of faults. */
  interface FaultListener {
    void fault(Extension<?> extension, String what, @Nullable Throwable cause);
  }

  GuardedCall(
      Extension<?> extension,
      Callable<T> work,
      long timeoutNanos,
      ScheduledExecutorService timer,
      FaultListener faults) {
    this.extension = extension;
    this.lane = extension.lane();
    this.work = work;
    this.timeoutNanos = timeoutNanos;
    this.timer = timer;
    this.faults = faults;
  }

  CompletableFuture<T> start() {
    boolean rejected = false;
    synchronized (lane) {
      deadline = timer.schedule(this::deadline, timeoutNanos, TimeUnit.NANOSECONDS);
      try {
        lane.execute(this);
      } catch (RejectedExecutionException e) {
        state = State.ENDED;
        cancelTimers();
        rejected = true;
      }
    }
    if (rejected) {
      fail(Reason.BUSY, "too many calls of its bundle are waiting or never returned");
    }
    return result;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    try {
      T answer = work.call();
      if (end()) {
        result.complete(answer);
      }
    } catch (ExtensionException e) { // it was not called: no fault of its own
      if (end()) {
        result.completeExceptionally(e);
      }
    } catch (Throwable e) { // an extension may throw anything, LinkageError included
      String what = Faults.describe(e);
      if (end()) {
        faults.fault(extension, what, e);
        fail(Reason.FAULT, what);
      }
    }
  }

  private boolean begin() {
    synchronized (lane) {
      if (state != State.WAITING) {
        return false;
      }
      if (result.isDone()) { // its caller cancelled it
        state = State.ENDED;
        cancelTimers();
        return false;
      }
      state = State.RUNNING;
      ScheduledFuture<?> left = deadline;
      if (left != null && timeoutNanos - left.getDelay(TimeUnit.NANOSECONDS) > AT_ONCE_NANOS) {
        startedLate = true;
        overrun = timer.schedule(this::overrun, timeoutNanos, TimeUnit.NANOSECONDS);
      }
      return true;
    }
  }

  /** Whether the call ends now; if not, it was abandoned before. */
  private boolean end() {
    synchronized (lane) {
      if (state == State.ABANDONED) {
        lane.returned();
        return false;
      }
      state = State.ENDED;
      cancelTimers();
      return true;
    }
  }

  private void deadline() {
    State then;
    boolean timeLeft;
    synchronized (lane) {
      then = state;
      timeLeft = startedLate;
      if (state == State.WAITING) {
        state = State.ENDED;
      }
    }
    if (then == State.WAITING) {
      fail(Reason.BUSY, "other calls of its bundle took all the time");
    } else if (then == State.RUNNING && timeLeft) {
      fail(Reason.TIMED_OUT, late());
    } else if (then == State.RUNNING) {
      overrun();
    }
  }

  private void overrun() {
    synchronized (lane) {
      if (state != State.RUNNING) {
        return;
      }
      state = State.ABANDONED;
      lane.abandon();
    }
    faults.fault(extension, late(), null);
    fail(Reason.TIMED_OUT, late());
  }

  private String late() {
    return "did not answer within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms";
  }

  private void cancelTimers() {
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (overrun != null) {
      overrun.cancel(false);
    }
  }

  private void fail(Reason reason, String what) {
    result.completeExceptionally(new ExtensionException(extension, reason, what));
  }
}
