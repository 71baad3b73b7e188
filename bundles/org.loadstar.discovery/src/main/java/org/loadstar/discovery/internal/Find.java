// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.MulticastConvergence;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.endpoint.SlpExchange;

/**
 * One search: SLP and the third-party sources side by side, then one list. What it uses is what
 * held when it began.
 */
final class Find {
  /** What configured directory agents get at the least, where both time-outs are shorter. */
  private static final Duration DIRECTORY_TIMEOUT = Duration.ofSeconds(2);

  private static final List<Integer> VERSIONS = List.of(2);

  private final ServerQuery query;
  private final Settings settings;
  private final Clock clock;
  private final Scopes scopes;
  private final Duration daTimeout;
  private final Duration saTimeout;
  private final Instant began;
  private final Findings findings = new Findings();
  private List<String> interfaces = List.of();

  /** Refuses a query whose scope is none. */
  Find(ServerQuery query, Settings settings, Clock clock) {
    this.query = query;
    this.settings = settings;
    this.clock = clock;
    Scopes asked = Settings.scopes("scope", query.scope());
    this.scopes = asked.isEmpty() ? settings.scopes() : asked;
    this.daTimeout = orElse(query.daDiscoveryTimeout(), settings.daDiscoveryTimeout());
    this.saTimeout = orElse(query.saMulticastTimeout(), settings.saMulticastTimeout());
    this.began = clock.instant();
  }

  private static Duration orElse(@Nullable Duration asked, Duration configured) {
    return asked == null ? configured : asked;
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
          slp.cancel(false);
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
    interfaces = exchange.links().stream().map(Object::toString).toList();
    if (interfaces.isEmpty()) {
      findings.note("no network interface can be used for SLP");
    }
    Requests requests = Requests.of(query, scopes);
    long now = SlpSearch.nanos(clock);
    Map<Topic, MulticastConvergence> convergences = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      Duration timeout = topic.servers() ? saTimeout : daTimeout;
      if (!timeout.isZero() && !interfaces.isEmpty()) {
        int room = requests.listRoom(topic, exchange.mtu());
        convergences.put(topic, new MulticastConvergence(now, timeout.toNanos(), room));
      }
    }
    List<InetSocketAddress> agents = settings.directoryAgents(exchange.port());
    Search search = new Search(now, convergences, now + longest(agents).toNanos());
    SlpSearch running = new SlpSearch(exchange, clock, requests, search, findings);
    CompletableFuture<Boolean> done = running.start(agents);
    others.thenAccept(
        answer -> {
          if (!answer.offers().isEmpty()) {
            running.foundElsewhere();
          }
        });
    return done;
  }

  private Duration longest(Collection<InetSocketAddress> directoryAgents) {
    return Stream.of(
            daTimeout, saTimeout, directoryAgents.isEmpty() ? Duration.ZERO : DIRECTORY_TIMEOUT)
        .max(Duration::compareTo)
        .orElseThrow();
  }

  private ServerList list(boolean complete, Sources.Answer others, @Nullable SlpExchange exchange) {
    if (exchange != null) {
      exchange.faults().forEach(findings::note);
    }
    Instant now = clock.instant();
    Map<String, ServerOffer> servers = new LinkedHashMap<>();
    collect(servers, findings.offers(scopes.names(), now), o -> findings.described(o.url()));
    collect(servers, others.offers(), o -> !o.pools().isEmpty());
    others.notes().forEach(findings::note);
    return new ServerList(
        List.copyOf(servers.values()),
        complete,
        new SearchReport(
            scopes.names(),
            VERSIONS,
            interfaces,
            daTimeout,
            saTimeout,
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
