// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.loadstar.api.discovery.ServerOffer;
import org.osgi.annotation.versioning.ProviderType;

/** Orders offers and remembers which servers failed. Thread-safe; never blocks. */
@ProviderType
public interface LoadRanker {
  /** Ranks the offers. The stage always completes normally, at the latest after 200 ms. */
  CompletionStage<Ranking> rank(List<ServerOffer> offers, Requirements requirements);

  /**
   * Tells that a server could not be connected to, refused a session or died. It is ranked behind
   * the others for a while.
   *
   * @param reason one line, shown in later rankings
   */
  void failed(ServerOffer offer, String reason);

  /** Tells that a session was made; forgets earlier failures of that server. */
  void succeeded(ServerOffer offer);
}
