// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.ManualClock;

/** Target server responsiveness (SD12, SD13). */
class ResponsivenessTest {
  private final ManualClock clock = new ManualClock();
  private final Responsiveness tsr = new Responsiveness(clock);

  private int afterAnInterval() {
    clock.advance(Responsiveness.INTERVAL);
    tsr.tick();
    return tsr.value();
  }

  private void ask(int reached, long micros, int failed) {
    for (int i = 0; i < reached; i++) {
      tsr.reached(micros);
    }
    for (int i = 0; i < failed; i++) {
      tsr.failed();
    }
  }

  @Test
  void itIsTheShareOfConnectionsThatReachTheTargetAveraged() {
    ask(75, 1000, 25);
    assertEquals(100, tsr.value());
    assertEquals((3 * 75 + 100 + 2) / 4, afterAnInterval());
    ask(75, 1000, 25);
    assertEquals(Math.round((3 * 75 + 81) / 4f), afterAnInterval());
    ask(0, 0, 10);
    assertEquals(19, afterAnInterval());
    ask(0, 0, 10);
    assertEquals(5, afterAnInterval());
  }

  @Test
  void slowConnectionsCostToo() {
    ask(10, Responsiveness.USUAL.toNanos() / 1000, 0);
    assertEquals(100, afterAnInterval());
    ask(10, 2 * Responsiveness.USUAL.toNanos() / 1000, 0);
    assertEquals((3 * 50 + 100 + 2) / 4, afterAnInterval());
  }

  @Test
  void bothMultiply() {
    ask(50, 2 * Responsiveness.USUAL.toNanos() / 1000, 50);
    assertEquals((3 * 25 + 100 + 2) / 4, afterAnInterval());
  }

  @Test
  void aTimeThatNobodyKnowsCostsNothing() {
    ask(10, -1, 0);
    assertEquals(100, afterAnInterval());
  }

  @Test
  void whoIsNotAskedRecovers() {
    for (int i = 0; i < 5; i++) {
      ask(0, 0, 10);
      afterAnInterval();
    }
    assertEquals(0, tsr.value());
    assertEquals(75, afterAnInterval());
    clock.advance(Duration.ofDays(1000));
    tsr.tick();
    assertEquals(100, tsr.value());
  }

  @Test
  void anIntervalThatIsNotOverChangesNothing() {
    ask(0, 0, 10);
    clock.advance(Responsiveness.INTERVAL.minusMillis(1));
    tsr.tick();
    assertEquals(100, tsr.value());
  }
}
