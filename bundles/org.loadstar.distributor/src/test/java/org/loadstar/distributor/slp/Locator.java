// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.slp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerListener;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;

/** Finds the servers that a test names. */
final class Locator implements ServerLocator {
  final List<ServerOffer> offers = new ArrayList<>();
  final List<ServerQuery> queries = new ArrayList<>();
  boolean fails;

  /** A server that tells its load; -1 for none. */
  static ServerOffer offer(String host, int port, int load, Instant seen, boolean signed) {
    return new ServerOffer(
        "service:tn3270://" + host + ":" + port,
        host,
        port,
        load < 0 ? OptionalInt.empty() : OptionalInt.of(load),
        List.of(),
        new TreeMap<>(),
        List.of("DEFAULT"),
        "slp",
        seen,
        signed);
  }

  @Override
  public synchronized CompletionStage<ServerList> find(ServerQuery query) {
    queries.add(query);
    if (fails) {
      return CompletableFuture.failedFuture(new IllegalStateException("no SLP here"));
    }
    SearchReport report =
        new SearchReport(
            List.of(),
            List.of(),
            List.of(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            List.of());
    return CompletableFuture.completedFuture(new ServerList(offers, true, report));
  }

  @Override
  public Watch watch(ServerQuery query, ServerListener listener) {
    throw new UnsupportedOperationException("nobody watches");
  }
}
