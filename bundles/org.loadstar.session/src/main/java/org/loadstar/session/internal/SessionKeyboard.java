// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.Keyboard;
import org.loadstar.api.session.ScreenField;
import org.loadstar.session.internal.client.Connection;

/** A keyboard of a session, with type-ahead or without. */
final class SessionKeyboard implements Keyboard {
  /** The session behind it. */
  interface Typist {
    /** Does it in its turn: at once, or when the host has restored the keyboard. */
    void type(TypeAhead.Typed typed, boolean mayWait);

    /** RESET, on the event loop. */
    KeyResult reset(Connection connection);
  }

  private final Typist typist;
  private final boolean typeAhead;

  SessionKeyboard(Typist typist, boolean typeAhead) {
    this.typist = typist;
    this.typeAhead = typeAhead;
  }

  @Override
  public CompletionStage<KeyResult> type(CharSequence text) {
    return typed(connection -> connection.type(text), text.length(), typeAhead);
  }

  @Override
  public CompletionStage<KeyResult> press(Key key) {
    return switch (key) {
      case RESET -> typed(typist::reset, 1, false);
      // They interrupt what the others wait for.
      case SYSREQ, ATTN -> typed(connection -> connection.press(key), 1, false);
      default -> typed(connection -> connection.press(key), 1, typeAhead);
    };
  }

  @Override
  public CompletionStage<KeyResult> moveTo(int row, int column) {
    return typed(connection -> connection.moveTo(row, column), 1, typeAhead);
  }

  @Override
  public CompletionStage<KeyResult> fill(ScreenField field, CharSequence text) {
    return typed(
        connection -> connection.fill(field.row(), field.column(), text),
        1 + text.length(),
        typeAhead);
  }

  @Override
  public CompletionStage<KeyResult> fill(String label, CharSequence text) {
    return typed(connection -> connection.fill(label, text), 1 + text.length(), typeAhead);
  }

  private CompletionStage<KeyResult> typed(
      Function<Connection, KeyResult> action, int keys, boolean mayWait) {
    CompletableFuture<KeyResult> result = new CompletableFuture<>();
    typist.type(new TypeAhead.Typed(action, keys, result), mayWait);
    return result;
  }
}
