// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.loadstar.distributor.placement.TargetHealth.State;
import org.loadstar.testkit.ManualClock;

class TargetHealthTest {
  private static final String REFUSED = "connection refused";

  private final ManualClock clock = new ManualClock();

  private TargetHealth checked(int rise, int fall) {
    return new TargetHealth(new HealthRule(true, rise, fall, 3), clock);
  }

  private TargetHealth up() {
    TargetHealth health = checked(1, 1);
    health.passed();
    return health;
  }

  private void wait(TargetHealth health, Duration time) {
    clock.advance(time);
    health.tick();
  }

  @Test
  void itStartsDownUntilTheFirstCheckPasses() {
    TargetHealth health = checked(3, 3);
    wait(health, Duration.ofDays(1));
    assertEquals(State.STARTING, health.state());
    assertEquals("no check has passed yet", health.reason());
    health.passed();
    assertEquals(State.UP, health.state());
    assertEquals("", health.reason());
  }

  @Test
  void theFirstCheckThatFailsPutsItDownWithoutAHold() {
    TargetHealth health = checked(2, 3);
    health.failed(REFUSED);
    assertEquals(State.DOWN, health.state());
    assertEquals(REFUSED, health.reason());
    health.failed("time-out: no answer in 2 s");
    assertEquals("time-out: no answer in 2 s", health.reason());
    health.passed();
    assertEquals(State.DOWN, health.state());
    health.passed();
    assertEquals(State.UP, health.state());
  }

  @Test
  void onlyFailuresInARowPutItDown() {
    TargetHealth health = checked(1, 3);
    health.passed();
    for (int i = 0; i < 10; i++) {
      health.failed(REFUSED);
      health.failed(REFUSED);
      health.passed();
    }
    assertEquals(State.UP, health.state());
    health.failed(REFUSED);
    health.failed(REFUSED);
    health.failed(REFUSED);
    assertEquals(State.DOWN, health.state());
    assertEquals(REFUSED + " (3 checks in a row)", health.reason());
  }

  @Test
  void theTrafficPutsItDownUntilACheckPasses() {
    TargetHealth health = up();
    health.refused(REFUSED);
    health.refused(REFUSED);
    health.established();
    health.refused(REFUSED);
    health.refused(REFUSED);
    assertEquals(State.UP, health.state());
    health.refused(REFUSED);
    assertEquals(State.DOWN, health.state());
    assertEquals(REFUSED + " (3 connections in a row)", health.reason());
    wait(health, Duration.ofHours(1));
    assertEquals(State.DOWN, health.state());
    health.passed();
    assertEquals(State.UP, health.state());
  }

  @Test
  void whoIsNotCheckedIsTriedAgain() {
    TargetHealth health = new TargetHealth(new HealthRule(false, 1, 1, 1), clock);
    assertEquals(State.UP, health.state());
    health.refused(REFUSED);
    wait(health, TargetHealth.RETRY.minusMillis(1));
    assertEquals(State.DOWN, health.state());
    wait(health, Duration.ofMillis(1));
    assertEquals(State.UP, health.state());
  }

  @Test
  void whoFlapsIsHeldDownLongerAndLonger() {
    TargetHealth health = up();
    long[] holds = {0, 10, 20, 40, 80, 160, 300, 300, 300};
    for (long hold : holds) {
      clock.advance(Duration.ofSeconds(5));
      health.failed(REFUSED);
      health.passed();
      Instant begun = clock.instant();
      while (health.state() != State.UP) {
        String reason = health.reason();
        assertTrue(reason.matches("it answers again, and is held down for \\d+ s .*"), reason);
        wait(health, Duration.ofSeconds(1));
        assertTrue(Duration.between(begun, clock.instant()).toSeconds() <= 300, "the bound");
      }
      assertEquals(hold, Duration.between(begun, clock.instant()).toSeconds());
    }
  }

  @Test
  void aCalmTimeForgetsFlaps() {
    TargetHealth health = up();
    for (int i = 0; i < 4; i++) {
      health.failed(REFUSED);
      health.passed();
      wait(health, TargetHealth.LONGEST_HOLD);
    }
    wait(health, TargetHealth.CALM);
    health.failed(REFUSED);
    health.passed();
    assertEquals(State.UP, health.state());
  }

  @Test
  void theHoldEndsOnlyWhileChecksPass() {
    TargetHealth health = up();
    health.failed(REFUSED);
    health.passed();
    health.failed(REFUSED);
    health.passed();
    health.failed("still starting");
    wait(health, Duration.ofHours(1));
    assertEquals(State.DOWN, health.state());
    assertEquals("still starting", health.reason());
    health.passed();
    assertEquals(State.UP, health.state());
  }

  @Test
  void itsAgentCanPutItDownAndOnlyTheAgentBringsItBack() {
    TargetHealth health = up();
    health.agentDown("its agent says stopped: backup");
    assertEquals(State.DOWN, health.state());
    health.passed();
    wait(health, Duration.ofHours(1));
    assertEquals(State.DOWN, health.state());
    assertEquals("its agent says stopped: backup", health.reason());
    health.agentUp();
    assertEquals(State.UP, health.state());
  }

  @Test
  void anAgentCannotBringUpWhatChecksPutDown() {
    TargetHealth health = up();
    health.failed(REFUSED);
    health.agentUp();
    assertEquals(State.DOWN, health.state());
    assertEquals(REFUSED, health.reason());
  }
}
