// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One thing asked of one agent, and asked again while it is silent. Pure.
 *
 * <pre>
 *            begin          time up or refused, steps left: the next step
 *   QUEUED --------> ASKED -----------------.
 *                     |  ^                  |
 *                     |  '------------------'
 *                     |  ^ answer that was cut, the first time: the steps after a cut
 *                     |  '---------------------------------------------------------
 *   answer, or no steps left
 *                     v
 *                   ENDED
 * </pre>
 */
final class Lookup {
  /** The way to ask. */
  enum How {
    /** A datagram to the agent. */
    DATAGRAM,
    /** A datagram to the agent without any extension, so that more URLs fit the reply. */
    PLAIN,
    /** A datagram to the group. */
    GROUP,
    /** By TCP. */
    STREAM
  }

  /**
   * One attempt.
   *
   * @param rounds how long to wait for an answer, in rounds
   */
  record Step(How how, int rounds) {}

  private static final Step STREAM = new Step(How.STREAM, 8);

  static final List<Step> DATAGRAMS = List.of(new Step(How.DATAGRAM, 2), new Step(How.DATAGRAM, 4));

  /** The agent; it may be deaf to unicast, or share its port with another: then the group. */
  static final List<Step> AGENT_THEN_GROUP =
      List.of(
          new Step(How.DATAGRAM, 2),
          new Step(How.DATAGRAM, 4),
          new Step(How.GROUP, 2),
          new Step(How.GROUP, 4));

  /** The agent; it may be off the link, behind something that lets no datagrams through. */
  static final List<Step> AGENT_ONLY =
      List.of(new Step(How.DATAGRAM, 2), new Step(How.DATAGRAM, 4), STREAM);

  /** Where a connection is there, it is the fastest way. */
  static final List<Step> CONNECTED =
      List.of(new Step(How.STREAM, 4), new Step(How.DATAGRAM, 2), new Step(How.DATAGRAM, 4));

  /** An answer did not fit its datagram. */
  static final List<Step> AFTER_CUT = List.of(STREAM, new Step(How.PLAIN, 4));

  private List<Step> steps;
  private final boolean awaited;
  private Collection<News.Task> otherwise;
  private int next;
  private boolean begun;
  private boolean answered;
  private boolean ended;
  private long dueNanos;

  Lookup(News.Task task) {
    this.steps = task.steps();
    this.awaited = task.awaited();
    this.otherwise = task.otherwise();
  }

  /** What is to be asked where all steps lead nowhere. */
  Collection<News.Task> otherwise() {
    return otherwise;
  }

  boolean queued() {
    return !begun && !ended;
  }

  boolean asked() {
    return begun && !ended;
  }

  boolean ended() {
    return ended;
  }

  boolean awaited() {
    return awaited && !ended;
  }

  /** When {@link #proceed} is to be called; only while asked. */
  long dueNanos() {
    return dueNanos;
  }

  /** Begins, or goes on because that way leads nowhere; empty where that was the last step. */
  Optional<Step> proceed(long nowNanos, long roundNanos) {
    begun = true;
    if (next == steps.size()) {
      ended = true;
      return Optional.empty();
    }
    Step step = steps.get(next++);
    dueNanos = nowNanos + step.rounds() * roundNanos;
    return Optional.of(step);
  }

  /** Whether there was no answer at all. */
  boolean silent() {
    return ended && !answered;
  }

  void answered() {
    ended = true;
    answered = true;
  }

  /**
   * The answer was cut: whether there are other ways to ask.
   *
   * @param instead what is to be asked where those lead nowhere
   */
  boolean cut(Collection<News.Task> instead) {
    if (answered) {
      return false;
    }
    answered = true;
    otherwise = instead;
    steps = AFTER_CUT;
    next = 0;
    return true;
  }
}
