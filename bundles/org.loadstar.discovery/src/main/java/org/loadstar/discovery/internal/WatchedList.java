// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerChange;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list that is kept up to date: a search, a pause, the next search. Thread-safe.
 *
 * <pre>
 *               search ended: tell the listener
 *   SEARCHING ----------------------------------> PAUSING
 *       ^                                            |
 *       '--------------------------------------------'
 *        the pause is over; a wish for news makes it a short one
 * </pre>
 *
 * Wishes for news that come while it searches make one short pause after it, however many come.
 */
final class WatchedList implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedList.class);

  /** The pause before a search that somebody wishes for: others may have the same wish. */
  static final Duration SHORT_PAUSE = Duration.ofSeconds(1);

  /** Pauses differ by up to this part, so that watches of many hosts do not search together. */
  private static final double JITTER = 0.1;

  private final Supplier<CompletableFuture<ServerList>> search;
  private final Supplier<Duration> pause;
  private final ServerListener listener;

  // Guarded by this.
  private @Nullable CompletableFuture<ServerList> searching;
  private @Nullable CompletableFuture<Void> pausing;
  private @Nullable ServerList latest;
  private @Nullable ServerList told;
  private boolean wished;
  private boolean telling;
  private boolean closed;

  /**
   * A watch that has not begun.
   *
   * @param search starts one
   * @param pause between searches, before jitter
   */
  WatchedList(
      Supplier<CompletableFuture<ServerList>> search,
      Supplier<Duration> pause,
      ServerListener listener) {
    this.search = search;
    this.pause = pause;
    this.listener = listener;
  }

  /** The next search, now. */
  void search() {
    CompletableFuture<ServerList> started;
    synchronized (this) {
      if (closed || searching != null) {
        return;
      }
      pausing = null;
      wished = false;
      started = search.get();
      searching = started;
    }
    started.whenComplete(this::searched);
  }

  private synchronized void searched(@Nullable ServerList list, @Nullable Throwable fault) {
    searching = null;
    if (list == null) {
      LOG.debug("A watch's search failed", fault);
    } else {
      latest = list;
      tell();
    }
    Duration next = wished ? SHORT_PAUSE : pause.get();
    wished = false;
    pause(next);
  }

  /** The list may have changed: a search soon, however often this is called. */
  synchronized void refresh() {
    if (searching != null) {
      wished = true;
    } else if (!wished) {
      wished = true;
      pause(SHORT_PAUSE);
    }
  }

  private synchronized void pause(Duration length) {
    if (pausing != null) {
      pausing.cancel(false);
    }
    if (!closed) {
      double jitter = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
      CompletableFuture<Void> timer = new CompletableFuture<>();
      timer
          .completeOnTimeout(null, (long) (length.toMillis() * jitter), TimeUnit.MILLISECONDS)
          .thenRunAsync(this::search);
      pausing = timer;
    }
  }

  private synchronized void tell() {
    if (!telling) {
      telling = true;
      CompletableFuture.runAsync(this::tellAll);
    }
  }

  private void tellAll() {
    for (ServerList list = next(); list != null; list = next()) {
      ServerChange change = Changes.between(told, list);
      boolean first = told == null;
      told = list;
      if (first || !Changes.none(change)) {
        try {
          listener.changed(change);
        } catch (RuntimeException fault) {
          LOG.warn("A listener for servers failed", fault);
        }
      }
    }
  }

  /** What is to be told next; null for nothing. */
  private synchronized @Nullable ServerList next() {
    ServerList next = closed ? null : latest;
    latest = null;
    telling = next != null;
    return next;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (searching != null) {
      searching.cancel(false);
    }
    if (pausing != null) {
      pausing.cancel(false);
    }
  }
}
