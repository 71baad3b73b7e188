// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A workload manager: says how much each target of a distributed address can take. Register it as a
 * service with {@link #NAME}. Asked once a second at most.
 *
 * <p>Guarded: 200 ms for a call, quarantined after three faults; then the configured weights hold.
 */
@ConsumerType
public interface TargetWeights {
  /** The service property with the name that the configuration of an address chooses it by. */
  String NAME = "loadstar.weights.name";

  /**
   * Weights by target, 0 and more; they are normalised, so that only their proportions count. Zero
   * gets no new connection. A target that is not in the answer keeps its configured weight.
   *
   * @param vip the name of the distributed address
   * @param targets its targets as they are now, by name
   */
  Map<String, Integer> weights(String vip, Map<String, TargetStatus> targets) throws Exception;
}
