// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HOTSTANDBY (SD09). */
class StandbyTest {
  private static final HealthRule CHECKED = new HealthRule(true, 1, 1, 0);

  private static LonePlane plane(boolean autoSwitchBack, boolean healthSwitch) {
    Rules rules =
        new Rules(Method.HOTSTANDBY, autoSwitchBack, healthSwitch, false, List.of(LonePlane.PORTS));
    LonePlane plane =
        LonePlane.of(
            rules,
            LonePlane.spec("third", 1, 5, 0, CHECKED),
            LonePlane.spec("preferred", 1, 250, 0, CHECKED),
            LonePlane.spec("backup", 1, 100, 0, CHECKED));
    List.of("preferred", "backup", "third").forEach(name -> plane.placement.passed(name, 100));
    plane.apply();
    return plane;
  }

  private static String after(LonePlane plane, String failed, String passed) {
    if (!failed.isEmpty()) {
      plane.placement.failed(failed, "connection refused");
    }
    if (!passed.isEmpty()) {
      plane.placement.passed(passed, 100);
    }
    plane.apply();
    return plane.open();
  }

  @Test
  void allGoToThePreferredTargetAndThenByRank() {
    LonePlane plane = plane(true, true);
    assertEquals("preferred", plane.open());
    assertEquals("preferred", plane.open());
    assertFalse(plane.apply().takes("backup"), "not by affinity either");
    assertEquals("backup", after(plane, "preferred", ""));
    assertEquals("third", after(plane, "backup", ""));
    assertEquals("backup", after(plane, "", "backup"));
    assertEquals("preferred", after(plane, "", "preferred"));
    assertEquals("preferred", after(plane, "backup", ""));
    after(plane, "preferred", "");
    assertEquals("", after(plane, "third", ""));
    assertEquals(
        "address 'vip': nobody is there for new connections, in place of 'third'",
        plane.notices.stream().filter(n -> n.contains("nobody")).findFirst().orElseThrow());
  }

  @Test
  void withoutSwitchBackTheBackupKeepsThem() {
    LonePlane plane = plane(false, true);
    assertEquals("preferred", plane.open());
    assertEquals("backup", after(plane, "preferred", ""));
    assertEquals("backup", after(plane, "", "preferred"));
    plane.placement.drain("backup", Duration.ofMinutes(1));
    assertEquals("preferred", after(plane, "", ""));
    plane.placement.resume("backup");
    assertEquals("preferred", after(plane, "", ""));
  }

  /** Without switch-back the first that is ready is the one, whatever its rank. */
  @Test
  void withoutSwitchBackTheFirstThatIsReadyBegins() {
    Rules rules = new Rules(Method.HOTSTANDBY, false, true, false, List.of(LonePlane.PORTS));
    LonePlane plane =
        LonePlane.of(
            rules,
            LonePlane.spec("preferred", 1, 2, 0, CHECKED),
            LonePlane.spec("backup", 1, 1, 0, CHECKED));
    assertEquals("backup", after(plane, "", "backup"));
    assertEquals("backup", after(plane, "", "preferred"));
  }

  @Test
  void aTargetOfNoResponsivenessLosesItsPlace() {
    for (boolean healthSwitch : new boolean[] {true, false}) {
      LonePlane plane = plane(true, healthSwitch);
      for (int i = 0; i < 5; i++) {
        plane.placement.events(List.of(LonePlane.refused("preferred")));
        plane.clock.advance(Responsiveness.INTERVAL);
        plane.placement.tick();
      }
      plane.apply();
      assertEquals(healthSwitch ? "backup" : "preferred", plane.open());
      plane.clock.advance(Responsiveness.INTERVAL);
      plane.placement.tick();
      plane.apply();
      assertEquals("preferred", plane.open());
    }
  }

  @Test
  void whereNobodyIsResponsiveTheOneWithTheBestRankIsAsked() {
    StandbySpread spread = new StandbySpread(true, true);
    List<Candidate> candidates =
        List.of(
            new Candidate("a", 1, 0, 1, 0, 1),
            new Candidate("b", 1, 0, 2, 0, 1),
            new Candidate("c", 1, 0, 2, 0, 1));
    assertEquals(List.of("b"), spread.slots(candidates));
  }
}
