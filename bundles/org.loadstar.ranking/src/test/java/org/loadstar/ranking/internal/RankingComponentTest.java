// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.RankingRuntime;
import org.loadstar.api.ranking.RankingRuntimeDTO;
import org.loadstar.api.ranking.RankingStrategy;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.testkit.ManualClock;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The component with a real service registry; what Declarative Services does is done by hand. */
class RankingComponentTest {
  private final ManualClock clock = new ManualClock();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ServerOffer low = Offers.offer("low", 10, clock);
  private final ServerOffer high = Offers.offer("high", 90, clock);
  private final List<ServerOffer> offers = List.of(low, high);
  @TempDir private Path storage;
  private Framework framework;
  private BundleContext context;
  private RankingComponent ranking;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.init();
    context = framework.getBundleContext();
    ranking = new RankingComponent(context, clock, new Random(1), config(Map.of()));
  }

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    ranking.deactivate();
    framework.stop();
    framework.waitForStop(10_000);
  }

  private static RankingComponent.Config config(Map<String, Object> set) {
    return (RankingComponent.Config)
        Proxy.newProxyInstance(
            RankingComponent.Config.class.getClassLoader(),
            new Class<?>[] {RankingComponent.Config.class},
            (proxy, method, args) -> set.getOrDefault(method.getName(), method.getDefaultValue()));
  }

  private ServiceReference<RankingStrategy> add(String name, int rank, RankingStrategy strategy) {
    ServiceRegistration<RankingStrategy> registration =
        context.registerService(
            RankingStrategy.class,
            strategy,
            FrameworkUtil.asDictionary(
                Map.of(RankingStrategy.NAME, name, Constants.SERVICE_RANKING, rank)));
    ranking.addStrategy(registration.getReference());
    return registration.getReference();
  }

  private Ranking rank() throws Exception {
    return ranking
        .rank(offers, Requirements.none())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private RankingRuntimeDTO report() throws Exception {
    Collection<ServiceReference<RankingRuntime>> all =
        context.getServiceReferences(RankingRuntime.class, null);
    return context.getService(all.iterator().next()).getRuntimeDTO();
  }

  @Test
  void withoutAnyStrategyTheLeastLoadCounts() throws Exception {
    assertEquals(List.of("low", "high"), Offers.hosts(rank()));
    assertEquals("least-load", rank().strategy());
    assertEquals(List.of(), rank().notes());
    assertEquals("least-load", report().strategy);
  }

  @Test
  void theHighestRankedStrategyIsUsedUntilItIsGone() throws Exception {
    add("second", 1, o -> new double[] {1, 2});
    ServiceReference<RankingStrategy> first = add("first", 2, o -> new double[] {2, 1});
    assertEquals(List.of("high", "low"), Offers.hosts(rank()));
    assertEquals("first", rank().strategy());
    assertEquals("first", report().strategy);
    ranking.removeStrategy(first);
    assertEquals("second", rank().strategy());
    assertEquals(List.of("low", "high"), Offers.hosts(rank()));
  }

  @Test
  void theConfiguredStrategyIsUsed() throws Exception {
    add("first", 2, o -> new double[] {1, 2});
    add("wanted", 1, o -> new double[] {2, 1});
    ranking.modified(config(Map.of("strategy", "wanted")));
    assertEquals("wanted", rank().strategy());
    ranking.modified(config(Map.of("strategy", "least-load")));
    assertEquals("least-load", rank().strategy());
    assertEquals(List.of(), rank().notes());
    ranking.modified(config(Map.of("strategy", "other")));
    assertEquals(
        List.of("no strategy 'other' is registered; least-load was used instead"), rank().notes());
  }

  @Test
  void aStrategySeesOnlyWhatIsUsableAndIsNotAskedAboutNothing() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    add(
        "x",
        0,
        o -> {
          calls.incrementAndGet();
          return new double[o.size()];
        });
    Requirements onlyHigh = new Requirements(false, "", "", Set.of(), List.of("high"));
    Ranking one = ranking.rank(offers, onlyHigh).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(List.of("high", "low"), Offers.hosts(one));
    assertEquals(1, one.usable().size());
    assertEquals(1, calls.get());
    ranking.rank(List.of(), onlyHigh).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertEquals(1, calls.get());
  }

  @Test
  void nonsenseIsNamedAndReplacedAndThreeTimesMeansQuarantine() throws Exception {
    AtomicInteger call = new AtomicInteger();
    add(
        "bad",
        0,
        o ->
            switch (call.incrementAndGet()) {
              case 1 -> null;
              case 2 -> new double[3];
              case 3 -> new double[] {1, Double.NaN};
              default -> new double[] {2, 1};
            });
    String bad = "RankingStrategy 'bad' of bundle org.eclipse.osgi: ";
    String instead = "; least-load was used instead";
    assertEquals(List.of(bad + "returned null" + instead), rank().notes());
    assertEquals(List.of(bad + "returned 3 scores for 2 servers" + instead), rank().notes());
    assertEquals("bad", report().strategy);
    assertEquals(List.of(bad + "returned NaN as a score" + instead), rank().notes());
    Ranking fourth = rank();
    assertEquals(List.of("low", "high"), Offers.hosts(fourth));
    assertEquals("least-load", fourth.strategy());
    assertEquals(
        List.of(
            bad
                + "quarantined after 3 faults until it is registered again; the last: returned NaN"
                + " as a score"
                + instead),
        fourth.notes());
    assertEquals(3, call.get());
    assertEquals("least-load", report().strategy);
    assertTrue(report().strategies.get(0).quarantined);
    assertEquals("returned NaN as a score", report().strategies.get(0).lastFault);
  }

  @Test
  void aStrategyThatBlocksDelaysARankingByItsTimeOnly() throws Exception {
    add(
        "blocker",
        0,
        o -> {
          end.await();
          return new double[2];
        });
    Ranking first = rank();
    assertEquals(List.of("low", "high"), Offers.hosts(first));
    assertEquals(
        List.of(
            "RankingStrategy 'blocker' of bundle org.eclipse.osgi: did not answer within 200 ms;"
                + " least-load was used instead"),
        first.notes());
  }

  @Test
  void failuresAreToldForgottenAndSurviveAChangeOfConfiguration() throws Exception {
    ranking.failed(low, "connection refused");
    assertEquals(List.of("high", "low"), Offers.hosts(rank()));
    ranking.modified(config(Map.of("spreadPoints", 0, "failureHoldSeconds", 5)));
    assertEquals(List.of("high", "low"), Offers.hosts(rank()));
    RankingRuntimeDTO.FailureDTO failure = report().failures.get(0);
    assertEquals("low:23", failure.server);
    assertEquals("connection refused", failure.reason);
    assertEquals(1, failure.count);
    assertEquals(30_000, failure.holdMillis);
    ranking.succeeded(low);
    assertEquals(List.of(), report().failures);
    assertEquals(List.of("low", "high"), Offers.hosts(rank()));
    ranking.failed(low, "connection refused");
    assertEquals(5_000, report().failures.get(0).holdMillis);
  }

  @Test
  void aWrongValueKeepsTheLastGoodConfiguration() throws Exception {
    ranking.modified(config(Map.of("spreadPoints", 90, "failureHoldSeconds", 7)));
    ranking.modified(config(Map.of("spreadPoints", 101, "failureHoldSeconds", 8)));
    ranking.failed(low, "x");
    assertEquals(7_000, report().failures.get(0).holdMillis);
  }

  @Test
  void theChangeCountRises() throws Exception {
    ServiceReference<RankingRuntime> reference = context.getServiceReference(RankingRuntime.class);
    long before = (long) reference.getProperty(Constants.SERVICE_CHANGECOUNT);
    ranking.failed(low, "x");
    await().until(() -> (long) reference.getProperty(Constants.SERVICE_CHANGECOUNT) > before);
    ranking.deactivate();
    assertNull(context.getServiceReference(RankingRuntime.class));
  }
}
