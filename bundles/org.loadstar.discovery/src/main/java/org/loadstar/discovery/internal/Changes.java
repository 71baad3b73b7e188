// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerChange;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;

/** How two lists of servers differ. */
final class Changes {
  private Changes() {}

  /** From one list, or from nothing, to the other. */
  static ServerChange between(@Nullable ServerList before, ServerList after) {
    Map<String, ServerOffer> gone = new LinkedHashMap<>();
    if (before != null) {
      before.offers().forEach(o -> gone.put(key(o), o));
    }
    List<ServerOffer> added = new ArrayList<>();
    List<ServerOffer> changed = new ArrayList<>();
    for (ServerOffer offer : after.offers()) {
      ServerOffer old = gone.remove(key(offer));
      if (old == null) {
        added.add(offer);
      } else if (!same(old, offer)) {
        changed.add(offer);
      }
    }
    return new ServerChange(after, added, changed, List.copyOf(gone.values()));
  }

  static boolean none(ServerChange change) {
    return change.added().isEmpty() && change.changed().isEmpty() && change.gone().isEmpty();
  }

  private static String key(ServerOffer offer) {
    return offer.address().toLowerCase(Locale.ROOT);
  }

  /** Whether the same is told, whenever it was. */
  private static boolean same(ServerOffer one, ServerOffer other) {
    return one.load().equals(other.load())
        && one.url().equals(other.url())
        && one.pools().equals(other.pools())
        && one.attributes().equals(other.attributes())
        && one.scopes().equals(other.scopes())
        && one.source().equals(other.source());
  }
}
