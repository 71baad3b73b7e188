// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.api.distributor.Expectation;

/**
 * Data connections that are to come to a distributed address. Each is for one client and one port,
 * is used once, and is forgotten after its time. Thread-safe.
 */
final class Expectations {
  private final int most;
  private final Map<Place, Expectation> waiting = new LinkedHashMap<>();

  private record Place(InetAddress client, int port) {}

  Expectations(int most) {
    this.most = most;
  }

  /** One more; in the place of an earlier one of the same client and port. False: no room. */
  synchronized boolean add(Expectation expected, long nowMillis) {
    Place place = new Place(expected.client(), expected.port());
    if (waiting.size() >= most && !waiting.containsKey(place)) {
      forget(nowMillis);
      if (waiting.size() >= most) {
        return false;
      }
    }
    waiting.put(place, expected);
    return true;
  }

  /** Uses one up. False: there is none, or its time is over. */
  synchronized boolean use(InetAddress client, int port, long nowMillis) {
    Expectation expected = waiting.remove(new Place(client, port));
    return expected != null && expected.until() > nowMillis;
  }

  private void forget(long nowMillis) {
    waiting.values().removeIf(expected -> expected.until() <= nowMillis);
  }

  /** Those that are to come still, for a table. */
  synchronized List<Expectation> list(long nowMillis) {
    forget(nowMillis);
    return List.copyOf(waiting.values());
  }
}
