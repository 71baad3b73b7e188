// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the distributor; it is there while there is something to do or to wait for. A
 * step that fails is logged and ends nothing; after {@link #close} nothing is done any more.
 * Thread-safe.
 */
final class Loop implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final long ANSWER_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread;

  Loop() {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread fresh = new Thread(task, "loadstar-distributor");
              fresh.setDaemon(true);
              return fresh;
            });
    thread.setKeepAliveTime(1, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable step) {
    later(step, 0);
  }

  /** Does a step after a while. */
  void later(Runnable step, long millis) {
    try {
      thread.schedule(() -> guarded(step), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      return; // nobody waits for it any more
    }
  }

  /** Does a step again and again, until that is canceled. */
  ScheduledFuture<?> every(Runnable step, long millis) {
    return thread.scheduleWithFixedDelay(
        () -> guarded(step), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException fault) {
      LOG.error("The distributor failed in a step; it goes on", fault);
    }
  }

  /**
   * Asks something on the loop, and waits. Not to be called on it.
   *
   * @param unanswered the answer where the loop is closed, or busy for seconds
   */
  <T> T ask(Supplier<T> question, T unanswered) {
    try {
      return CompletableFuture.supplyAsync(question, thread).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException | TimeoutException closedOrBusy) {
      return unanswered;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unanswered;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
