// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.RankingRuntime;
import org.loadstar.api.ranking.RankingRuntimeDTO;
import org.loadstar.api.ranking.RankingStrategy;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.guard.RuntimeService;
import org.loadstar.net.NetworkStack;
import org.loadstar.ranking.internal.Ranker.Scores;
import org.loadstar.ranking.internal.Ranker.Sorted;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one {@link LoadRanker} of a framework. Immediate, because a delayed component is thrown away
 * when nobody holds its service, and with it the failures it remembers.
 */
@Component(service = LoadRanker.class, immediate = true, configurationPid = RankingComponent.PID)
@Designate(ocd = RankingComponent.Config.class)
public final class RankingComponent implements LoadRanker {
  static final String PID = "org.loadstar.ranking";
  private static final Logger LOG = LoggerFactory.getLogger(RankingComponent.class);
  private static final Duration STRATEGY_TIMEOUT = Duration.ofMillis(200);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar ranking",
      description = "Which of the servers found is tried first.")
  public @interface Config {
    /** Strategy. */
    @AttributeDefinition(
        name = "Strategy",
        description =
            "The name of a registered strategy, or least-load for the standard one; empty for the"
                + " registered one with the highest service ranking, if any.")
    String strategy() default Settings.DEFAULT_STRATEGY;

    /** Spread. */
    @AttributeDefinition(
        name = "Spread",
        description = "Servers whose loads differ by no more points are chosen by lot.",
        min = "0",
        max = "100")
    int spreadPoints() default Settings.DEFAULT_SPREAD;

    /** Failure hold. */
    @AttributeDefinition(
        name = "Failure hold",
        description =
            "Seconds for which a server that failed is put behind the others; doubled with each"
                + " failure in a row, up to ten minutes.",
        min = "0",
        max = "3600")
    int failureHoldSeconds() default Settings.DEFAULT_HOLD;

    /** Stale after. */
    @AttributeDefinition(
        name = "Stale after",
        description =
            "Seconds after which an offer that was not heard of again gets 10 points more; 0 for"
                + " never.",
        min = "0",
        max = "86400")
    int staleAfterSeconds() default Settings.DEFAULT_STALE;
  }

  private final BundleContext context;
  private final Clock clock;
  private final Failures failures = new Failures();
  private final Ranker ranker;
  private final ExtensionGuard<RankingStrategy> strategies;
  private final RuntimeService<RankingRuntime> runtime;
  private volatile Settings settings = Settings.DEFAULTS;

  /** Called by Declarative Services. */
  @Activate
  public RankingComponent(
      BundleContext context, @Reference(name = "net") NetworkStack net, Config config) {
    this(context, net.clock(), new Random(), config);
  }

  RankingComponent(BundleContext context, Clock clock, RandomGenerator random, Config config) {
    this.context = context;
    this.clock = clock;
    ranker = new Ranker(clock, random, failures);
    runtime = new RuntimeService<>(context, RankingRuntime.class, this::report);
    strategies = new ExtensionGuard<>("RankingStrategy", RankingStrategy.NAME, runtime::changed);
    modified(config);
  }

  @Modified
  void modified(Config config) {
    try {
      settings = Settings.of(config);
    } catch (RuntimeException e) { // also what Declarative Services throws for a wrong type
      LOG.warn("Configuration {}: {}; the last good one stays", PID, e.getMessage());
    }
    runtime.changed();
  }

  @Deactivate
  void deactivate() {
    runtime.close();
  }

  @Reference(
      name = "strategy",
      service = RankingStrategy.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addStrategy(ServiceReference<RankingStrategy> reference) {
    strategies.add(reference, context);
  }

  void removeStrategy(ServiceReference<RankingStrategy> reference) {
    strategies.remove(reference);
  }

  @Override
  public CompletionStage<Ranking> rank(List<ServerOffer> offers, Requirements requirements) {
    Settings now = settings;
    Sorted sorted = Ranker.sort(offers, requirements);
    Optional<Extension<RankingStrategy>> chosen = choose(now);
    if (chosen.isEmpty() || sorted.usable().isEmpty()) {
      return CompletableFuture.completedFuture(ranker.rank(sorted, now, null, notes(now, chosen)));
    }
    Extension<RankingStrategy> strategy = chosen.get();
    return strategies
        .call(strategy, STRATEGY_TIMEOUT, s -> score(s, sorted.usable()))
        .handle(
            (points, fault) ->
                fault == null
                    ? ranker.rank(sorted, now, new Scores(strategy.name(), points), List.of())
                    : ranker.rank(
                        sorted, now, null, List.of(instead(String.valueOf(fault.getMessage())))));
  }

  private Optional<Extension<RankingStrategy>> choose(Settings settings) {
    String wanted = settings.strategy();
    return wanted.equals(Ranker.LEAST_LOAD)
        ? Optional.empty()
        : strategies.extensions().stream()
            .filter(s -> wanted.isEmpty() || s.name().equals(wanted))
            .findFirst();
  }

  private static List<String> notes(
      Settings settings, Optional<Extension<RankingStrategy>> chosen) {
    String wanted = settings.strategy();
    return chosen.isPresent() || wanted.isEmpty() || wanted.equals(Ranker.LEAST_LOAD)
        ? List.of()
        : List.of(instead("no strategy '" + wanted + "' is registered"));
  }

  private static String instead(String why) {
    return why + "; " + Ranker.LEAST_LOAD + " was used instead";
  }

  /** Runs on the guard's thread. */
  private static List<Double> score(RankingStrategy strategy, List<ServerOffer> usable)
      throws Exception {
    double[] scores = strategy.score(usable);
    if (scores == null) {
      throw new BadAnswerException("returned null");
    }
    List<Double> points = Arrays.stream(scores).boxed().toList();
    if (points.size() != usable.size()) {
      throw new BadAnswerException(
          "returned " + points.size() + " scores for " + usable.size() + " servers");
    }
    if (points.stream().anyMatch(p -> p.isNaN())) {
      throw new BadAnswerException("returned NaN as a score");
    }
    return points;
  }

  @Override
  public void failed(ServerOffer offer, String reason) {
    failures.failed(offer, reason, settings.failureHold(), clock.instant());
    runtime.changed();
  }

  @Override
  public void succeeded(ServerOffer offer) {
    if (failures.succeeded(offer)) {
      runtime.changed();
    }
  }

  private RankingRuntimeDTO report() {
    RankingRuntimeDTO dto = new RankingRuntimeDTO();
    dto.strategy =
        choose(settings)
            .filter(s -> !s.quarantined())
            .map(Extension::name)
            .orElse(Ranker.LEAST_LOAD);
    dto.failures = failures.report(clock.instant());
    dto.strategies = strategies.report();
    return dto;
  }
}
