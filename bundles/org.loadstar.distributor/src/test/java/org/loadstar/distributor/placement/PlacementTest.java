// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.distributor.placement.Advice.Admin;

class PlacementTest {
  private static final HealthRule CHECKED = new HealthRule(true, 1, 1, 3);

  private static String states(LonePlane plane) {
    return plane.placement.destinations().stream()
        .map(row -> row.target + " " + row.state)
        .collect(Collectors.joining(", "));
  }

  private static DestinationDTO row(LonePlane plane, String target) {
    plane.apply();
    return plane.placement.destinations().stream()
        .filter(row -> row.target.equals(target))
        .findFirst()
        .orElseThrow();
  }

  private static Advice percent(int percent) {
    return new Advice(OptionalInt.of(percent), null, null, "", OptionalInt.empty());
  }

  private static Advice says(Admin admin, Boolean up, String reason) {
    return new Advice(OptionalInt.empty(), admin, up, reason, OptionalInt.empty());
  }

  private static TargetSpec drained(String name, boolean drained) throws Exception {
    InetAddress host = InetAddress.getByName("10.0.0.9");
    return new TargetSpec(
        name, host, 21, 1, 0, 0, false, 0, false, 0, null, HealthRule.UNCHECKED, drained);
  }

  @Test
  void whatIsConfiguredAsDrainedIsQuiescedFromTheStartAndAnOperatorMayDifferForOnce()
      throws Exception {
    LonePlane plane = new LonePlane();
    Rules rules = new Rules(Method.BASEWLM, true, true, false, List.of());
    plane.placement.configure(rules, List.of(drained("a", true), drained("b", false)));
    assertEquals("a QUIESCED, b ACTIVE", states(plane));
    plane.placement.resume("a");
    plane.placement.configure(rules, List.of(drained("a", true), drained("b", false)));
    assertEquals("a ACTIVE, b ACTIVE", states(plane), "the configuration is the same as before");
    plane.placement.drain("b", Duration.ofSeconds(30));
    plane.placement.configure(rules, List.of(drained("a", false), drained("b", true)));
    assertEquals("a ACTIVE, b DRAINING", states(plane), "the time that was given holds");
    plane.placement.configure(rules, List.of(drained("a", true), drained("b", false)));
    assertEquals("a QUIESCED, b ACTIVE", states(plane));
  }

  @Test
  void aDrainedTargetGetsNothingNewAndKeepsWhatItHasUntilTheTimeIsOver() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.apply();
    IntStream.range(0, 10).forEach(i -> plane.open());
    assertTrue(plane.placement.drain("a", Duration.ofSeconds(30)));
    Plan plan = plane.apply();
    assertFalse(plan.takes("a"));
    assertEquals(2, plan.targets().size(), "its connections go on");
    assertEquals("a DRAINING, b ACTIVE", states(plane));
    assertEquals(
        "drained; its connections may go on until 2026-01-01T00:00:30Z", row(plane, "a").note);
    plane.clock.advance(Duration.ofSeconds(29));
    plane.placement.tick();
    assertEquals(List.of(), plane.placement.over());
    plane.clock.advance(Duration.ofSeconds(1));
    plane.placement.tick();
    assertEquals(List.of("a"), plane.placement.over());
    assertEquals("QUIESCED", row(plane, "a").state);
    plane.active.put("a", 0);
    assertEquals(List.of(), plane.placement.over());
    assertTrue(plane.placement.resume("a"));
    assertTrue(plane.apply().takes("a"));
    assertEquals("a ACTIVE, b ACTIVE", states(plane));
    assertFalse(plane.placement.drain("nobody", Duration.ZERO));
    assertFalse(plane.placement.resume("nobody"));
  }

  @Test
  void noTimeToDrainIsTooLong() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.placement.drain("a", Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals("DRAINING", row(plane, "a").state);
  }

  @Test
  void aQuiescedTargetWaitsForEver() {
    LonePlane plane = LonePlane.of(Method.ROUNDROBIN, 1, 1);
    plane.placement.drain("b", Duration.ZERO);
    plane.clock.advance(Duration.ofDays(365));
    plane.placement.tick();
    assertFalse(plane.apply().takes("b"));
    assertEquals("a ACTIVE, b QUIESCED", states(plane));
    assertEquals(List.of(), plane.placement.over());
  }

  @Test
  void everyChangeHasItsReason() {
    LonePlane plane =
        LonePlane.of(
            LonePlane.rules(Method.BASEWLM),
            LonePlane.spec("one", 1, 0, 0, CHECKED),
            LonePlane.spec("two", 1, 0, 0, CHECKED));
    plane.apply();
    plane.placement.passed("one", 100);
    plane.apply();
    plane.placement.passed("two", 100);
    plane.placement.failed("one", "connection refused");
    plane.apply();
    plane.apply();
    plane.placement.drain("one", Duration.ZERO);
    plane.apply();
    assertEquals(
        List.of(
            "address 'vip': target 'one' is STARTING: no check has passed yet",
            "address 'vip': target 'two' is STARTING: no check has passed yet",
            "address 'vip': target 'one' is ACTIVE, it was STARTING",
            "address 'vip': target 'one' is DOWN, it was ACTIVE: connection refused",
            "address 'vip': target 'two' is ACTIVE, it was STARTING",
            "address 'vip': target 'one' is QUIESCED, it was DOWN: quiesced; its connections go"
                + " on, resume brings new ones; connection refused"),
        plane.notices);
  }

  @Test
  void aTargetThatComesUpGetsItsShareBitByBit() {
    LonePlane plane =
        LonePlane.of(
            LonePlane.rules(Method.BASEWLM),
            LonePlane.spec("old", 10),
            LonePlane.spec("new", 10, 0, 100, CHECKED));
    plane.apply();
    plane.clock.advance(Duration.ofHours(1));
    plane.placement.passed("new", 100);
    double[] shares = new double[5];
    for (int i = 0; i < shares.length; i++) {
      plane.placement.tick();
      shares[i] = row(plane, "new").share;
      plane.clock.advance(Duration.ofSeconds(25));
    }
    assertEquals(100.0 / 11, shares[0], 0.1);
    assertTrue(shares[0] < shares[1] && shares[1] < shares[2] && shares[2] < shares[3]);
    assertEquals(50, shares[4], 0.1);
    plane.placement.drain("new", Duration.ZERO);
    plane.placement.resume("new");
    assertEquals(100.0 / 11, row(plane, "new").share, 0.1);
  }

  @Test
  void tablesOfASlowStartAreFew() {
    LonePlane plane =
        LonePlane.of(
            LonePlane.rules(Method.BASEWLM),
            LonePlane.spec("old", 10),
            LonePlane.spec("new", 10, 0, 3600, CHECKED));
    plane.clock.advance(Duration.ofHours(1));
    plane.placement.passed("new", 100);
    Plan plan = plane.apply();
    int tables = 1;
    for (int second = 0; second < 4000; second++) {
      plane.clock.advance(Duration.ofSeconds(1));
      plane.placement.tick();
      Plan now = plane.apply();
      tables += now.equals(plan) ? 0 : 1;
      plan = now;
    }
    assertEquals(10, tables);
  }

  @Test
  void responsivenessMultipliesTheWeight() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.placement.events(
        List.of(
            LonePlane.refused("b"),
            LonePlane.established("b", 1000),
            LonePlane.refused("b"),
            LonePlane.established("b", 1000)));
    plane.clock.advance(Responsiveness.INTERVAL);
    plane.placement.tick();
    assertEquals(63, row(plane, "b").responsiveness);
    assertEquals(100 * 63 / 163.0, row(plane, "b").share, 0.1);
    assertEquals(2, row(plane, "b").refused);
  }

  @Test
  void whereNobodyIsResponsiveAllAreTried() {
    LonePlane plane =
        LonePlane.of(
            LonePlane.rules(Method.BASEWLM),
            LonePlane.spec("a", 1, 0, 0, new HealthRule(false, 1, 1, 0)));
    for (int i = 0; i < 5; i++) {
      plane.placement.events(List.of(LonePlane.refused("a")));
      plane.clock.advance(Responsiveness.INTERVAL);
      plane.placement.tick();
    }
    assertEquals(0, row(plane, "a").responsiveness);
    assertTrue(plane.apply().takes("a"));
  }

  @Test
  void aDataConnectionThatFailsTellsNothingOfTheTarget() {
    LonePlane plane =
        LonePlane.of(
            new Rules(Method.BASEWLM, true, true, false, List.of(new PortRange(21, 21))),
            LonePlane.spec("a", 1));
    IntStream.range(0, 100).forEach(i -> plane.placement.events(List.of(LonePlane.refused("a"))));
    assertEquals("ACTIVE", row(plane, "a").state);
    assertEquals(0, row(plane, "a").refused);
  }

  @Test
  void theTrafficPutsATargetDown() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    IntStream.range(0, 5).forEach(i -> plane.placement.events(List.of(LonePlane.refused("b"))));
    assertFalse(plane.apply().takes("b"));
    assertEquals("a ACTIVE, b DOWN", states(plane));
    assertEquals("connection refused (5 connections in a row)", row(plane, "b").note);
    plane.clock.advance(TargetHealth.RETRY);
    plane.placement.tick();
    assertTrue(plane.apply().takes("b"));
  }

  @Test
  void aWorkloadManagersWeightsGoBeforeThoseConfigured() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.placement.weights(Map.of("a", 0, "nobody", 7));
    assertFalse(plane.apply().takes("a"));
    assertEquals(0, row(plane, "a").weight);
    plane.placement.weights(Map.of("b", 3));
    assertEquals(25, row(plane, "a").share, 0.01);
    plane.placement.weights(Map.of("a", -5, "b", Integer.MAX_VALUE));
    assertEquals(0, row(plane, "a").weight);
    assertEquals(TargetSpec.MAX_WEIGHT, row(plane, "b").weight);
    plane.placement.weights(Map.of());
    assertEquals(50, row(plane, "a").share, 0.01);
  }

  @Test
  void anAgentsWeightIsPartOfTheConfiguredOneOrTheWeightItself() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 30, 10);
    plane.placement.advised("a", percent(50));
    plane.placement.advised("b", percent(150));
    assertEquals(50, row(plane, "a").share, 0.01);
    assertEquals(15, row(plane, "a").weight);
    plane.placement.configure(
        LonePlane.rules(Method.TARGCONTROLLED),
        List.of(LonePlane.spec("a", 30), LonePlane.spec("b", 10)));
    assertEquals(25, row(plane, "a").share, 0.01);
    assertEquals(50, row(plane, "a").weight);
    plane.placement.advised("a", percent(0));
    assertFalse(plane.apply().takes("a"));
  }

  @Test
  void anAgentDrainsAndBringsBackAndStaysAsItWasOtherwise() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.placement.advised("a", says(Admin.DRAIN, null, "drain"));
    plane.placement.advised("a", percent(80));
    assertFalse(plane.apply().takes("a"));
    assertEquals("its agent says drain", row(plane, "a").note);
    assertEquals("DRAINING", row(plane, "a").state);
    plane.placement.advised("a", says(Admin.MAINT, null, "maint"));
    assertEquals("QUIESCED", row(plane, "a").state);
    plane.placement.resume("a");
    assertEquals("QUIESCED", row(plane, "a").state, "only the agent takes back what it said");
    plane.placement.advised("a", says(Admin.READY, null, ""));
    assertEquals("ACTIVE", row(plane, "a").state);
    plane.placement.advised("a", says(null, false, "stopped: backup"));
    assertEquals("DOWN", row(plane, "a").state);
    assertEquals("its agent says stopped: backup", row(plane, "a").note);
    plane.clock.advance(Duration.ofHours(1));
    plane.placement.advised("a", says(null, true, ""));
    assertEquals("ACTIVE", row(plane, "a").state);
  }

  @Test
  void anAgentThatDoesNotAnswerChangesNothing() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.placement.advised("a", percent(50));
    Plan plan = plane.apply();
    IntStream.range(0, 10).forEach(i -> plane.placement.failed("a", "no connection"));
    plane.clock.advance(Responsiveness.INTERVAL);
    plane.placement.tick();
    assertSame(plan, plane.apply());
  }

  @Test
  void whatAnAgentToldIsForgottenWithTheAgent() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    Plan plan = plane.apply();
    plane.placement.advised("a", says(Admin.MAINT, false, "down"));
    plane.placement.advised("a", percent(10));
    plane.clock.advance(TargetHealth.RETRY);
    assertFalse(plane.apply().takes("a"));
    plane.placement.unadvised("a");
    assertEquals("ACTIVE", row(plane, "a").state);
    assertEquals(50, row(plane, "a").share);
    assertEquals(plan.targets(), plane.apply().targets());
  }

  @Test
  void anAgentSetsTheMostConnections() {
    LonePlane plane = LonePlane.of(Method.LEASTCONNECTIONS, 1, 1);
    plane.placement.advised(
        "a", new Advice(OptionalInt.empty(), null, null, "", OptionalInt.of(3)));
    assertEquals(3, plane.apply().targets().get(0).maxConnections());
    IntStream.range(0, 20).forEach(i -> plane.open());
    assertEquals(3, plane.of("a"));
    assertEquals(17, plane.of("b"));
  }

  @Test
  void theDistributingHostIsATargetLikeOthers() throws Exception {
    LonePlane plane = new LonePlane();
    InetAddress host = InetAddress.getLoopbackAddress();
    plane.placement.configure(
        LonePlane.rules(Method.BASEWLM),
        List.of(
            LonePlane.spec("a", 1),
            new TargetSpec("here", host, 2121, 1, 0, 9, true, 0, true, 2, null, CHECKED, false)));
    plane.placement.passed("here", 10);
    plane.placement.weights(Map.of("a", 0, "here", 1));
    Plan plan = plane.apply();
    assertEquals("here", plane.open());
    var row = plan.targets().get(1);
    assertTrue(row.local() && row.queue());
    assertEquals(9, row.maxConnections());
    assertEquals(2, row.proxyProtocol());
    TargetStatus status = plane.placement.status().get("here");
    assertEquals(new TargetStatus(host, 2121, true, true, 100, 1, 1), status);
  }

  @Test
  void aTargetsOwnConnectionsStayWithIt() {
    LonePlane plane = new LonePlane();
    List<TargetSpec> specs = List.of(LonePlane.spec("a", 1), LonePlane.spec("b", 1));
    plane.placement.configure(
        new Rules(Method.BASEWLM, true, true, true, List.of(LonePlane.PORTS)), specs);
    assertEquals(
        List.of(
            new Affinity(specs.get(0).address(), "a", Long.MAX_VALUE),
            new Affinity(specs.get(1).address(), "b", Long.MAX_VALUE)),
        plane.apply().local());
    plane.placement.drain("a", Duration.ZERO);
    assertEquals(1, plane.apply().local().size());
    plane.placement.configure(LonePlane.rules(Method.BASEWLM), specs);
    assertEquals(List.of(), plane.apply().local());
  }

  @Test
  void aTargetThatIsNoLongerConfiguredStaysAsLongAsItHasConnections() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.active.put("b", 1);
    plane.placement.configure(
        LonePlane.rules(Method.BASEWLM), List.of(LonePlane.spec("a", 1), LonePlane.spec("c", 1)));
    Plan plan = plane.apply();
    assertEquals(3, plan.targets().size());
    assertFalse(plan.takes("b"));
    assertEquals("no longer configured; its connections go on", row(plane, "b").note);
    assertFalse(plane.placement.status().containsKey("b"));
    plane.active.put("b", 0);
    assertEquals(2, plane.apply().targets().size());
  }

  @Test
  void whatIsKnownOfATargetOutlivesAChangeOfConfiguration() {
    LonePlane plane = LonePlane.of(Method.BASEWLM, 1, 1);
    plane.placement.drain("a", Duration.ZERO);
    Plan plan = plane.apply();
    plane.placement.configure(
        LonePlane.rules(Method.BASEWLM), List.of(LonePlane.spec("a", 1), LonePlane.spec("b", 1)));
    assertSame(plan, plane.apply());
    plane.placement.configure(
        LonePlane.rules(Method.BASEWLM), List.of(LonePlane.spec("a", 9), LonePlane.spec("b", 1)));
    assertEquals("QUIESCED", row(plane, "a").state);
    plane.placement.configure(
        LonePlane.rules(Method.ROUNDROBIN),
        List.of(LonePlane.spec("a", 9), LonePlane.spec("b", 1)));
    assertNotSame(plan, plane.apply());
    assertEquals("QUIESCED", row(plane, "a").state);
  }

  @Test
  void slicesOfTargetsAreInThePlan() {
    LonePlane plane = new LonePlane();
    PortRange slice = new PortRange(30_000, 30_015);
    InetAddress host = InetAddress.getLoopbackAddress();
    plane.placement.configure(
        LonePlane.rules(Method.BASEWLM),
        List.of(
            new TargetSpec(
                "a", host, 21, 1, 0, 0, false, 0, false, 0, slice, HealthRule.UNCHECKED, false)));
    assertEquals(Map.of("a", slice), plane.apply().slices());
  }
}
