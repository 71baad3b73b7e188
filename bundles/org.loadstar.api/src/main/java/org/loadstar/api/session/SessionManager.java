// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Opens sessions and knows the open ones. Thread-safe; never blocks. */
@ProviderType
public interface SessionManager {
  /**
   * Finds, ranks, connects. The stage completes when a server has accepted the session, or fails
   * with {@link SessionException}. Its choice is kept for {@code explain} either way.
   */
  CompletionStage<Session> open(SessionProfile profile);

  /**
   * The same; whoever wants to see or write down all of it, from the first byte, begins to in
   * {@code prepare}.
   *
   * @param prepare is called at once with the session, which is not connected yet; what it throws
   *     is the stage's failure
   */
  CompletionStage<Session> open(SessionProfile profile, Consumer<Session> prepare);

  /** An open session by its id. */
  Optional<Session> session(String id);

  /** The open sessions. */
  List<Session> sessions();

  /** A configured profile (factory configuration {@code org.loadstar.session.profile}). */
  Optional<SessionProfile> profile(String name);

  /** The last choices made, the newest last (at most 64 kept). */
  List<Choice> choices();
}
