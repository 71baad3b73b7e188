// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.io.Writer;
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
   * Adds a listener. It is called in order on the session's own executor, never on an event loop; a
   * slow one gets the newest state, not a queue.
   *
   * @return removes it
   */
  AutoCloseable listen(SessionListener listener);

  /**
   * Shows the listener every screen from now on.
   *
   * @return ends that; what waits is still shown, then {@link RecordListener#ended} is called
   */
  AutoCloseable follow(RecordListener listener);

  /**
   * Writes what goes over the session's connections from now on in the format of x3270's traces. In
   * mid-session the trace begins with what leads to the present screen, so that it can be played.
   * What fields that are not displayed hold is masked, and so is what was typed into them wherever
   * it comes back.
   *
   * @param out written to and flushed on a worker thread, and closed when the trace ends; one that
   *     fails ends it, one that is too slow loses parts, and the trace says so
   * @return ends the trace
   */
  AutoCloseable trace(Writer out);

  /** Ends the session. Idempotent. */
  @Override
  void close();
}
