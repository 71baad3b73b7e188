// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;

/** Makes offers for tests. */
final class Offers {
  private Offers() {}

  /** A server that tells its load and nothing else; -1 for no load. */
  static ServerOffer offer(String host, int load, Clock clock) {
    return new ServerOffer(
        "service:tn3270://" + host + ":23",
        host,
        23,
        load < 0 ? OptionalInt.empty() : OptionalInt.of(load),
        List.of(),
        new TreeMap<>(),
        List.of("DEFAULT"),
        "test",
        clock.instant());
  }

  /** The same with pools and attributes, each {@code TAG} or {@code TAG=value,value}. */
  static ServerOffer with(ServerOffer offer, List<LuPool> pools, String... attributes) {
    SortedMap<String, List<String>> map = new TreeMap<>();
    for (String attribute : attributes) {
      String[] parts = attribute.split("=", 2);
      map.put(parts[0], parts.length == 1 ? List.of() : Arrays.asList(parts[1].split(",")));
    }
    return new ServerOffer(
        offer.url(),
        offer.host(),
        offer.port(),
        offer.load(),
        pools,
        map,
        offer.scopes(),
        offer.source(),
        offer.seen());
  }

  /** The same with a good signature. */
  static ServerOffer signed(ServerOffer offer) {
    return new ServerOffer(
        offer.url(),
        offer.host(),
        offer.port(),
        offer.load(),
        offer.pools(),
        offer.attributes(),
        offer.scopes(),
        offer.source(),
        offer.seen(),
        true);
  }

  static List<String> hosts(Ranking ranking) {
    return ranking.offers().stream().map(o -> o.offer().host()).toList();
  }

  static String reason(Ranking ranking, String host) {
    return of(ranking, host).reason();
  }

  static RankedOffer of(Ranking ranking, String host) {
    return ranking.offers().stream()
        .filter(o -> o.offer().host().equals(host))
        .findFirst()
        .orElseThrow();
  }
}
