// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;

/**
 * What each extension of one kind told last. It is asked off the caller's thread; whoever answers a
 * request reads what is there and never waits. An extension that fails keeps its last words until
 * it is quarantined. Thread-safe.
 *
 * @param <S> the kind of extension
 * @param <T> what one tells
 */
final class Collected<S, T> {
  private final ExtensionGuard<S> guard;
  private final Function<Extension<S>, CompletableFuture<T>> ask;
  private final Runnable changed;
  private final Set<Extension<S>> refreshing = ConcurrentHashMap.newKeySet();

  // Guarded by this.
  private final Map<Extension<S>, T> told = new LinkedHashMap<>();
  private final Set<Extension<S>> unread = new HashSet<>();

  /**
   * Nothing is told yet.
   *
   * @param changed called on any thread after {@link #current()} changed
   */
  Collected(
      ExtensionGuard<S> guard, Function<Extension<S>, CompletableFuture<T>> ask, Runnable changed) {
    this.guard = guard;
    this.ask = ask;
    this.changed = changed;
  }

  /**
   * Asks every extension again, save those that still owe the last refresh an answer; completes
   * when all told or failed.
   */
  CompletableFuture<Void> refresh() {
    return refresh(guard.extensions());
  }

  /** Asks those again that failed the last time. */
  CompletableFuture<Void> refreshUnread() {
    synchronized (this) {
      return unread.isEmpty()
          ? CompletableFuture.completedFuture(null)
          : refresh(List.copyOf(unread));
    }
  }

  private CompletableFuture<Void> refresh(List<Extension<S>> extensions) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Extension<S> extension : extensions) {
      if (refreshing.add(extension)) {
        all.add(read(extension).whenComplete((done, fault) -> refreshing.remove(extension)));
      }
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  /** Asks one extension, for example when it has just been registered. */
  CompletableFuture<Void> read(Extension<S> extension) {
    return ask.apply(extension)
        .handle(
            (read, fault) -> {
              keep(extension, fault == null ? read : null);
              return null;
            });
  }

  private void keep(Extension<S> extension, @Nullable T read) {
    boolean different;
    synchronized (this) {
      if (!guard.extensions().contains(extension) || extension.quarantined()) {
        unread.remove(extension);
        different = told.remove(extension) != null;
      } else if (read == null) {
        unread.add(extension);
        different = false;
      } else {
        unread.remove(extension);
        different = !read.equals(told.put(extension, read));
      }
    }
    if (different) {
      changed.run();
    }
  }

  /** The extension is no longer registered. */
  void forget(Extension<S> extension) {
    synchronized (this) {
      unread.remove(extension);
      told.remove(extension);
    }
    changed.run();
  }

  /** What was told, in the order in which it was told first. */
  synchronized Map<Extension<S>, T> current() {
    return new LinkedHashMap<>(told);
  }
}
