// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.slp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.distributor.placement.HealthRule;
import org.loadstar.distributor.placement.Method;
import org.loadstar.distributor.placement.Placement;
import org.loadstar.distributor.placement.Rules;
import org.loadstar.distributor.placement.TargetSpec;
import org.loadstar.net.NetworkStack;
import org.loadstar.ranking.internal.RankingComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.ManualClock;
import org.loadstar.testkit.Registry;

class SlpLoadWeightsTest {
  private final ManualClock clock = new ManualClock();
  private final Locator locator = new Locator();
  private final NetworkStack net = new OnlyAClock(clock);
  private final SlpLoadWeights slp = new SlpLoadWeights(net, config(""));

  /** All that is needed of the network. */
  private record OnlyAClock(Clock clock) implements NetworkStack {
    @Override
    public Lease lease() {
      throw new UnsupportedOperationException("it opens nothing");
    }

    @Override
    public List<NetworkInterface> multicastInterfaces() {
      return List.of();
    }

    @Override
    public int multicastTtl() {
      return 0;
    }
  }

  private static SlpLoadWeights.Config config(String scope) {
    return Configs.of(SlpLoadWeights.Config.class, Map.of("scope", scope));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static TargetStatus target(String address, int port) {
    return new TargetStatus(address(address), port, false, true, 100, 0, 10);
  }

  private void offer(String host, int port, int load) {
    locator.offers.add(Locator.offer(host, port, load, clock.instant(), false));
  }

  private Map<String, Integer> weights() {
    Map<String, TargetStatus> targets = new TreeMap<>();
    targets.put("a", target("10.0.0.1", 23));
    targets.put("b", target("10.0.0.2", 23));
    targets.put("c", target("10.0.0.2", 2323));
    targets.put("any", target("10.0.0.4", 0));
    targets.put("named", target("127.0.0.1", 23));
    targets.put("six", target("fd00::1", 23));
    return slp.weights("vip", targets);
  }

  private void weightsBecome(Map<String, Integer> wanted) {
    slp.bindLocator(locator);
    clock.advance(SlpLoadWeights.REFRESH);
    await().untilAsserted(() -> assertEquals(wanted, weights()));
  }

  @Test
  void aWeightIsWhatIsLeftOfTheLoad() {
    offer("10.0.0.1", 23, 35);
    offer("10.0.0.2", 2323, 100);
    offer("10.0.0.2", 23, 0);
    offer("10.0.0.4", 992, 60);
    offer("localhost", 23, 1);
    offer("fd00::1", 23, 99);
    offer("10.0.0.9", 23, 5);
    offer("no-such-host.invalid", 23, 5);
    weightsBecome(Map.of("a", 65, "b", 100, "c", 0, "any", 40, "named", 99, "six", 1));
  }

  @Test
  void whoTellsNoLoadOrWasNotHeardOfForLongKeepsItsConfiguredWeight() {
    offer("10.0.0.1", 23, -1);
    offer("10.0.0.2", 23, 20);
    weightsBecome(Map.of("b", 80));
    locator.offers.set(0, Locator.offer("10.0.0.1", 23, 50, clock.instant(), false));
    weightsBecome(Map.of("a", 50, "b", 80));
    clock.advance(SlpLoadWeights.STALE.minus(SlpLoadWeights.REFRESH));
    assertEquals(Map.of("a", 50), weights());
    clock.advance(SlpLoadWeights.REFRESH.plusMillis(1));
    assertEquals(Map.of(), weights());
  }

  @Test
  void whereSomeAreSignedTheOthersAreNotBelieved() {
    offer("10.0.0.1", 23, 0);
    weightsBecome(Map.of("a", 100));
    locator.offers.add(Locator.offer("10.0.0.2", 23, 70, clock.instant(), true));
    weightsBecome(Map.of("b", 30));
  }

  @Test
  void itSearchesOnlyWhenItIsAskedAndNotAllTheTime() {
    clock.advance(Duration.ofDays(1));
    assertEquals(Map.of(), weights(), "there is no locator");
    slp.bindLocator(locator);
    assertEquals(0, locator.queries.size());
    for (int second = 0; second < 60; second++) {
      weights();
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(3, locator.queries.size());
    assertTrue(locator.queries.get(0).complete());
    clock.advance(Duration.ofDays(1));
    assertEquals(3, locator.queries.size());
  }

  @Test
  void anotherScopeIsSearchedAtOnce() {
    slp.bindLocator(locator);
    weights();
    slp.modified(config("branch"));
    weights();
    assertEquals(
        List.of("", "branch"), locator.queries.stream().map(query -> query.scope()).toList());
  }

  @Test
  void aSearchThatFailsLeavesWhatWasKnown() {
    offer("10.0.0.1", 23, 10);
    weightsBecome(Map.of("a", 90));
    locator.fails = true;
    weightsBecome(Map.of("a", 90));
    slp.unbindLocator(locator);
    clock.advance(SlpLoadWeights.REFRESH);
    assertEquals(Map.of("a", 90), weights());
  }

  /**
   * The distributor in front of servers, and clients that rank the same offers themselves, prefer
   * the same server and shun the same full ones.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void clientsAndDistributorAgree(int seed) {
    Random random = new Random(seed);
    List<TargetSpec> specs = new ArrayList<>();
    int step = 8;
    List<Integer> loads =
        new ArrayList<>(IntStream.range(0, 6).map(i -> i * step).boxed().toList());
    loads.add(100);
    java.util.Collections.shuffle(loads, random);
    for (int i = 0; i < loads.size(); i++) {
      String host = "10.0.1." + i;
      offer(host, 23, loads.get(i));
      specs.add(
          new TargetSpec(
              host,
              address(host),
              23,
              10,
              0,
              0,
              false,
              0,
              false,
              0,
              null,
              HealthRule.UNCHECKED,
              false));
    }
    Placement placement = new Placement("vip", clock, random, target -> 0, notice -> {});
    placement.configure(new Rules(Method.BASEWLM, true, true, false, List.of()), specs);
    slp.bindLocator(locator);
    await().untilAsserted(() -> assertEquals(7, slp.weights("vip", placement.status()).size()));
    placement.weights(slp.weights("vip", placement.status()));
    placement.plan();

    List<String> byDistributor =
        placement.destinations().stream()
            .sorted(Comparator.comparingDouble((DestinationDTO row) -> -row.share))
            .map(row -> row.target)
            .toList();
    List<String> byClients =
        new RankingComponent(
                new Registry().context(), net, Configs.of(RankingComponent.Config.class, Map.of()))
                .rank(locator.offers, Requirements.none())
                .toCompletableFuture()
                .join()
                .usable()
                .stream()
                .map(RankedOffer::offer)
                .map(ServerOffer::host)
                .toList();
    assertEquals(byClients, byDistributor);
    String full = byClients.get(byClients.size() - 1);
    assertEquals(
        0,
        placement.destinations().stream()
            .filter(row -> row.target.equals(full))
            .findFirst()
            .orElseThrow()
            .share);
  }
}
