// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator tells the distributor. Thread-safe. */
@ProviderType
public interface Distributor {
  /**
   * A target gets no new connection; those it has go on until the time is over, then they are
   * ended. Clients with an affinity to it go elsewhere.
   *
   * @param target its name
   * @param limit how long; zero for ever (quiesce)
   * @param once whether it is forgotten with a restart; else it is written to the target's
   *     configuration that it is drained
   * @throws IllegalArgumentException where there is no such target, or it cannot be written, in one
   *     line
   */
  void drain(String target, Duration limit, boolean once);

  /**
   * A target that was drained gets new connections again.
   *
   * @param once as for {@link #drain}
   * @throws IllegalArgumentException as for {@link #drain}
   */
  void resume(String target, boolean once);

  /**
   * Compares what the FTP targets of the addresses have: fetches the listing of a folder from each,
   * as the user {@code anonymous}. Each target is asked once; one that does not answer in time is
   * told as such.
   *
   * @param path of the folder
   * @param limit how long a target may take
   */
  CompletionStage<List<ListingDTO>> listings(String path, Duration limit);
}
