// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the operator wants a target to have connections.
 *
 * <pre>
 *   ON       -- drain with a time --> DRAINING -- the time is over --> OVER
 *   ON       -- drain without one --> QUIESCED
 *   DRAINING -- drain --> DRAINING or QUIESCED, by the new time
 *   any      -- resume --> ON
 * </pre>
 *
 * <p>DRAINING and QUIESCED: no new connections, those that are there go on. OVER: they are ended.
 * Not thread-safe.
 */
final class Duty {
  /** The states. */
  enum State {
    ON,
    DRAINING,
    QUIESCED,
    OVER
  }

  /** Nobody waits longer, and beyond some time there is no date. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final Clock clock;
  private State state = State.ON;
  private Instant until;

  Duty(Clock clock) {
    this.clock = clock;
    until = clock.instant();
  }

  State state() {
    return state;
  }

  /** No new connections; zero for ever. */
  void drain(Duration limit) {
    boolean forEver = limit.isZero() || limit.isNegative();
    state = forEver ? State.QUIESCED : State.DRAINING;
    until = clock.instant().plus(limit.compareTo(LONGEST) < 0 ? limit : LONGEST);
  }

  /** New connections again. */
  void resume() {
    state = State.ON;
  }

  /** Time has passed. */
  void tick() {
    if (state == State.DRAINING && !clock.instant().isBefore(until)) {
      state = State.OVER;
    }
  }

  /** Why it gets none, in one line; empty where it does. */
  String reason() {
    return switch (state) {
      case ON -> "";
      case DRAINING -> "drained; its connections may go on until " + until;
      case QUIESCED -> "quiesced; its connections go on, resume brings new ones";
      case OVER -> "drained, and the time for its connections is over";
    };
  }
}
