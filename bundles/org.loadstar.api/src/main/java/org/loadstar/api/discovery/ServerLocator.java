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
}
