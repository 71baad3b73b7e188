// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.testkit.ManualClock;

/** Many clients that do not know of one another, each with its own ranker. */
class HerdTest {
  private static final int CLIENTS = 10_000;
  private static final int SERVERS = 10;
  private static final int CAPACITY = 2_000;
  private static final int SEEDS = 50;
  private static final double GOAL = 1.15;

  private final ManualClock clock = new ManualClock();

  /**
   * All connect, one after the other, and see the loads as they were when they were last told, once
   * for so many clients.
   *
   * @return sessions per server, the fullest to the mean
   */
  private double imbalance(long seed, int clientsPerUpdate, int spread, IntUnaryOperator before) {
    Ranker ranker = new Ranker(clock, new Random(seed), new Failures());
    Settings settings = new Settings("", spread, Duration.ZERO, Duration.ZERO);
    int[] sessions = new int[SERVERS];
    Arrays.setAll(sessions, before);
    int start = Arrays.stream(sessions).sum();
    var told = Ranker.sort(List.of(), Requirements.none());
    for (int client = 0; client < CLIENTS; client++) {
      if (client % clientsPerUpdate == 0) {
        told = Ranker.sort(tell(sessions), Requirements.none());
      }
      ServerOffer chosen = ranker.rank(told, settings, null, List.of()).offers().get(0).offer();
      sessions[Integer.parseInt(chosen.host())]++;
    }
    return Arrays.stream(sessions).max().orElseThrow() / ((start + CLIENTS) / (double) SERVERS);
  }

  private List<ServerOffer> tell(int[] sessions) {
    List<ServerOffer> offers = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      int load = Math.min(100, Math.round(100f * sessions[i] / CAPACITY));
      offers.add(Offers.offer(Integer.toString(i), load, clock));
    }
    return offers;
  }

  private double worst(String name, int clientsPerUpdate, int spread, IntUnaryOperator before) {
    double worst = 0;
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      double one = imbalance(seed, clientsPerUpdate, spread, before);
      worst = Math.max(worst, one);
      sum += one;
    }
    System.out.printf(
        "herd of %d, %s: fullest server to mean %.3f, worst of %d seeds %.3f%n",
        CLIENTS, name, sum / SEEDS, SEEDS, worst);
    return worst;
  }

  @Test
  void aHerdThatSeesTheSameLoadsSpreads() {
    double all = worst("all at once", CLIENTS, Settings.DEFAULT_SPREAD, i -> 40 + 10 * i);
    double stale = worst("loads told each 500 clients", 500, Settings.DEFAULT_SPREAD, i -> 0);
    double uneven =
        worst("the same, servers 0 to 18 % full", 500, Settings.DEFAULT_SPREAD, i -> 40 * i);
    assertTrue(all <= GOAL, "all at once " + all);
    assertTrue(stale <= GOAL, "stale loads " + stale);
    assertTrue(uneven <= GOAL, "uneven start " + uneven);
    double strict = imbalance(1, CLIENTS, 0, i -> 40 + 20 * i);
    assertTrue(strict > 5, "without spread they all go to one server: " + strict);
  }

  /** A server that always tells 0 and always refuses. */
  @Test
  void aLiarGetsFewAttemptsAfterItsThirdFailure() {
    Failures failures = new Failures();
    Ranker ranker = new Ranker(clock, new Random(7), failures);
    int attempts = 0;
    int refused = 0;
    int refusedLater = 0;
    for (int second = 0; second < 24 * 3600; second++) {
      List<ServerOffer> offers =
          List.of(Offers.offer("liar", 0, clock), Offers.offer("honest", 60, clock));
      ServerOffer first =
          ranker
              .rank(Ranker.sort(offers, Requirements.none()), Settings.DEFAULTS, null, List.of())
              .offers()
              .get(0)
              .offer();
      attempts += refused >= 3 ? 1 : 0;
      if (first.host().equals("liar")) {
        refusedLater += refused >= 3 ? 1 : 0;
        refused++;
        failures.failed(first, "refused", Settings.DEFAULTS.failureHold(), clock.instant());
      }
      clock.advance(Duration.ofSeconds(1));
    }
    double share = 100.0 * refusedLater / attempts;
    System.out.printf("a liar gets %.2f %% of the attempts after its third failure%n", share);
    assertTrue(share <= 1, "" + share);
    assertTrue(refusedLater > 10, "it is tried again now and then: " + refusedLater);
  }
}
