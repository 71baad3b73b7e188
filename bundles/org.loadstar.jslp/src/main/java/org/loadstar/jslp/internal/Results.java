// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;

/** What searches found, and those that go on; one at a time for the same wish. Thread-safe. */
final class Results {
  private static final int MOST = 16;

  /** What was found longer ago is not told any more. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  // Guarded by this.
  private final Map<Wanted, CompletableFuture<Optional<List<ServerOffer>>>> running =
      new HashMap<>();
  private final Map<Wanted, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Kept> eldest) {
          return size() > MOST;
        }
      };
  private int generation;

  private record Kept(List<ServerOffer> offers, Instant when) {}

  /** The search that goes on for the query, or one that is started. */
  CompletableFuture<Optional<List<ServerOffer>>> search(
      ServerQuery query, Function<Wanted, CompletableFuture<Optional<List<ServerOffer>>>> start) {
    Wanted wanted = Wanted.of(query);
    CompletableFuture<Optional<List<ServerOffer>>> started;
    int now;
    synchronized (this) {
      CompletableFuture<Optional<List<ServerOffer>>> known = running.get(wanted);
      if (known != null) {
        return known;
      }
      started = start.apply(wanted);
      running.put(wanted, started);
      now = generation;
    }
    started.whenComplete(
        (found, fault) -> done(wanted, started, fault == null ? found : Optional.empty(), now));
    return started;
  }

  private synchronized void done(
      Wanted wanted,
      CompletableFuture<Optional<List<ServerOffer>>> search,
      Optional<List<ServerOffer>> found,
      int started) {
    running.remove(wanted, search);
    if (found.isPresent() && started == generation) {
      kept.put(wanted, new Kept(found.get(), Instant.now()));
    }
  }

  /** What the last search for the query found; empty where none did. */
  synchronized List<ServerOffer> last(ServerQuery query) {
    Kept last = kept.get(Wanted.of(query));
    return last == null || last.when().plus(KEPT).isBefore(Instant.now())
        ? List.of()
        : last.offers();
  }

  /** Forgets everything: who found it is gone. */
  synchronized void clear() {
    generation++;
    running.clear();
    kept.clear();
  }
}
