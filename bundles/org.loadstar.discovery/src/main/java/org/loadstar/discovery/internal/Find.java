// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.endpoint.SlpExchange;

/**
 * One search for TN3270E servers: SLP and the third-party sources side by side, then one list. What
 * it uses is what held when it began.
 */
final class Find {
  private final ServerQuery query;
  private final Settings settings;
  private final Clock clock;
  private final KnownDirectories known;
  private final Consumer<Wish> look;
  private final Wish wish;
  private final Instant began;
  private final Findings findings = new Findings();
  private List<Integer> versions = List.of();
  private List<String> interfaces = List.of();
  private volatile @Nullable SlpSearch running;

  /**
   * Refuses a query whose scope is none.
   *
   * @param look called where directory agents are to be looked for beside this search
   */
  Find(
      ServerQuery query,
      Settings settings,
      Clock clock,
      KnownDirectories known,
      Consumer<Wish> look) {
    this.query = query;
    this.settings = settings;
    this.clock = clock;
    this.known = known;
    this.look = look;
    this.wish = Wish.of(query, settings);
    this.began = clock.instant();
  }

  /**
   * Begins.
   *
   * @param exchange for SLP; closed in the end. Null where SLP cannot be asked, which a note tells
   * @param sources asks the third parties
   */
  CompletableFuture<ServerList> start(@Nullable SlpExchange exchange, Sources sources) {
    CompletableFuture<Sources.Answer> others = sources.ask(query);
    CompletableFuture<Boolean> slp =
        exchange == null ? CompletableFuture.completedFuture(true) : slp(exchange, others);
    CompletableFuture<ServerList> list = new CompletableFuture<>();
    slp.thenCombine(others, (complete, answer) -> list(complete, answer, exchange))
        .whenComplete(
            (found, fault) -> {
              // Not on an event loop or guard thread: what depends on it may take its time.
              if (fault == null) {
                list.completeAsync(() -> found);
              } else {
                list.completeExceptionally(fault);
              }
            });
    list.whenComplete(
        (found, fault) -> {
          others.cancel(false);
          SlpSearch search = running;
          if (search != null) {
            search.cancel();
          }
          if (exchange != null) {
            exchange.close();
          }
        });
    return list;
  }

  /** Says why something could not be tried. To be called before the start. */
  void note(String note) {
    findings.note(note);
  }

  private CompletableFuture<Boolean> slp(
      SlpExchange exchange, CompletableFuture<Sources.Answer> others) {
    CompletableFuture<Boolean> done;
    if (settings.loadFirst()) {
      FoundAttributes loads = new FoundAttributes();
      done =
          begin(exchange, wish.asking(LoadFirst.QUESTIONS), loads, others)
              .thenCompose(
                  complete ->
                      begin(exchange, LoadFirst.within(wish, loads.attributes()), findings, others)
                          .thenApply(after -> complete && after));
    } else {
      done = begin(exchange, wish, findings, others);
    }
    return done.whenComplete((complete, fault) -> exchange.close());
  }

  private CompletableFuture<Boolean> begin(
      SlpExchange exchange, Wish asked, Harvest harvest, CompletableFuture<Sources.Answer> others) {
    SlpSearch search =
        new SlpSearch(exchange, clock, asked, settings.leastLoaded(), known, harvest);
    versions = search.versions();
    interfaces = search.links().stream().map(Object::toString).toList();
    running = search;
    if (search.lookBeside()) {
      look.accept(asked);
    }
    CompletableFuture<Boolean> done = search.start();
    others.thenAccept(
        answer -> {
          if (!answer.offers().isEmpty()) {
            search.foundElsewhere();
          }
        });
    return done;
  }

  private ServerList list(boolean complete, Sources.Answer others, @Nullable SlpExchange exchange) {
    if (exchange != null) {
      exchange.faults().forEach(findings::note);
    }
    Instant now = clock.instant();
    List<String> scopes = wish.scopes().names();
    Map<String, ServerOffer> servers = new LinkedHashMap<>();
    collect(servers, findings.offers(scopes, now), o -> findings.described(o.url()));
    collect(servers, others.offers(), o -> !o.pools().isEmpty());
    others.notes().forEach(findings::note);
    if (servers.isEmpty() && known.trust().required()) {
      findings.note(
          "only servers with a signature of "
              + String.join(", ", known.trust().keys().spis())
              + " count (authentication is required): agents without that key do not answer");
    }
    return new ServerList(
        List.copyOf(servers.values()),
        complete,
        new SearchReport(
            scopes,
            versions,
            interfaces,
            wish.daTimeout(),
            wish.saTimeout(),
            Duration.between(began, now),
            findings.notes()));
  }

  /** One offer per host and port, the first one counting. */
  private void collect(
      Map<String, ServerOffer> servers,
      List<ServerOffer> offers,
      Predicate<ServerOffer> poolsKnown) {
    for (ServerOffer offer : offers) {
      if (!settings.allowedHosts().allow(offer.host())) {
        findings.note(offer.address() + " is not among the allowed hosts");
      } else if (poolsKnown.test(offer) && !serves(offer)) {
        findings.note(offer.address() + " does not have the pool that was asked for");
      } else {
        servers.putIfAbsent(offer.address().toLowerCase(Locale.ROOT), offer);
      }
    }
  }

  /** Agents differ in how they compare; where the pools are known, we look ourselves. */
  private boolean serves(ServerOffer offer) {
    boolean anyPool = query.pool().isEmpty() || query.pool().equals("*");
    if (anyPool && query.deviceType().isEmpty()) {
      return true;
    }
    for (LuPool pool : offer.pools()) {
      if ((anyPool || pool.name().equalsIgnoreCase(query.pool()))
          && pool.serves(query.deviceType())) {
        return true;
      }
    }
    return false;
  }
}
