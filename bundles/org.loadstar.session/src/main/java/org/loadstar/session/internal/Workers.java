// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where foreign code runs that is not an extension: conditions of {@code await} and what depends on
 * a stage. Never an event loop. Threads exist while there is work and a second after.
 */
final class Workers implements Executor {
  private static final int MAX_THREADS = 256;

  private final AtomicInteger count = new AtomicInteger();
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          this::thread,
          // So many callers block: theirs is the pool that Java keeps for such work.
          (task, full) -> ForkJoinPool.commonPool().execute(task));

  private Thread thread(Runnable task) {
    Thread thread = new Thread(null, task, "loadstar-session-" + count.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** An executor that runs one task after the other, in their order. */
  Executor inOrder() {
    return new InOrder(this);
  }

  private static final class InOrder implements Executor {
    private final Executor workers;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    InOrder(Executor workers) {
      this.workers = workers;
    }

    @Override
    public synchronized void execute(Runnable task) {
      waiting.add(task);
      if (!running) {
        running = true;
        workers.execute(this::drain);
      }
    }

    private void drain() {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    }

    private synchronized @Nullable Runnable next() {
      Runnable task = waiting.poll();
      running = task != null;
      return task;
    }
  }
}
