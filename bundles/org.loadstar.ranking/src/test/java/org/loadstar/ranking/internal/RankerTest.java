// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.testkit.ManualClock;

class RankerTest {
  private final ManualClock clock = new ManualClock();
  private final Failures failures = new Failures();
  private final Ranker ranker = new Ranker(clock, new Random(1), failures);

  private Ranking rank(ServerOffer... offers) {
    return rank(ranker, Arrays.asList(offers));
  }

  private static Ranking rank(Ranker ranker, List<ServerOffer> offers) {
    return ranker.rank(
        Ranker.sort(offers, Requirements.none()), Settings.DEFAULTS, null, List.of());
  }

  private ServerOffer offer(String host, int load) {
    return Offers.offer(host, load, clock);
  }

  private void fail(ServerOffer offer, String reason) {
    failures.failed(offer, reason, Duration.ofSeconds(30), clock.instant());
  }

  /** Loads in the order of the hosts a, b, c; -1 unknown. */
  @ParameterizedTest
  @CsvSource({
    "60 25 5, c b a",
    "5 25 60, a b c",
    "0 100 99, a c b",
    "100 -1 99, c b a",
    "-1 100, a b",
    "20 14 26, b a c",
    "0 6 12 18, a b c d",
  })
  void theLeastLoadedComesFirst(String loads, String order) {
    List<ServerOffer> offers = new ArrayList<>();
    for (String load : loads.split(" ")) {
      offers.add(offer("" + (char) ('a' + offers.size()), Integer.parseInt(load)));
    }
    assertEquals(order, String.join(" ", Offers.hosts(rank(ranker, offers))));
  }

  @Test
  void whatIsNotSignedComesBehindWhatIsHoweverLittleItsLoad() {
    ServerOffer failing = Offers.signed(offer("failing", 7));
    fail(failing, "connection refused");
    List<ServerOffer> offers =
        List.of(
            offer("spoof", 0),
            Offers.signed(offer("full", 100)),
            failing,
            Offers.signed(offer("good", 60)),
            offer("other", 40));
    Ranking ranking = rank(ranker, offers);
    assertEquals(List.of("good", "failing", "full", "spoof", "other"), Offers.hosts(ranking));
    assertEquals("load 0, not signed as others are", Offers.reason(ranking, "spoof"));
    assertEquals(2000, Offers.of(ranking, "spoof").score());
    // Where nothing is signed nobody is put back for it.
    assertEquals(
        List.of("spoof", "other"),
        Offers.hosts(rank(ranker, List.of(offer("other", 40), offer("spoof", 0)))));
  }

  @Test
  void everyPlaceHasItsReason() {
    ServerOffer held = offer("held", 1);
    fail(held, "connection refused");
    clock.advance(Duration.ofSeconds(10));
    ServerOffer stale = offer("stale", 41);
    ServerOffer unusable = offer("unusable", 0);
    clock.advance(Duration.ofMillis(121_500));
    fail(held, "connection refused");
    clock.advance(Duration.ofMillis(1_500));
    Ranking ranking =
        ranker.rank(
            Ranker.sort(
                List.of(
                    offer("full", 100),
                    stale,
                    offer("unknown", -1),
                    held,
                    unusable,
                    offer("best", 12),
                    offer("twin1", 30),
                    offer("twin2", 33)),
                new Requirements(
                    false,
                    "",
                    "",
                    Set.of(),
                    List.of("full", "stale", "unknown", "held", "best", "twin1", "twin2"))),
            Settings.DEFAULTS,
            null,
            List.of("a note"));
    assertEquals("least-load", ranking.strategy());
    assertEquals(List.of("a note"), ranking.notes());
    assertEquals(clock.instant(), ranking.at());
    List<String> hosts = Offers.hosts(ranking);
    assertEquals("best", hosts.get(0));
    assertEquals(Set.of("twin1", "twin2"), Set.copyOf(hosts.subList(1, 3)));
    assertEquals(List.of("stale", "unknown", "held", "full", "unusable"), hosts.subList(3, 8));
    assertEquals("load 12, the best", Offers.reason(ranking, "best"));
    assertEquals(
        "load 30, by lot among 2 within 5",
        Offers.reason(ranking, hosts.get(1)).replace("33", "30"));
    assertEquals("load 41, last heard of 123 s ago (+10)", Offers.reason(ranking, "stale"));
    assertEquals(51, Offers.of(ranking, "stale").score());
    assertEquals("load unknown", Offers.reason(ranking, "unknown"));
    assertEquals(
        "failed 2 times (connection refused), behind the others for 59 s, load 1, last heard of 133"
            + " s ago (+10)",
        Offers.reason(ranking, "held"));
    assertEquals("no free session (load 100)", Offers.reason(ranking, "full"));
    assertEquals(
        "the host unusable is not among the allowed hosts", Offers.reason(ranking, "unusable"));
    assertTrue(Double.isNaN(Offers.of(ranking, "unusable").score()));
    assertEquals(7, ranking.usable().size());
  }

  @Test
  void aFailedServerComesBackWhenItsHoldIsOver() {
    ServerOffer one = offer("one", 5);
    ServerOffer two = offer("two", 50);
    fail(one, "reset");
    assertEquals(List.of("two", "one"), Offers.hosts(rank(one, two)));
    clock.advance(Duration.ofMillis(29_999));
    assertEquals(List.of("two", "one"), Offers.hosts(rank(one, two)));
    clock.advance(Duration.ofMillis(1));
    assertEquals(List.of("one", "two"), Offers.hosts(rank(one, two)));
  }

  @Test
  void anOtherStrategyDecidesButNotOverFailedAndFullServers() {
    ServerOffer held = offer("held", 1);
    fail(held, "reset");
    List<ServerOffer> offers = List.of(held, offer("full", 100), offer("a", 10), offer("b", 90));
    Ranking ranking =
        ranker.rank(
            Ranker.sort(offers, Requirements.none()),
            Settings.DEFAULTS,
            new Ranker.Scores("prefer", List.of(-5.0, -4.0, 2.5, Double.NEGATIVE_INFINITY)),
            List.of());
    assertEquals(List.of("b", "a", "held", "full"), Offers.hosts(ranking));
    assertEquals("prefer", ranking.strategy());
    assertEquals("score 2.5, load 10", Offers.reason(ranking, "a"));
    assertEquals(2.5, Offers.of(ranking, "a").score());
  }

  @Test
  void equalScoresOfAnOtherStrategyAreSpreadAndUnequalOnesAreNot() {
    List<ServerOffer> offers = List.of(offer("a", 1), offer("b", 1), offer("c", 1));
    Set<String> first = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Ranking ranking =
          ranker.rank(
              Ranker.sort(offers, Requirements.none()),
              Settings.DEFAULTS,
              new Ranker.Scores("x", List.of(1.0, 1.0, 1.000001)),
              List.of());
      first.add(Offers.hosts(ranking).get(0));
      assertEquals("c", Offers.hosts(ranking).get(2));
    }
    assertEquals(Set.of("a", "b"), first);
  }

  @Test
  void noOffersAreNoRanking() {
    assertEquals(List.of(), rank().offers());
  }

  /**
   * For 20,000 random lists: nothing is lost or made up, the order does not depend on the order of
   * the input, only on the dice; tiers never mix; and nobody stands before one that is better by
   * more than the spread.
   */
  @Test
  void theOrderIsTotalAndFairForEveryList() {
    Random random = new Random(20260101);
    for (int run = 0; run < 20_000; run++) {
      List<ServerOffer> offers = new ArrayList<>();
      Failures some = new Failures();
      for (int i = 0, n = random.nextInt(12); i < n; i++) {
        ServerOffer offer = offer("host" + i, random.nextInt(102) - 1);
        offers.add(offer);
        if (random.nextInt(5) == 0) {
          some.failed(offer, "x", Duration.ofSeconds(30), clock.instant());
        }
      }
      long seed = random.nextLong();
      Ranking ranking = rank(new Ranker(clock, new Random(seed), some), offers);
      Collections.shuffle(offers, random);
      assertEquals(ranking, rank(new Ranker(clock, new Random(seed), some), offers));
      assertEquals(
          Set.copyOf(offers),
          Set.copyOf(ranking.offers().stream().map(RankedOffer::offer).toList()));
      assertEquals(offers.size(), ranking.offers().size());
      for (int i = 0; i < offers.size(); i++) {
        RankedOffer before = ranking.offers().get(i);
        for (RankedOffer after : ranking.offers().subList(i + 1, offers.size())) {
          assertTrue(
              before.score() <= after.score() + Settings.DEFAULT_SPREAD,
              () -> before + " stands before " + after);
          assertTrue(tier(before) <= tier(after), () -> before + " stands before " + after);
        }
      }
    }
  }

  private static int tier(RankedOffer offer) {
    return offer.score() >= 1000
        ? 3
        : offer.score() >= 500 ? 2 : offer.offer().load().isEmpty() ? 1 : 0;
  }
}
