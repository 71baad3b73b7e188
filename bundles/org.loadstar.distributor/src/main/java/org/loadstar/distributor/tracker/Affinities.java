// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.Affinity;

/**
 * Which clients go where they went before (TIMEDAFFINITY): the connections of each are counted, and
 * when the last one ends its time begins. Clients with connections are as many as there are
 * connections at most; of those without, the one that has been so for the longest is forgotten
 * where there are too many. Thread-safe.
 */
final class Affinities {
  private final int mostIdle;
  private final Map<Client, Bond> busy = new HashMap<>();
  private final Map<Client, Bond> idle = new LinkedHashMap<>();

  /** A client's address; in an order, so that chosen addresses do not slow the maps down. */
  private record Client(boolean ipv6, long high, long low) implements Comparable<Client> {
    private static final Comparator<Client> ORDER =
        Comparator.comparing(Client::ipv6)
            .thenComparingLong(Client::high)
            .thenComparingLong(Client::low);

    static Client of(FourTuple key) {
      return key.ipv6
          ? new Client(true, key.word0, key.word1)
          : new Client(false, 0, key.word0 >>> 32);
    }

    FourTuple tuple() {
      FourTuple tuple = new FourTuple();
      return ipv6 ? tuple.ipv6(high, low, 0, 0, 0, 0) : tuple.ipv4((int) low, 0, 0, 0);
    }

    @Override
    public int compareTo(Client other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Bond {
    Owner owner;
    int connections;
    long until = Long.MAX_VALUE;

    Bond(Owner owner) {
      this.owner = owner;
    }
  }

  Affinities(int mostIdle) {
    this.mostIdle = mostIdle;
  }

  /**
   * A connection has begun.
   *
   * @param placed whether it went to its owner as the client's next one is to go
   */
  synchronized void began(FourTuple key, Owner owner, boolean placed) {
    Client client = Client.of(key);
    Bond bond = busy.get(client);
    if (bond == null) {
      Bond known = idle.remove(client);
      bond = known == null ? new Bond(owner) : known;
      bond.until = Long.MAX_VALUE;
      busy.put(client, bond);
    }
    bond.connections++;
    if (placed) {
      bond.owner = owner;
    }
  }

  /** A connection that began is over. */
  synchronized void ended(FourTuple key, long nowMillis, int seconds) {
    Client client = Client.of(key);
    Bond bond = busy.get(client);
    if (bond == null || --bond.connections > 0) {
      return;
    }
    busy.remove(client);
    forget(nowMillis);
    if (seconds > 0) {
      bond.until = nowMillis + seconds * 1000L;
      idle.put(client, bond);
      if (idle.size() > mostIdle) {
        eldest().remove();
      }
    }
  }

  private Iterator<Bond> eldest() {
    Iterator<Bond> each = idle.values().iterator();
    each.next();
    return each;
  }

  private void forget(long nowMillis) {
    Iterator<Bond> each = idle.values().iterator();
    while (each.hasNext() && each.next().until <= nowMillis) {
      each.remove();
    }
  }

  /** How many clients are bound. */
  synchronized int size(long nowMillis) {
    forget(nowMillis);
    return busy.size() + idle.size();
  }

  /** The target that a client is bound to. */
  synchronized @Nullable Owner of(FourTuple key, long nowMillis) {
    Client client = Client.of(key);
    Bond bond = busy.getOrDefault(client, idle.get(client));
    return bond == null || bond.until <= nowMillis ? null : bond.owner;
  }

  /** All of them, for a table. */
  synchronized List<Affinity> list(long nowMillis) {
    List<Affinity> all = new ArrayList<>(busy.size() + idle.size());
    Stream.of(busy, idle)
        .forEach(
            some ->
                some.forEach(
                    (client, bond) -> {
                      if (bond.until > nowMillis) {
                        all.add(
                            new Affinity(client.tuple().client(), bond.owner.target, bond.until));
                      }
                    }));
    return all;
  }
}
