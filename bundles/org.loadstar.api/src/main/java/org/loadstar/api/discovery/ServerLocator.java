// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds TN3270E servers: by SLP, and by every {@link ServerSource} registered. Thread-safe; never
 * blocks.
 */
@ProviderType
public interface ServerLocator {
  /**
   * Starts a search. The stage completes when the list is usable, at the latest after the query's
   * time-outs; with an empty list when nothing was found. A source that fails is named in the
   * report and does not fail the search. Cancelling the stage's future ends the search.
   */
  CompletionStage<ServerList> find(ServerQuery query);

  /**
   * Keeps a list up to date until the returned object is closed, or this service goes. Searches are
   * made again in the configured interval, one at a time, and once more when a directory agent
   * comes, reboots or goes. Late servers and changed loads come with the next search; one that a
   * search does not find any more is gone.
   *
   * @param query its lists are always awaited until they are complete
   * @param listener first told when the first search has ended, then of every change
   * @throws IllegalArgumentException for a scope that is none
   */
  Watch watch(ServerQuery query, ServerListener listener);

  /** A list that is kept up to date. */
  @ProviderType
  interface Watch extends AutoCloseable {
    /** The listener is called no more, but for a call that is under way; idempotent. */
    @Override
    void close();
  }
}
