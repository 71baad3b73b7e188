// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;

/** The columns of the table, with what they tell of a server. */
enum ServerColumn {
  NAME(Messages.column_name, 130),
  ADDRESS(Messages.column_address, 150),
  LOAD(Messages.column_load, 110),
  POOLS(Messages.column_pools, 150),
  SCOPES(Messages.column_scopes, 80),
  SECURITY(Messages.column_security, 90),
  AGE(Messages.column_age, 60),
  SOURCE(Messages.column_source, 70),
  WHY(Messages.column_why, 260);

  final String title;

  /** In pixels, before the user changes it. */
  final int width;

  ServerColumn(String title, int width) {
    this.title = title;
    this.width = width;
  }

  String of(RankedOffer ranked) {
    ServerOffer offer = ranked.offer();
    return switch (this) {
      case NAME -> name(offer);
      case ADDRESS -> offer.address();
      case LOAD -> load(offer);
      case POOLS -> offer.pools().stream().map(LuPool::toString).collect(joining(", "));
      case SCOPES -> String.join(", ", offer.scopes());
      case SECURITY -> security(offer);
      case AGE -> Text.age(Duration.between(offer.seen(), Instant.now()));
      case SOURCE -> offer.source();
      case WHY -> ranked.reason();
    };
  }

  private static String name(ServerOffer offer) {
    List<String> names = offer.values("SERVERNAME");
    return names.isEmpty() ? Messages.name_unknown : names.get(0);
  }

  private static String load(ServerOffer offer) {
    return offer.load().isPresent()
        ? String.valueOf(offer.load().getAsInt())
        : Messages.load_unknown;
  }

  private static String security(ServerOffer offer) {
    List<String> offered = offer.values("SECURITY");
    String said = offered.isEmpty() ? "" : String.join(", ", offered);
    String text = said.equalsIgnoreCase("NONE") ? Messages.security_clear : said;
    return offer.signed() ? Text.bind(Messages.security_signed, text) : text;
  }
}
