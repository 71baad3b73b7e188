// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.testkit.ManualClock;

class FailuresTest {
  private static final Duration HOLD = Duration.ofSeconds(30);
  private final ManualClock clock = new ManualClock();
  private final Failures failures = new Failures();
  private final ServerOffer one = Offers.offer("one", 0, clock);

  private void fail(String reason) {
    failures.failed(one, reason, HOLD, clock.instant());
  }

  private boolean held() {
    Failures.Failure failure = failures.find(one, clock.instant());
    return failure != null && failure.holds(clock.instant());
  }

  private long heldSeconds() {
    long seconds = 0;
    while (held()) {
      clock.advance(Duration.ofSeconds(1));
      seconds++;
    }
    return seconds;
  }

  @Test
  void theHoldDoublesWithEachFailureInARowUpToTenMinutes() {
    List<Long> holds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      fail("refused");
      holds.add(heldSeconds());
    }
    assertEquals(List.of(30L, 60L, 120L, 240L, 480L, 600L, 600L, 600L), holds);
  }

  @Test
  void aHundredSessionsThatDieWithTheirServerAreOneFailure() {
    for (int i = 0; i < 100; i++) {
      fail("session " + i + " lost");
    }
    assertEquals("session 99 lost", failures.report(clock.instant()).get(0).reason);
    assertEquals(1, failures.report(clock.instant()).get(0).count);
    assertEquals(30, heldSeconds());
  }

  @Test
  void successForgets() {
    fail("refused");
    assertTrue(failures.succeeded(one));
    assertFalse(failures.succeeded(one));
    assertFalse(held());
    fail("refused");
    assertEquals(30, heldSeconds());
  }

  @Test
  void timeForgets() {
    fail("refused");
    clock.advance(HOLD.plus(Failures.MAX_HOLD));
    assertNotNull(failures.find(one, clock.instant()));
    clock.advance(Duration.ofMillis(1));
    assertNull(failures.find(one, clock.instant()));
    assertEquals(List.of(), failures.report(clock.instant()));
  }

  @Test
  void anEndlessHoldIsNotMadeFromALongOne() {
    for (int i = 0; i < 100; i++) {
      failures.failed(one, "refused", Duration.ofHours(1), clock.instant());
      clock.advance(Duration.ofHours(1));
    }
    assertFalse(held());
  }

  @Test
  void theOldestGivesWayWhenThereAreTooMany() {
    for (int i = 0; i < Failures.MAX_SERVERS + 10; i++) {
      ServerOffer offer = Offers.offer("host" + i, 0, clock);
      failures.failed(offer, "refused", HOLD, clock.instant());
      failures.failed(Offers.offer("HOST5", 0, clock), "again", HOLD, clock.instant());
    }
    var report = failures.report(clock.instant());
    assertEquals(Failures.MAX_SERVERS, report.size());
    assertTrue(report.stream().anyMatch(f -> f.server.equals("host5:23")), "it failed last");
    assertFalse(report.stream().anyMatch(f -> f.server.equals("host1:23")));
  }

  @Test
  void theReasonIsOneBoundedLine() {
    fail("first\r\nsecond" + "x".repeat(1000));
    String reason = failures.report(clock.instant()).get(0).reason;
    assertTrue(reason.startsWith("first second"), reason);
    assertTrue(reason.length() <= 200);
  }

  @Test
  void tellsTheTimeLeft() {
    fail("refused");
    clock.advance(Duration.ofMillis(10_500));
    assertEquals(19_500, failures.report(clock.instant()).get(0).holdMillis);
    clock.advance(Duration.ofSeconds(60));
    assertEquals(0, failures.report(clock.instant()).get(0).holdMillis);
  }
}
