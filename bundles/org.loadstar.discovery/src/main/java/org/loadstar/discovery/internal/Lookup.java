// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.List;
import java.util.Optional;

/**
 * One thing asked of one agent, and asked again while it is silent. Pure.
 *
 * <pre>
 *            begin          time up, steps left: the next step
 *   QUEUED --------> ASKED -----------------.
 *                     |  ^                  |
 *                     |  '------------------'
 *   answer, or time up after the last step
 *                     v
 *                   ENDED
 * </pre>
 */
final class Lookup {
  /**
   * One way to ask.
   *
   * @param multicast whether the group is asked instead of the agent
   * @param rounds how long to wait for an answer, in rounds
   */
  record Step(boolean multicast, int rounds) {}

  /** The agent twice; it may be deaf to unicast, or share its port with another: then the group. */
  static final List<Step> AGENT_THEN_GROUP =
      List.of(new Step(false, 2), new Step(false, 4), new Step(true, 2), new Step(true, 4));

  static final List<Step> AGENT_ONLY =
      List.of(new Step(false, 2), new Step(false, 4), new Step(false, 8));

  private final List<Step> steps;
  private int next;
  private boolean ended;
  private long dueNanos;

  Lookup(List<Step> steps) {
    this.steps = steps;
  }

  boolean queued() {
    return next == 0 && !ended;
  }

  boolean asked() {
    return next > 0 && !ended;
  }

  boolean ended() {
    return ended;
  }

  /** When {@link #proceed} is to be called; only while asked. */
  long dueNanos() {
    return dueNanos;
  }

  /** Begins, or goes on because the time is up; empty where that was the last step. */
  Optional<Step> proceed(long nowNanos, long roundNanos) {
    if (next == steps.size()) {
      ended = true;
      return Optional.empty();
    }
    Step step = steps.get(next++);
    dueNanos = nowNanos + step.rounds() * roundNanos;
    return Optional.of(step);
  }

  void answered() {
    ended = true;
  }
}
