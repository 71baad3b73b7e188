// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The guard thread of one bundle: calls run one after the other in the order in which they came. A
 * thread that does not return is abandoned, and what waits goes on with a fresh one. The lane is
 * the lock of its calls' states, so that an interrupt meets only the call it is meant for.
 */
final class Lane {
  /** Calls that may wait. */
  private static final int MAX_WAITING = 1024;

  /**
   * Abandoned threads that may live at a time. One extension abandons at most three before its
   * quarantine; this bounds a bundle that registers itself again and again.
   */
  private static final int MAX_ABANDONED = 8;

  private static final long IDLE_SECONDS = 1;

  private final String bundle;
  private ThreadPoolExecutor executor;
  private int abandoned;

  Lane(String bundle) {
    this.bundle = bundle;
    this.executor = fresh(bundle);
  }

  private static ThreadPoolExecutor fresh(String bundle) {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> daemon(task, "loadstar-guard " + bundle));
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** A timer whose thread ends when there is nothing to wait for. */
  static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, task -> daemon(task, name));
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Runs it when its turn comes; refuses it when too many wait or too many never returned. */
  synchronized void execute(Runnable call) throws RejectedExecutionException {
    if (abandoned >= MAX_ABANDONED) {
      throw new RejectedExecutionException();
    }
    executor.execute(call);
  }

  /**
   * The running call does not return: leaves its thread to itself. What waits goes on elsewhere.
   */
  synchronized void abandon() {
    List<Runnable> waiting = executor.shutdownNow();
    abandoned++;
    executor = fresh(bundle);
    if (abandoned < MAX_ABANDONED) {
      waiting.forEach(executor::execute);
    } // else each ends at its deadline
  }

  /** An abandoned thread came back and ends. */
  synchronized void returned() {
    abandoned--;
  }

  /** Whether an abandoned thread has not come back. */
  synchronized boolean blocked() {
    return abandoned > 0;
  }
}
