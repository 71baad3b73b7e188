// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import java.time.Duration;

/**
 * The configuration, checked.
 *
 * @param strategy the name of the strategy to use; empty for the highest-ranked one registered
 * @param spreadPoints offers whose loads differ by no more are equals
 * @param failureHold how long a server stays behind the others after its first failure
 * @param staleAfter the age from which an offer gets a penalty; zero for never
 */
record Settings(String strategy, int spreadPoints, Duration failureHold, Duration staleAfter) {
  static final String DEFAULT_STRATEGY = "";
  static final int DEFAULT_SPREAD = 5;
  static final int DEFAULT_HOLD = 30;
  static final int DEFAULT_STALE = 120;

  /** What holds where nothing is configured. */
  static final Settings DEFAULTS =
      new Settings(
          DEFAULT_STRATEGY,
          DEFAULT_SPREAD,
          Duration.ofSeconds(DEFAULT_HOLD),
          Duration.ofSeconds(DEFAULT_STALE));

  /** Fails with IllegalArgumentException, naming the key, the value and what is allowed. */
  static Settings of(RankingComponent.Config config) {
    return new Settings(
        config.strategy().strip(),
        within("spreadPoints", config.spreadPoints(), 100),
        Duration.ofSeconds(within("failureHoldSeconds", config.failureHoldSeconds(), 3600)),
        Duration.ofSeconds(within("staleAfterSeconds", config.staleAfterSeconds(), 86_400)));
  }

  private static int within(String key, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(key + " = " + value + ": allowed are 0 to " + max);
    }
    return value;
  }
}
