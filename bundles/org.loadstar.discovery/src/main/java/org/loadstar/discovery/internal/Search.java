// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.slp.MulticastConvergence;

/**
 * One search by SLP: what to send when, and when the list is good enough. Pure: events with their
 * times come in, actions go out; not for more than one thread.
 *
 * <pre>
 *                      a server was found, here or elsewhere
 *   (new) --> LOOKING --------------------------------------> GATHERING
 *                |                                                |
 *                | every topic is complete      every server topic is quiet
 *                | and no lookup is open        and no lookup is open
 *                v                                                v
 *             ENDED: Done(complete)  <---------------  ENDED: Done(usable)
 *                ^
 *                '--- from everywhere, when the time is up: Done(complete)
 * </pre>
 *
 * Every topic has its own {@link MulticastConvergence}, all running side by side, so that looking
 * for directory agents that do not exist delays nothing. A topic is quiet when its convergence
 * calls its results usable, or when it has found nothing in two rounds while something was found
 * elsewhere. What the topics find is looked up at once: the services of a directory agent, the
 * attributes of a server, at most {@link #MOST_LOOKUPS} at a time.
 */
final class Search {
  static final int MOST_LOOKUPS = 32;

  /** As in {@link MulticastConvergence}. */
  static final long MIN_ROUND_NANOS = 100_000_000L;

  /** With the third request two rounds are over. */
  private static final int SENDS_IN_TWO_ROUNDS = 3;

  /** What the caller has to do, in the order of the list. */
  sealed interface Action {
    /** Multicast the topic's request with these previous responders. */
    record Multicast(Topic topic, List<String> previousResponders) implements Action {}

    /** Ask the agent, or the group about the same. */
    record Ask(Target target, boolean multicast) implements Action {}

    /** Call {@link Search#timer} at this time; replaces an earlier such wish. */
    record WaitUntil(long nanos) implements Action {}

    /** The search has ended; no action follows. */
    record Done(boolean complete) implements Action {}
  }

  private static final class Progress {
    final MulticastConvergence convergence;
    int sends;
    boolean found;
    boolean usable;
    boolean complete;
    long wakeNanos;

    Progress(MulticastConvergence convergence) {
      this.convergence = convergence;
    }

    boolean quiet() {
      return usable || complete || (!found && sends >= SENDS_IN_TWO_ROUNDS);
    }
  }

  private final Map<Topic, Progress> topics = new EnumMap<>(Topic.class);
  private final Map<Target, Lookup> lookups = new LinkedHashMap<>();
  private final List<Lookup.Step> descriptionSteps;
  private final long startNanos;
  private final long deadlineNanos;
  private long roundNanos = MIN_ROUND_NANOS;
  private boolean found;
  private boolean ended;

  /**
   * A search that begins now.
   *
   * @param convergences of the topics to multicast for, begun now too; without topics of servers
   *     nothing else is multicast either
   * @param deadlineNanos when it ends at the latest
   */
  Search(long nowNanos, Map<Topic, MulticastConvergence> convergences, long deadlineNanos) {
    this.startNanos = nowNanos;
    this.deadlineNanos = deadlineNanos;
    convergences.forEach((topic, convergence) -> topics.put(topic, new Progress(convergence)));
    boolean multicast = convergences.keySet().stream().anyMatch(Topic::servers);
    this.descriptionSteps = multicast ? Lookup.AGENT_THEN_GROUP : Lookup.AGENT_ONLY;
  }

  /** Begins; to be called once, before any other event. The targets are known already. */
  List<Action> start(long nowNanos, Collection<? extends Target> targets) {
    List<Action> actions = new ArrayList<>();
    topics.forEach((topic, p) -> follow(topic, p, p.convergence.start(), actions));
    add(targets);
    return settle(nowNanos, actions);
  }

  /**
   * A reply to a topic's request has come.
   *
   * @param responder the sender's address, without port
   * @param news what it told that was not known before
   */
  List<Action> reply(
      long nowNanos, Topic topic, String responder, Collection<? extends Target> news) {
    List<Action> actions = new ArrayList<>();
    Progress progress = topics.get(topic);
    if (ended || progress == null) {
      return actions;
    }
    if (!progress.found) {
      roundNanos = Math.max(roundNanos, 2 * (nowNanos - startNanos));
    }
    progress.found |= !news.isEmpty();
    follow(
        topic, progress, progress.convergence.reply(nowNanos, responder, !news.isEmpty()), actions);
    add(news);
    return settle(nowNanos, actions);
  }

  /** A lookup has its answer, which may have told of more. */
  List<Action> answered(long nowNanos, Target target, Collection<? extends Target> news) {
    Lookup lookup = lookups.get(target);
    if (ended || lookup == null) {
      return List.of();
    }
    lookup.answered();
    add(news);
    return settle(nowNanos, new ArrayList<>());
  }

  /** A server was found by other means than SLP. */
  List<Action> foundElsewhere(long nowNanos) {
    found = true;
    return settle(nowNanos, new ArrayList<>());
  }

  /** The time that {@link Action.WaitUntil} named has come; earlier calls do no harm. */
  List<Action> timer(long nowNanos) {
    List<Action> actions = new ArrayList<>();
    if (!ended) {
      topics.forEach(
          (topic, p) -> {
            if (!p.complete && nowNanos - p.wakeNanos >= 0) {
              follow(topic, p, p.convergence.timer(nowNanos), actions);
            }
          });
      lookups.forEach(
          (target, lookup) -> {
            if (lookup.asked() && nowNanos - lookup.dueNanos() >= 0) {
              proceed(nowNanos, target, lookup, actions);
            }
          });
    }
    return settle(nowNanos, actions);
  }

  private void follow(
      Topic topic, Progress p, List<MulticastConvergence.Action> wanted, List<Action> actions) {
    for (MulticastConvergence.Action action : wanted) {
      if (action instanceof MulticastConvergence.Action.Send send) {
        p.sends++;
        actions.add(new Action.Multicast(topic, send.previousResponders()));
      } else if (action instanceof MulticastConvergence.Action.WaitUntil wait) {
        p.wakeNanos = wait.nanos();
      } else if (action instanceof MulticastConvergence.Action.Usable) {
        p.usable = true;
      } else if (action instanceof MulticastConvergence.Action.Complete) {
        p.complete = true;
      }
    }
  }

  private void add(Collection<? extends Target> targets) {
    for (Target target : targets) {
      boolean description = target instanceof Target.Description;
      found |= description;
      lookups.putIfAbsent(target, new Lookup(description ? descriptionSteps : Lookup.AGENT_ONLY));
    }
  }

  private void proceed(long nowNanos, Target target, Lookup lookup, List<Action> actions) {
    lookup
        .proceed(nowNanos, roundNanos)
        .ifPresent(step -> actions.add(new Action.Ask(target, step.multicast())));
  }

  /** Begins lookups whose turn has come, and looks whether this is the end. */
  private List<Action> settle(long nowNanos, List<Action> actions) {
    if (ended) {
      return List.of();
    }
    long open = lookups.values().stream().filter(Lookup::asked).count();
    for (Map.Entry<Target, Lookup> e : lookups.entrySet()) {
      if (open < MOST_LOOKUPS && e.getValue().queued()) {
        proceed(nowNanos, e.getKey(), e.getValue(), actions);
        open++;
      }
    }
    boolean timeUp = nowNanos - deadlineNanos >= 0;
    boolean complete = timeUp || topics.values().stream().allMatch(p -> p.complete);
    if (timeUp || (open == 0 && (complete || (found && quiet())))) {
      ended = true;
      actions.add(new Action.Done(complete));
    } else {
      actions.add(new Action.WaitUntil(nextNanos()));
    }
    return actions;
  }

  private boolean quiet() {
    return topics.entrySet().stream().allMatch(e -> !e.getKey().servers() || e.getValue().quiet());
  }

  private long nextNanos() {
    long next = deadlineNanos;
    for (Progress p : topics.values()) {
      next = p.complete ? next : Math.min(next, p.wakeNanos);
    }
    for (Lookup lookup : lookups.values()) {
      next = lookup.asked() ? Math.min(next, lookup.dueNanos()) : next;
    }
    return next;
  }
}
