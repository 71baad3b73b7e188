// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import org.loadstar.api.agent.LoadReading;

/** How a load is told: RFC 3049 section 3.1, with free sessions and the administrator's bias. */
final class Load {
  /** The bias that changes nothing. */
  static final int NEUTRAL = 50;

  private static final int FULL = 100;

  private Load() {}

  /** The load of a reading, 0 to 100, before the bias. */
  static int raw(LoadReading reading) {
    if (reading instanceof LoadReading.Sessions s) {
      return (int) Math.min(FULL, Math.round(100.0 * s.inUse() / s.capacity()));
    }
    return ((LoadReading.Fixed) reading).load();
  }

  /** Whether no session is free: that is told as 100 whatever the bias. */
  static boolean isFull(LoadReading reading) {
    return reading instanceof LoadReading.Sessions s && s.inUse() >= s.capacity();
  }

  /**
   * The load with the bias: 50 leaves it, above it comes nearer to 100, below it nearer to 0.
   *
   * @param raw 0 to 100
   * @param bias 0 to 100
   */
  static int biased(int raw, int bias) {
    double told =
        bias >= NEUTRAL
            ? raw + (FULL - raw) * (bias - NEUTRAL) / (double) NEUTRAL
            : raw * bias / (double) NEUTRAL;
    return (int) Math.round(told);
  }
}
