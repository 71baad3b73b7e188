// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;

/** The searches that run, each with sockets of its own while it does. Thread-safe. */
final class Searches {
  private final Clock clock;
  private final Sources sources;
  private final KnownDirectories known;
  private final Runnable changed;
  private volatile Settings settings = Settings.DEFAULT;
  private volatile @Nullable SlpEndpoint endpoint;

  // Guarded by this.
  private final Set<Running> running = new HashSet<>();
  private SlpCounters ended = SlpCounters.NONE;
  private long searches;
  private boolean active = true;

  private record Running(CompletableFuture<?> result, @Nullable SlpExchange exchange) {
    SlpCounters counters() {
      return exchange == null ? SlpCounters.NONE : exchange.counters();
    }

    void stop() {
      result.completeExceptionally(new IllegalStateException("discovery was stopped"));
    }
  }

  Searches(Clock clock, Sources sources, KnownDirectories known, Runnable changed) {
    this.clock = clock;
    this.sources = sources;
    this.known = known;
    this.changed = changed;
  }

  /** For searches that begin from now on. */
  void settings(Settings next) {
    settings = next;
  }

  /** For searches that begin from now on. */
  void endpoint(@Nullable SlpEndpoint next) {
    endpoint = next;
  }

  /** The servers of a query. */
  CompletableFuture<ServerList> find(ServerQuery query) {
    Find find;
    try {
      find = new Find(query, settings, clock, known, this::look);
    } catch (IllegalArgumentException wrong) {
      return CompletableFuture.failedFuture(wrong);
    }
    SlpExchange exchange = null;
    try {
      exchange = open();
    } catch (IllegalStateException unusable) {
      find.note("SLP was not asked: " + unusable.getMessage());
    }
    return track(find.start(exchange, sources), exchange);
  }

  /**
   * Asks one question in all versions.
   *
   * @param result what the harvest has in the end
   */
  <T> CompletableFuture<T> ask(
      Question question, List<String> scopes, Harvest harvest, Supplier<T> result) {
    Settings current = settings;
    Wish wish;
    SlpExchange exchange;
    try {
      wish = Wish.of(question, scopes, current);
      exchange = open();
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    SlpSearch search = new SlpSearch(exchange, clock, wish, 0, known, harvest);
    if (search.lookBeside()) {
      look(wish);
    }
    CompletableFuture<T> told = new CompletableFuture<>();
    search
        .start()
        .whenComplete(
            (complete, fault) -> {
              exchange.close();
              if (fault == null) {
                told.completeAsync(result);
              } else {
                told.completeExceptionally(fault);
              }
            });
    told.whenComplete((all, fault) -> search.cancel());
    return track(told, exchange);
  }

  /** Looks for directory agents again, for no search: it has those that are known. */
  private void look(Wish wish) {
    SlpExchange exchange;
    try {
      exchange = open();
    } catch (IllegalStateException unusable) {
      return;
    }
    CompletableFuture<Boolean> looked =
        new SlpSearch(exchange, clock, wish.asking(List.of()), 0, known, new FoundTypes()).start();
    looked.whenComplete((complete, fault) -> exchange.close());
    follow(looked, exchange);
  }

  private SlpExchange open() {
    SlpEndpoint used = endpoint;
    if (used == null) {
      throw new IllegalStateException("there is no SLP endpoint at the moment");
    }
    return used.open();
  }

  private <T> CompletableFuture<T> track(
      CompletableFuture<T> result, @Nullable SlpExchange exchange) {
    synchronized (this) {
      searches++;
    }
    follow(result, exchange);
    return result;
  }

  private void follow(CompletableFuture<?> result, @Nullable SlpExchange exchange) {
    Running search = new Running(result, exchange);
    boolean late;
    synchronized (this) {
      running.add(search);
      late = !active;
    }
    changed.run();
    result.whenComplete((found, fault) -> ended(search));
    if (late) {
      search.stop();
    }
  }

  private void ended(Running search) {
    synchronized (this) {
      running.remove(search);
      ended = ended.plus(search.counters());
    }
    changed.run();
  }

  /** Ends those that run, whose time-outs may be far, and all that begin later. */
  void stop() {
    List<Running> over;
    synchronized (this) {
      active = false;
      over = List.copyOf(running);
    }
    over.forEach(Running::stop);
  }

  synchronized void report(DiscoveryRuntimeDTO dto) {
    SlpCounters sum = ended;
    for (Running search : running) {
      sum = sum.plus(search.counters());
    }
    dto.searches = searches;
    dto.packetsSent = sum.sent();
    dto.packetsReceived = sum.received();
    dto.packetsRefused = sum.refused();
  }
}
