// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.ranking.RankedOffer;

/**
 * What is known of the servers at one moment.
 *
 * @param discovery whether discovery runs
 * @param ranked the servers, best first
 * @param strategy what ranked them
 * @param report what was tried to find them; null while the first search goes on
 */
record Servers(
    boolean discovery, List<RankedOffer> ranked, String strategy, @Nullable SearchReport report) {

  static final Servers UNAVAILABLE = new Servers(false, List.of(), "", null);
  static final Servers SEARCHING = new Servers(true, List.of(), "", null);

  Servers {
    ranked = List.copyOf(ranked);
  }

  /** One line on what was found, or what was tried. */
  String status() {
    if (!discovery) {
      return Messages.status_noDiscovery;
    }
    if (report == null) {
      return Messages.status_searching;
    }
    if (!ranked.isEmpty()) {
      long usable = ranked.stream().filter(RankedOffer::usable).count();
      return Text.bind(Messages.status_found, usable, ranked.size(), strategy);
    }
    String tried =
        Text.bind(
            Messages.status_tried,
            String.join(", ", report.scopes()),
            String.join(", ", report.versions().stream().map(String::valueOf).toList()),
            String.join(", ", report.interfaces()),
            report.took().toMillis());
    return Text.bind(Messages.status_none, tried)
        + (report.notes().isEmpty() ? "" : "; " + String.join("; ", report.notes()));
  }
}
