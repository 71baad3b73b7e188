// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of connections by weight: at most 1 % off over 6,000. */
class SharesTest {
  private static final int CONNECTIONS = 6000;
  private static final double ALLOWED = 1.0;

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private static void within(Map<String, Integer> weights, Map<String, Integer> placed) {
    double error = LonePlane.error(placed, weights);
    assertTrue(error <= ALLOWED, error + " % off: " + placed + " of " + weights);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 1",
        "1 2 3",
        "12 4",
        "4 8 16",
        "97 3",
        "64 1 1",
        "999 1000 1001",
        "7 0 3",
        "317 211 89 53 41 37 29 23 13 7",
        "1000000 1",
        "1 1 1 1 1 1 1 1 1 1 1 1 1"
      })
  void sharesAreThoseOfTheWeights(String text) {
    int[] weights = numbers(text);
    for (Method method : List.of(Method.BASEWLM, Method.WEIGHTEDACTIVE)) {
      LonePlane plane = LonePlane.of(method, weights);
      plane.apply();
      IntStream.range(0, CONNECTIONS).forEach(i -> plane.open());
      within(LonePlane.weights(weights), plane.placed);
    }
  }

  /** The plane tells nothing at all; what matters is in the table. */
  @ParameterizedTest
  @ValueSource(strings = {"1 2 3", "97 3", "999 1000 1001"})
  void aPlaneThatDecidesAloneHasThemToo(String text) {
    int[] weights = numbers(text);
    for (Method method : List.of(Method.BASEWLM, Method.TARGCONTROLLED)) {
      LonePlane plane = LonePlane.of(method, weights);
      plane.apply();
      IntStream.range(0, CONNECTIONS).forEach(i -> plane.place());
      within(LonePlane.weights(weights), plane.placed);
    }
  }

  @Test
  void everyPartOfTheOrderHasItsShare() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 5, 3, 2);
    plane.apply();
    for (int i = 1; i <= CONNECTIONS; i++) {
      plane.place();
      assertEquals(0.5 * i, plane.of("a"), 8);
      assertEquals(0.3 * i, plane.of("b"), 8);
      assertEquals(0.2 * i, plane.of("c"), 8);
    }
  }

  @Test
  void sharesHoldWhereWeightsChangeNowAndThen() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1, 1);
    Map<String, Double> due = new TreeMap<>();
    Random random = new Random(7);
    for (int i = 0; i < CONNECTIONS; i++) {
      if (i % 100 == 0) {
        int[] weights = {1 + random.nextInt(50), 1 + random.nextInt(50), 1 + random.nextInt(50)};
        plane.placement.weights(LonePlane.weights(weights));
        plane.apply();
        for (int w = 0; w < 3; w++) {
          double share = 100.0 * weights[w] / Arrays.stream(weights).sum();
          due.merge(LonePlane.name(w), share, Double::sum);
        }
      }
      plane.open();
    }
    due.forEach((name, share) -> assertEquals(share, plane.of(name), CONNECTIONS * 0.01, name));
  }

  /**
   * A table for each connection: the first slot is all that counts of it. One report in ten is
   * lost.
   */
  @Test
  void sharesHoldWhereWeightsChangeMoreOftenThanConnectionsCome() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1, 1);
    Random random = new Random(3);
    for (int i = 0; i < CONNECTIONS; i++) {
      plane.placement.weights(LonePlane.weights(500 + random.nextInt(9), 300, 200));
      plane.apply();
      String target = plane.place();
      if (random.nextInt(10) > 0) {
        plane.placement.events(List.of(LonePlane.opened(target)));
      }
    }
    within(LonePlane.weights(504, 300, 200), plane.placed);
  }

  /**
   * Clients that connect twice or more for one piece of work, for example by TLS first: the work
   * must not pile up on every second target.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6})
  void workIsSpreadThoughClientsConnectMoreThanOnce(int times) {
    for (String text : List.of("1 1", "1 1 1 1", "2 1 1")) {
      LonePlane plane = LonePlane.of(Method.BASEWLM, numbers(text));
      plane.apply();
      Map<String, Integer> work = new HashMap<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        for (int connect = 1; connect < times; connect++) {
          plane.place();
        }
        work.merge(plane.place(), 1, Integer::sum);
      }
      double error = LonePlane.error(work, LonePlane.weights(numbers(text)));
      assertTrue(error < 6, error + " % off: " + work);
    }
  }

  @Test
  void noWeightIsTooSmallForASlotAndNoneGetsNone() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1_000_000, 1, 0);
    Plan plan = plane.apply();
    assertEquals(1, plan.slots().stream().filter(slot -> slot == 1).count());
    assertTrue(plan.takes("b"));
    assertFalse(plan.takes("c"));
  }

  @Test
  void aPlanStaysWhereNothingHasChanged() {
    for (Method method : Method.values()) {
      LonePlane plane = LonePlane.of(method, 3, 2, 1);
      Plan plan = plane.apply();
      plane.clock.advance(java.time.Duration.ofMinutes(10));
      plane.placement.tick();
      plane.placement.weights(Map.of());
      plane.placement.weights(LonePlane.weights(30, 20, 10));
      assertSame(plan, plane.apply(), method.toString());
      plane.open();
      assertSame(plan, plane.apply(), method.toString());
    }
  }

  @Test
  void whoWasFullForLongIsNotFlooded() {
    SmoothSpread spread = new SmoothSpread(new Random(1));
    Candidate full = new Candidate("full", 1, 100, 0, 0, 0);
    spread.slots(List.of(full, new Candidate("other", 1, 100, 0, 0, 0)));
    IntStream.range(0, 10_000).forEach(i -> spread.opened("other"));
    List<String> next = spread.slots(List.of(full, new Candidate("other", 2, 100, 0, 0, 0)));
    assertTrue(next.subList(0, 30).stream().filter("full"::equals).count() <= 13, next.toString());
  }

  @Test
  void roundRobinGoesRoundWhateverTheWeights() {
    LonePlane plane = LonePlane.of(Method.ROUNDROBIN, 5, 0, 1, 9);
    plane.apply();
    StringBuilder order = new StringBuilder();
    IntStream.range(0, 7).forEach(i -> order.append(plane.open()));
    assertEquals("acdacda", order.toString());
    plane.placement.weights(Map.of("b", 1));
    plane.apply();
    IntStream.range(0, 5).forEach(i -> order.append(plane.open()));
    assertEquals("acdacdabcdab", order.toString());
  }
}
