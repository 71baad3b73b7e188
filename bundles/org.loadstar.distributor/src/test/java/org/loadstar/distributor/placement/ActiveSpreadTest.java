// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that count the connections that are open. */
class ActiveSpreadTest {
  private static void withinOne(LonePlane plane, int[] weights) {
    double all = plane.active.values().stream().mapToInt(Integer::intValue).sum();
    double sum = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      double due = all * weights[i] / sum;
      int has = plane.active.getOrDefault(LonePlane.name(i), 0);
      assertTrue(Math.abs(has - due) <= 1, plane.active + ": " + due + " are due to " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void openConnectionsStayWithinOneOfTheirShare(int seed) {
    Random random = new Random(seed);
    int[] weights = IntStream.range(0, 2 + seed).map(i -> 1 + random.nextInt(100)).toArray();
    LonePlane plane = LonePlane.of(Method.WEIGHTEDACTIVE, weights);
    plane.apply();
    List<String> open = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      open.add(plane.open());
      withinOne(plane, weights);
    }
    // Some end, and as many come: the steady state of a day.
    for (int i = 0; i < 200; i++) {
      int some = 1 + random.nextInt(20);
      for (int n = 0; n < some; n++) {
        plane.close(open.remove(random.nextInt(open.size())));
      }
      plane.apply();
      IntStream.range(0, some).forEach(n -> open.add(plane.open()));
      withinOne(plane, weights);
    }
  }

  /** Reports come in batches of 20, and one in ten is lost but for what the tracker knows later. */
  @Test
  void aLatePlaneIsNoMoreThanItsDelayOff() {
    int[] weights = {3, 2, 1};
    LonePlane plane = LonePlane.of(Method.WEIGHTEDACTIVE, weights);
    Random random = new Random(5);
    for (int batch = 0; batch < 100; batch++) {
      plane.apply();
      for (int i = 0; i < 20; i++) {
        String target = plane.place();
        if (random.nextInt(10) > 0) {
          plane.placement.events(List.of(LonePlane.opened(target)));
        }
      }
    }
    withinOne(plane, weights);
  }

  @Test
  void anEmptyTargetIsFilledUpFirst() {
    LonePlane plane = LonePlane.of(Method.WEIGHTEDACTIVE, 1, 1);
    plane.active.put("a", 50);
    plane.apply();
    IntStream.range(0, 50).forEach(i -> assertEquals("b", plane.open()));
    assertEquals("ab", plane.open() + plane.open());
  }

  @Test
  void thePlanStaysWhileThePlaneDoesWhatWasForeseen() {
    LonePlane plane = LonePlane.of(Method.WEIGHTEDACTIVE, 2, 1);
    Plan plan = plane.apply();
    IntStream.range(0, 100).forEach(i -> plane.open());
    assertSame(plan, plane.apply());
    plane.close("a");
    Plan other = plane.apply();
    assertTrue(!other.slots().equals(plan.slots()), "the plane has to begin anew");
    assertEquals("a", plane.open());
  }

  /** The order would be the same each time, but the plane must not go on in it. */
  @Test
  void thePlaneBeginsAnewThoughTheOrderIsTheSame() {
    LonePlane plane = LonePlane.of(Method.WEIGHTEDACTIVE, 1, 1);
    plane.active.put("b", 1);
    plane.apply();
    for (int i = 0; i < 20; i++) {
      assertEquals("a", plane.open());
      plane.close("a");
      plane.apply();
    }
  }

  @Test
  void leastConnectionsIgnoresWeights() {
    LonePlane plane = LonePlane.of(Method.LEASTCONNECTIONS, 100, 1, 50);
    plane.active.put("a", 2);
    plane.active.put("c", 1);
    plane.apply();
    IntStream.range(0, 30).forEach(i -> plane.open());
    assertEquals(11, plane.active.get("a"));
    assertEquals(11, plane.active.get("b"));
    assertEquals(11, plane.active.get("c"));
  }

  @Test
  void aFullTargetIsPassedOver() {
    ActiveSpread spread = new ActiveSpread();
    List<String> order =
        spread.slots(
            List.of(new Candidate("a", 9, 100, 0, 3, 2), new Candidate("b", 1, 100, 0, 0, 90)));
    assertEquals(2, order.subList(0, 50).stream().filter("a"::equals).count());
  }

  @Test
  void whoHasTooManyKeepsASlotForTheClientsThatAreBoundToIt() {
    LonePlane plane = LonePlane.of(Method.WEIGHTEDACTIVE, 1, 1);
    plane.active.put("a", 5000);
    assertTrue(plane.apply().takes("a"));
  }
}
