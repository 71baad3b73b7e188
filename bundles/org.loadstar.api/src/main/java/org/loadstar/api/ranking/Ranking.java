// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import java.time.Instant;
import java.util.List;

/**
 * Offers in the order in which they should be tried.
 *
 * @param offers usable ones first, best first; then the unusable ones
 * @param strategy the name of the strategy that scored them
 * @param at when
 * @param notes one line per thing worth telling: a strategy that failed and what was used instead
 */
public record Ranking(List<RankedOffer> offers, String strategy, Instant at, List<String> notes) {
  public Ranking {
    offers = List.copyOf(offers);
    notes = List.copyOf(notes);
  }

  /** The offers that can be tried, best first. */
  public List<RankedOffer> usable() {
    return offers.stream().filter(RankedOffer::usable).toList();
  }
}
