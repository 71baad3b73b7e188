// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One 3270 session. It stays the same object when it moves to another server. Thread-safe; nothing
 * blocks, calls take effect in the order in which they are made. Stages fail with {@link
 * SessionException}.
 */
@ProviderType
public interface Session extends AutoCloseable {
  /** Names the session in tables; unique within the running container. */
  String id();

  /** Where it is in its life. */
  SessionState state();

  /** A copy of the screen as it is now. */
  ScreenSnapshot snapshot();

  /** Why it is on this server: the choices made so far, the last one last (at most 16 kept). */
  List<Choice> choices();

  /** Types text at the cursor, by the rules of protected and numeric fields. */
  CompletionStage<KeyResult> type(String text);

  /** Presses a key. */
  CompletionStage<KeyResult> press(Key key);

  /** Moves the cursor to a row and column, both counted from 0. */
  CompletionStage<KeyResult> moveTo(int row, int column);

  /**
   * Waits until the screen fulfils the condition; at once where it does already. Fails with {@link
   * SessionException.Kind#TIMED_OUT} or {@link SessionException.Kind#CLOSED}.
   *
   * @param condition called on the session's own executor with each new screen
   */
  CompletionStage<ScreenSnapshot> await(Predicate<ScreenSnapshot> condition, Duration timeout);

  /**
   * Moves a file by IND$FILE, in the mode that the host chooses (DFT or CUT). The host must be
   * where it takes commands, with the cursor in the input field: the command is typed there in
   * place of what the field holds. One transfer at a time; whatever is wrong is told by its result.
   */
  FileTransfer transfer(TransferRequest request, TransferListener listener);

  /**
   * Adds a listener. It is called in order on the session's own executor, never on an event loop; a
   * slow one gets the newest state, not a queue.
   *
   * @return removes it
   */
  AutoCloseable listen(SessionListener listener);

  /** Ends the session. Idempotent. */
  @Override
  void close();
}
