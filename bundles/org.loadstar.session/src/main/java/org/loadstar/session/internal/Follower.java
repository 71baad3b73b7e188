// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.loadstar.api.session.RecordListener;
import org.loadstar.api.session.ScreenSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows one listener every screen, on a worker; one that throws has seen its last. Thread-safe. */
final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final Executor inOrder;
  private final RecordListener listener;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean failed;

  Follower(Workers workers, RecordListener listener) {
    this.inOrder = workers.inOrder();
    this.listener = listener;
  }

  void add(long number, Supplier<ScreenSnapshot> screen) {
    if (failed || waiting.get() >= RecordListener.WAITING) {
      return;
    }
    ScreenSnapshot now = screen.get();
    waiting.incrementAndGet();
    inOrder.execute(
        () -> {
          waiting.decrementAndGet();
          call(() -> listener.record(number, now));
        });
  }

  void end() {
    if (ended.compareAndSet(false, true)) {
      inOrder.execute(() -> call(listener::ended));
    }
  }

  private void call(Runnable listening) {
    if (!failed) {
      try {
        listening.run();
      } catch (RuntimeException | LinkageError foreign) {
        failed = true;
        LOG.warn("A listener to records failed and hears no more", foreign);
      }
    }
  }
}
