// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.loadstar.api.session.KeyResult;
import org.loadstar.session.internal.client.Connection;
import org.loadstar.session.internal.client.Terminal;

/**
 * What is typed while the host has the keyboard locked, in its order, until the host restores it.
 * On the session's event loop only.
 *
 * <pre>
 *   add:      nothing waits, keyboard not the host's --&gt; done at once
 *             else --&gt; waits, or refused when 1024 keys wait
 *   restored: done one after the other, until one locks the keyboard for the host again;
 *             one that is refused drops all behind it, with its reason
 * </pre>
 */
final class TypeAhead {
  private static final int MAX_KEYS = 1024;

  /**
   * Something to type.
   *
   * @param keys how many keys it is
   * @param result is completed when it took effect; it is dropped where that is done already
   */
  record Typed(
      Function<Connection, KeyResult> action, int keys, CompletableFuture<KeyResult> result) {}

  private final Terminal terminal;
  private final Executor workers;
  private final Deque<Typed> waiting = new ArrayDeque<>();

  TypeAhead(Terminal terminal, Executor workers) {
    this.terminal = terminal;
    this.workers = workers;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Types it now or later. */
  void add(Typed typed, Connection connection) {
    if (waiting.isEmpty() && !terminal.isLockedByHost()) {
      now(typed, connection);
    } else if (count() + typed.keys() > MAX_KEYS) {
      refuse(typed, "X typed ahead too far");
    } else {
      waiting.add(typed);
      terminal.typedAhead(count());
    }
  }

  /** Types it now, whatever comes of it. */
  void now(Typed typed, Connection connection) {
    complete(typed, typed.action().apply(connection));
  }

  void refuse(Typed typed, String reason) {
    complete(typed, new KeyResult(false, reason));
  }

  /** The host may have restored the keyboard. */
  void restored(Connection connection) {
    while (!waiting.isEmpty() && !terminal.isLockedByHost()) {
      Typed next = waiting.remove();
      KeyResult told =
          next.result().isDone() ? KeyResult.ACCEPTED : next.action().apply(connection);
      terminal.typedAhead(count());
      complete(next, told);
      if (!told.accepted()) {
        drop(told.lock());
      }
    }
  }

  /** Refuses all that waits. */
  void drop(String reason) {
    waiting.forEach(typed -> refuse(typed, reason));
    waiting.clear();
    terminal.typedAhead(0);
  }

  private int count() {
    return waiting.stream().mapToInt(Typed::keys).sum();
  }

  private void complete(Typed typed, KeyResult told) {
    typed.result().completeAsync(() -> told, workers);
  }
}
