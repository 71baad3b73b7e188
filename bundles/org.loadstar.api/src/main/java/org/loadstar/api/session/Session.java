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
public interface Session extends Keyboard, AutoCloseable {
  /** Names the session in tables; unique within the running container. */
  String id();

  /** Where it is in its life. */
  SessionState state();

  /** A copy of the screen as it is now. */
  ScreenSnapshot snapshot();

  /** Why it is on this server: the choices made so far, the last one last (at most 16 kept). */
  List<Choice> choices();

  /**
   * The same keyboard without type-ahead: what is typed while the keyboard is locked is refused at
   * once, with the reason.
   */
  Keyboard withoutTypeAhead();

  /**
   * Waits until the screen fulfils the condition; at once where it does already. Fails with {@link
   * SessionException.Kind#TIMED_OUT} or {@link SessionException.Kind#CLOSED}.
   *
   * <pre>{@code
   * session.await(screen -> screen.shows("READY"), timeout);
   * session.await(screen -> screen.showsAt(0, 10, "MENU"), timeout);
   * session.await(screen -> screen.field("Password").isPresent(), timeout);
   * session.await(screen -> screen.cursorRow() == 3, timeout);
   * session.await(screen -> screen.generation() >= before.generation() + 2, timeout); // two changes
   * }</pre>
   *
   * @param condition called on the session's own executor with each new screen, and not before the
   *     calls made earlier took effect
   */
  CompletionStage<ScreenSnapshot> await(Predicate<ScreenSnapshot> condition, Duration timeout);

  /**
   * Waits until the keyboard takes input, whatever was typed ahead having taken effect. After a key
   * that calls the host that is: until the host has answered.
   */
  default CompletionStage<ScreenSnapshot> awaitUnlocked(Duration timeout) {
    return await(ScreenSnapshot::isUnlocked, timeout);
  }

  /**
   * Presses a key and waits until the keyboard takes input again: the way to the next screen. Fails
   * with {@link SessionException.Kind#KEY_REFUSED} where the key is refused.
   *
   * @param timeout for all of it
   */
  CompletionStage<ScreenSnapshot> submit(Key key, Duration timeout);

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
