// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tries again what has failed, on a thread that may block: after 1, 2, 4 and so on up to 60 s.
 * Nothing is left of it while nothing is to be tried. Thread-safe.
 */
final class Retry {
  private static final int MOST_SECONDS = 60;

  private final Runnable attempt;

  // Guarded by this.
  private int seconds = 1;
  private @Nullable CompletableFuture<Void> timer;

  Retry(Runnable attempt) {
    this.attempt = attempt;
  }

  /** It has failed, once more perhaps. */
  synchronized void failed() {
    cancel();
    CompletableFuture<Void> next =
        new CompletableFuture<Void>().completeOnTimeout(null, seconds, TimeUnit.SECONDS);
    next.thenRunAsync(attempt);
    timer = next;
    seconds = Math.min(2 * seconds, MOST_SECONDS);
  }

  /** There is nothing to be tried any more. */
  synchronized void stop() {
    cancel();
    seconds = 1;
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
