// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.loadstar.slp.MulticastConvergence;

/**
 * One search by SLP: what to send when, and when the list is good enough. Pure: events with their
 * times come in, actions go out; not for more than one thread.
 *
 * <pre>
 *                      something was found, here or elsewhere
 *   (new) --> LOOKING --------------------------------------> GATHERING
 *                |                                                |
 *                | every topic is complete      every topic but those of directory agents
 *                | and no lookup is open        is quiet, and no awaited lookup is open
 *                v                                                v
 *             ENDED: Done(complete)  <---------------  ENDED: Done(usable)
 *                ^                                     not where completeness is wanted
 *                |--- when directory agents for all scopes have answered: Done(complete);
 *                |    where they know of nothing, the group is asked first if that is wanted
 *                '--- from everywhere, when the time is up: Done(complete)
 * </pre>
 *
 * Every topic has its own {@link MulticastConvergence}, all running side by side, so that looking
 * for directory agents that do not exist delays nothing. Once something is found, every topic
 * counts its silent rounds: two make it quiet, three complete. What the topics find is looked up at
 * once: the answers of a directory agent, the attributes of a service, at most {@link
 * #MOST_LOOKUPS} at a time. Where a directory agent is silent, its scopes are left to the group.
 */
final class Search {
  static final int MOST_LOOKUPS = 32;

  /** As in {@link MulticastConvergence}. */
  static final long MIN_ROUND_NANOS = 100_000_000L;

  /** Where nothing answers by then, after 1.5 s, there may be IPv6 only. */
  private static final int SENDS_BY_IPV4_ALONE = 4;

  /** What the caller has to do, in the order of the list. */
  sealed interface Action {
    /**
     * Multicast the topic's request with these previous responders.
     *
     * @param byEveryFamily whether by IPv6 too where there is IPv4: whoever has both has answered
     *     by IPv4 before, and stays silent
     */
    record Multicast(Topic topic, List<String> previousResponders, boolean byEveryFamily)
        implements Action {}

    /** Ask about the target in this way. */
    record Ask(Target target, Lookup.How how) implements Action {}

    /** Call {@link Search#timer} at this time; replaces an earlier such wish. */
    record WaitUntil(long nanos) implements Action {}

    /** The search has ended; no action follows. */
    record Done(boolean complete) implements Action {}
  }

  /** What directory agents do for this search. */
  interface Coverage {
    /** Whether those that are known answer for all scopes. */
    boolean covered();

    /** The target does not answer; what is left to the group because of it, beginning now. */
    Map<Topic, MulticastConvergence> silent(long nowNanos, Target target);

    /** All have answered, and nothing was found: what the group is asked if any, from now on. */
    Map<Topic, MulticastConvergence> doubted(long nowNanos);
  }

  private static final class Progress {
    final MulticastConvergence convergence;
    final long startNanos;
    boolean found;
    boolean usable;
    boolean complete;
    int sends;
    long wakeNanos;

    Progress(MulticastConvergence convergence, long startNanos) {
      this.convergence = convergence;
      this.startNanos = startNanos;
    }

    boolean quiet() {
      return usable || complete;
    }

    boolean byEveryFamily() {
      return usable || (!found && sends > SENDS_BY_IPV4_ALONE);
    }
  }

  private final Map<Topic, Progress> topics = new LinkedHashMap<>();
  private final Map<Target, Lookup> lookups = new LinkedHashMap<>();
  private final Set<Peer> alive = new HashSet<>();
  private final Coverage coverage;
  private final boolean untilComplete;
  private final long deadlineNanos;
  private long roundNanos = MIN_ROUND_NANOS;
  private boolean found;
  private boolean doubting;
  private boolean ended;

  /**
   * A search that has not begun.
   *
   * @param untilComplete whether being usable is not enough
   * @param deadlineNanos when it ends at the latest
   */
  Search(Coverage coverage, boolean untilComplete, long deadlineNanos) {
    this.coverage = coverage;
    this.untilComplete = untilComplete;
    this.deadlineNanos = deadlineNanos;
  }

  /** Begins; to be called once, before any other event. The tasks are known already. */
  List<Action> start(
      long nowNanos,
      Map<Topic, MulticastConvergence> multicasts,
      Collection<? extends News.Task> tasks) {
    List<Action> actions = new ArrayList<>();
    add(tasks);
    start(nowNanos, multicasts, actions);
    return settle(nowNanos, actions);
  }

  private void start(
      long nowNanos, Map<Topic, MulticastConvergence> multicasts, List<Action> actions) {
    multicasts.forEach(
        (topic, convergence) -> {
          Progress p = new Progress(convergence, nowNanos);
          if (topics.putIfAbsent(topic, p) == null) {
            follow(topic, p, convergence.start(), actions);
            if (found) {
              follow(topic, p, convergence.foundBeside(roundTrip()), actions);
            }
          }
        });
  }

  /**
   * A reply to a topic's request has come.
   *
   * @param responder the sender's address, without port
   */
  List<Action> reply(long nowNanos, Topic topic, String responder, News news) {
    List<Action> actions = new ArrayList<>();
    Progress progress = topics.get(topic);
    if (ended || progress == null) {
      return actions;
    }
    if (!progress.found) {
      roundNanos = Math.max(roundNanos, 2 * (nowNanos - progress.startNanos));
    }
    progress.found |= news.found();
    follow(topic, progress, progress.convergence.reply(nowNanos, responder, news.found()), actions);
    add(news.tasks());
    if (news.found() && !topic.directories()) {
      found(actions);
    }
    return settle(nowNanos, actions);
  }

  /** A lookup has its answer. */
  List<Action> answered(long nowNanos, Target target, News news) {
    Lookup lookup = lookups.get(target);
    if (ended || lookup == null) {
      return List.of();
    }
    lookup.answered();
    return learned(nowNanos, target, news);
  }

  /** A lookup has an answer that did not fit its datagram, and is to be had in another way. */
  List<Action> cut(long nowNanos, Target target, News news) {
    Lookup lookup = lookups.get(target);
    if (ended || lookup == null) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>();
    boolean again = lookup.cut(news.tasks());
    if (again) {
      proceed(nowNanos, target, lookup, actions);
    } else {
      lookup.answered();
    }
    News known = again ? new News(news.found(), List.of()) : news;
    actions.addAll(learned(nowNanos, target, known));
    return actions;
  }

  private List<Action> learned(long nowNanos, Target target, News news) {
    List<Action> actions = new ArrayList<>();
    alive.add(target.peer());
    add(news.tasks());
    if (news.found() && !target.topic().directories()) {
      found(actions);
    } else if (target.peer().directory()) {
      beside(true, actions); // where one directory agent answers, no others need be waited for
    }
    return settle(nowNanos, actions);
  }

  /** This way to ask leads nowhere: the next one, without waiting. */
  List<Action> failed(long nowNanos, Target target) {
    Lookup lookup = lookups.get(target);
    List<Action> actions = new ArrayList<>();
    if (!ended && lookup != null && lookup.asked()) {
      proceed(nowNanos, target, lookup, actions);
    }
    return settle(nowNanos, actions);
  }

  /** Something was found by other means than SLP. */
  List<Action> foundElsewhere(long nowNanos) {
    List<Action> actions = new ArrayList<>();
    if (!ended) {
      found(actions);
    }
    return settle(nowNanos, actions);
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

  private void found(List<Action> actions) {
    found = true;
    beside(false, actions);
    beside(true, actions);
  }

  /** Tells the topics of one kind that something was found beside them. */
  private void beside(boolean directories, List<Action> actions) {
    topics.forEach(
        (topic, p) -> {
          if (topic.directories() == directories) {
            follow(topic, p, p.convergence.foundBeside(roundTrip()), actions);
          }
        });
  }

  private long roundTrip() {
    return topics.values().stream().mapToLong(p -> p.convergence.roundTripNanos()).max().orElse(0);
  }

  private void follow(
      Topic topic, Progress p, List<MulticastConvergence.Action> wanted, List<Action> actions) {
    for (MulticastConvergence.Action action : wanted) {
      if (action instanceof MulticastConvergence.Action.Send send) {
        p.sends++;
        actions.add(new Action.Multicast(topic, send.previousResponders(), p.byEveryFamily()));
      } else if (action instanceof MulticastConvergence.Action.WaitUntil wait) {
        p.wakeNanos = wait.nanos();
      } else if (action instanceof MulticastConvergence.Action.Usable) {
        p.usable = true;
      } else if (action instanceof MulticastConvergence.Action.Complete) {
        p.complete = true;
      }
    }
  }

  private void add(Collection<? extends News.Task> tasks) {
    for (News.Task task : tasks) {
      lookups.putIfAbsent(task.target(), new Lookup(task));
    }
  }

  private void proceed(long nowNanos, Target target, Lookup lookup, List<Action> actions) {
    lookup
        .proceed(nowNanos, roundNanos)
        .ifPresentOrElse(
            step -> actions.add(new Action.Ask(target, step.how())), () -> add(lookup.otherwise()));
    if (lookup.silent()) {
      start(nowNanos, coverage.silent(nowNanos, target), actions);
    }
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
    boolean answered = open == 0 && complete();
    if (answered && !timeUp && !found && !doubting) {
      doubting = true;
      start(nowNanos, coverage.doubted(nowNanos), actions);
      answered = complete();
    }
    boolean complete = timeUp || answered;
    if (complete || (!untilComplete && usable())) {
      ended = true;
      actions.add(new Action.Done(complete));
    } else {
      actions.add(new Action.WaitUntil(nextNanos()));
    }
    return actions;
  }

  private boolean complete() {
    return topics.values().stream().allMatch(p -> p.complete)
        || (coverage.covered() && quiet(true) && !doubting);
  }

  private boolean usable() {
    boolean onlyDirectories = topics.keySet().stream().allMatch(Topic::directories);
    return found
        && quiet(onlyDirectories)
        && lookups.entrySet().stream()
            .noneMatch(
                e ->
                    !e.getValue().ended()
                        && (onlyDirectories
                            || e.getValue().awaited()
                            || alive.contains(e.getKey().peer())));
  }

  /** Whether all topics of one kind are quiet. */
  private boolean quiet(boolean directories) {
    return topics.entrySet().stream()
        .allMatch(e -> e.getKey().directories() != directories || e.getValue().quiet());
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
