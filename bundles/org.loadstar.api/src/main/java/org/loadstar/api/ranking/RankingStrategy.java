// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import java.util.List;
import org.loadstar.api.discovery.ServerOffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Scores a whole list of offers. Register it as a service with the property {@link #NAME}. It is
 * used when the configuration of {@code org.loadstar.ranking} names it, or names none and it has
 * the highest service ranking.
 *
 * <p>Called once per ranking on a thread of its own bundle's guard; it has 200 ms and is
 * quarantined after three faults (an exception, null, a wrong number of scores, NaN, no answer in
 * time). Then the standard strategy is used.
 */
@ConsumerType
public interface RankingStrategy {
  /** The service property with the strategy's name. */
  String NAME = "loadstar.strategy.name";

  /**
   * One score per offer, in the same order; smaller is better, equal scores are spread at random.
   *
   * @param offers the usable ones
   */
  double[] score(List<ServerOffer> offers) throws Exception;
}
