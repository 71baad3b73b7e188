// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Target server responsiveness (TSR): how well a target takes connections, 0 to 100.
 *
 * <p>Of an interval it is the share of connections asked for that reached the target, less where
 * they took long: {@link #USUAL} on an average costs nothing, twice as long half of it. An interval
 * in which nothing was asked counts as good, or a target at 0 could never show that it is well
 * again. Intervals are averaged, (3 x current + previous) / 4. Not thread-safe.
 */
final class Responsiveness {
  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final Duration USUAL = Duration.ofMillis(250);

  /** After so many good intervals nothing is left of a bad one. */
  private static final int LONGEST_MEMORY = 8;

  private final Clock clock;
  private Instant begun;
  private int value = 100;
  private long reached;
  private long failed;
  private long timed;
  private long micros;

  Responsiveness(Clock clock) {
    this.clock = clock;
    begun = clock.instant();
  }

  int value() {
    return value;
  }

  /** A connection has reached the target; in how many microseconds, or -1 where nobody knows. */
  void reached(long connectMicros) {
    reached++;
    if (connectMicros >= 0) {
      timed++;
      micros += connectMicros;
    }
  }

  /** A connection was refused or not answered. */
  void failed() {
    failed++;
  }

  /** Time has passed. */
  void tick() {
    Instant now = clock.instant();
    long intervals = Duration.between(begun, now).dividedBy(INTERVAL);
    for (long i = 0; i < Math.min(intervals, LONGEST_MEMORY); i++) {
      value = Math.round((3 * current() + value) / 4f);
      reached = 0;
      failed = 0;
      timed = 0;
      micros = 0;
    }
    begun = begun.plus(INTERVAL.multipliedBy(Math.max(0, intervals)));
  }

  private int current() {
    if (reached + failed == 0) {
      return 100;
    }
    double share = (double) reached / (reached + failed);
    double usual = USUAL.toNanos() / 1000.0;
    double pace = timed == 0 ? 1 : Math.min(1, usual * timed / Math.max(1, micros));
    return (int) Math.round(100 * share * pace);
  }
}
