// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.Affinity;

/**
 * Which target a client was at: as long as it has connections there, and some time after the last.
 * What the plane saw itself counts more than what a table tells. Not thread-safe.
 */
final class Bonds {
  /** The client whose bond was made first is forgotten beyond this. */
  static final int MOST = 100_000;

  private static final class Bond {
    final String target;
    int connections;
    long until;

    Bond(String target, long until) {
      this.target = target;
      this.until = until;
    }
  }

  private final Map<InetAddress, Bond> bonds =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bond> eldest) {
          return size() > MOST;
        }
      };

  /** What a table tells; its end is the table's, also where the client has a connection. */
  void learn(Affinity affinity) {
    bonds.computeIfAbsent(
        affinity.client(), client -> new Bond(affinity.target(), affinity.until()));
  }

  /** The target that a client is bound to at this time, in milliseconds of the epoch. */
  @Nullable String target(InetAddress client, long now) {
    Bond bond = bonds.get(client);
    if (bond == null || (bond.connections == 0 && bond.until <= now)) {
      return null;
    }
    return bond.target;
  }

  /** The client has one more connection at the target. */
  void opened(InetAddress client, String target) {
    Bond bond = bonds.get(client);
    if (bond == null || !bond.target.equals(target)) {
      bond = new Bond(target, 0);
      bonds.put(client, bond);
    }
    bond.connections++;
  }

  /** The client has one connection less at the target. */
  void closed(InetAddress client, String target, long until) {
    Bond bond = bonds.get(client);
    if (bond != null && bond.target.equals(target) && bond.connections > 0) {
      bond.connections--;
      bond.until = until;
    }
  }

  /** Forgets all. */
  void clear() {
    bonds.clear();
  }

  /** Forgets what is over. */
  void expire(long now) {
    bonds.values().removeIf(bond -> bond.connections == 0 && bond.until <= now);
  }
}
