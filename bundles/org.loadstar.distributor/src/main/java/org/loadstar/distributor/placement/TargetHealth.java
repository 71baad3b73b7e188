// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a target answers: by its checks, by the traffic, and by what its agent says.
 *
 * <pre>
 *   STARTING -- first check passes, or nothing checks it --> UP
 *   STARTING -- first check fails --> DOWN
 *   UP   -- fall checks in a row fail, refusals connections in a row fail,
 *           or the agent says so --> DOWN
 *   DOWN -- rise checks in a row have passed (nothing checks it: after {@link #RETRY}), the agent
 *           does not say otherwise, and the hold is over --> UP
 * </pre>
 *
 * <p>Flap damping: whoever goes down less than {@link #CALM} after it came up is held down, from
 * the second time on; twice as long with each time, at most {@link #LONGEST_HOLD}. Not thread-safe.
 */
final class TargetHealth {
  static final Duration RETRY = Duration.ofSeconds(10);
  static final Duration SHORTEST_HOLD = Duration.ofSeconds(10);
  static final Duration LONGEST_HOLD = Duration.ofMinutes(5);
  static final Duration CALM = Duration.ofMinutes(10);

  /** The states. */
  enum State {
    STARTING,
    UP,
    DOWN
  }

  private final Clock clock;
  private HealthRule rule;
  private State state = State.STARTING;
  private String reason = "no check has passed yet";
  private String agentSays = "";
  private Instant since;
  private Instant heldUntil;
  private int falls;
  private int passes;
  private int failures;
  private int refusals;

  TargetHealth(HealthRule rule, Clock clock) {
    this.rule = rule;
    this.clock = clock;
    since = clock.instant();
    heldUntil = since;
    tick();
  }

  /** Another rule, from now on. */
  void rule(HealthRule changed) {
    rule = changed;
    tick();
  }

  State state() {
    return state;
  }

  /** Since when it is in its state. */
  Instant since() {
    return since;
  }

  /** Why it is not up, in one line; empty where it is. */
  String reason() {
    if (state == State.UP) {
      return "";
    }
    if (!agentSays.isEmpty()) {
      return agentSays;
    }
    long left = Duration.between(clock.instant(), heldUntil).toSeconds();
    return state == State.DOWN && passes >= rule.rise() && left > 0
        ? "it answers again, and is held down for %d s because it went down %d times (the last: %s)"
            .formatted(left, falls, reason)
        : reason;
  }

  /** A check has passed. */
  void passed() {
    failures = 0;
    passes++;
    tick();
  }

  /** A check has failed; why, in one line. */
  void failed(String why) {
    passes = 0;
    failures++;
    if (state == State.DOWN) {
      reason = why;
    } else if (state == State.STARTING || failures >= rule.fall()) {
      down(failures == 1 ? why : why + " (" + failures + " checks in a row)");
    }
  }

  /** It has taken a connection. */
  void established() {
    refusals = 0;
  }

  /** It has refused a connection or did not answer in time; why, in one line. */
  void refused(String why) {
    refusals++;
    if (state == State.UP && rule.refusals() > 0 && refusals >= rule.refusals()) {
      passes = 0;
      down(why + " (" + refusals + " connections in a row)");
    }
  }

  /** Its agent says that the service does not work; why, in one line. */
  void agentDown(String why) {
    agentSays = why;
    if (state != State.DOWN) {
      down(why);
    }
  }

  /** Its agent says that the service works. */
  void agentUp() {
    agentSays = "";
    tick();
  }

  /** Time has passed. */
  void tick() {
    boolean wellAgain =
        switch (state) {
          case UP -> false;
          case STARTING -> passes > 0 || !rule.checked();
          case DOWN -> passes >= rule.rise() || !rule.checked();
        };
    Instant now = clock.instant();
    if (wellAgain && agentSays.isEmpty() && !now.isBefore(heldUntil)) {
      state = State.UP;
      since = now;
      refusals = 0;
      failures = 0;
    }
  }

  private void down(String why) {
    Instant now = clock.instant();
    if (state == State.UP) {
      boolean calm = Duration.between(since, now).compareTo(CALM) >= 0;
      falls = calm ? 1 : falls + 1;
    }
    Duration hold = rule.checked() ? Duration.ZERO : RETRY;
    if (falls > 1) {
      // Six doublings are beyond the longest hold.
      Duration longer = SHORTEST_HOLD.multipliedBy(1L << Math.min(falls - 2, 6));
      hold = longer.compareTo(LONGEST_HOLD) < 0 ? longer : LONGEST_HOLD;
    }
    state = State.DOWN;
    reason = why;
    since = now;
    heldUntil = now.plus(hold);
    passes = 0;
  }
}
