// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The SLP service agent: advertises every {@link AdvertisedServer} and {@link AdvertisedService},
 * and registers them with directory agents. Thread-safe.
 */
@ProviderType
public interface ServiceAgent {
  /**
   * Changes the administrator's bias of a server; the next reply carries the new load.
   *
   * @param server its name
   * @param bias 0 to 100; 50 leaves the load as it is, 100 tells full, 0 tells idle
   * @param once whether it holds only until the server is registered again or the process ends; if
   *     not, it is written to the server's configuration
   * @return completes when it holds; fails with IllegalArgumentException for an unknown server or a
   *     bias out of range, IllegalStateException where it cannot be kept
   */
  CompletionStage<Void> setBias(String server, int bias, boolean once);
}
