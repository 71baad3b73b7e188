// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.api.distributor.TargetStatus;

/**
 * Which targets the next connections to one distributed address go to. Everything comes in by its
 * methods; {@link #plan()} is what goes out.
 *
 * <p><b>How to use it.</b> On one thread, or under one lock:
 *
 * <ol>
 *   <li>Make one for each distributed address; {@link #configure} it, and again with every change.
 *   <li>Each second: {@link #tick}; then let the plane end the connections of those that are {@link
 *       #over}. Where a workload manager is configured, give it {@link #status()} and its answer to
 *       {@link #weights}, an empty one where it fails or goes.
 *   <li>Give results of checks to {@link #passed}, {@link #failed} and {@link #advised} (and {@link
 *       #unadvised} when an agent is asked no more), what an operator wants to {@link #drain} and
 *       {@link #resume}.
 *   <li>Give reports of the plane to the tracker first and then to {@link #events}: the connections
 *       that targets have now are asked of the tracker.
 *   <li>After any of these: if {@link #plan()} is not the one that the plane has (they are the same
 *       object as long as nothing has changed), make a table of the next epoch from it. Where
 *       {@link Method#followsConnections()}, it may change with every report; ask for it ten times
 *       a second at most, and no connection will be more than that late in the count.
 * </ol>
 *
 * <p>A target that is no longer configured stays in the plan, without slots, as long as it has
 * connections. Not thread-safe.
 */
public final class Placement {
  private final Clock clock;
  private final RandomGenerator random;
  private final ToLongFunction<String> connections;
  private final Notices notices;
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private Rules rules = new Rules(Method.BASEWLM, true, true, false, List.of());
  private Spread spread;
  private List<String> order = List.of();
  private Plan plan = new Plan(List.of(), List.of(), Map.of(), List.of());

  /**
   * A placement without targets.
   *
   * @param vip the name of the distributed address
   * @param random decides where equals are equal
   * @param connections how many connections a target has now, half-open ones included; asked on the
   *     caller's thread
   * @param notices is told in one line what has changed, and why
   */
  public Placement(
      String vip,
      Clock clock,
      RandomGenerator random,
      ToLongFunction<String> connections,
      Consumer<String> notices) {
    this.clock = clock;
    this.random = random;
    this.connections = connections;
    this.notices = new Notices(vip, notices);
    spread = Spread.of(rules, random);
  }

  /**
   * What is configured, from now on. Targets of the same name, address and port keep what is known
   * of them.
   */
  public void configure(Rules changed, List<TargetSpec> specs) {
    boolean other =
        rules.method() != changed.method()
            || rules.autoSwitchBack() != changed.autoSwitchBack()
            || rules.healthSwitch() != changed.healthSwitch();
    rules = changed;
    if (other) {
      spread = Spread.of(changed, random);
    }
    Map<String, Target> before = new LinkedHashMap<>(targets);
    targets.clear();
    for (TargetSpec spec : specs) {
      Target known = before.remove(spec.name());
      boolean same =
          known != null
              && known.spec().address().equals(spec.address())
              && known.spec().port() == spec.port();
      Target target = known != null && same ? known : new Target(spec, clock);
      target.configure(spec);
      targets.put(spec.name(), target);
    }
    before.values().forEach(Target::retire);
    targets.putAll(before);
  }

  /** What a workload manager tells; targets that are not in it have their configured weight. */
  public void weights(Map<String, Integer> told) {
    targets.forEach(
        (name, target) -> {
          Integer weight = told.get(name);
          target.told(
              weight == null
                  ? OptionalInt.empty()
                  : OptionalInt.of(Math.max(0, Math.min(weight, TargetSpec.MAX_WEIGHT))));
        });
  }

  /** What targets told by their name, for a {@code TargetWeights} service. */
  public Map<String, TargetStatus> status() {
    Map<String, TargetStatus> all = new TreeMap<>();
    for (Target target : configured()) {
      String name = target.spec().name();
      all.put(name, target.status(connections.applyAsLong(name)));
    }
    return Collections.unmodifiableMap(all);
  }

  /**
   * A check of the target has passed, and its connection took so many microseconds. Means nothing
   * of a target that is not {@link HealthRule#checked}, and so {@link #failed}: an agent that does
   * not answer is no reason to put its target down.
   */
  public void passed(String target, long connectMicros) {
    Target known = targets.get(target);
    if (known != null && known.spec().health().checked()) {
      known.responsiveness.reached(connectMicros);
      known.health.passed();
    }
  }

  /** A check of the target has failed; why, in one line. */
  public void failed(String target, String reason) {
    Target known = targets.get(target);
    if (known != null && known.spec().health().checked()) {
      known.responsiveness.failed();
      known.health.failed(reason);
    }
  }

  /** The target's agent has answered. */
  public void advised(String target, Advice advice) {
    Target known = targets.get(target);
    if (known != null) {
      known.advised(advice);
    }
  }

  /** The target's agent is asked no more: what it told is forgotten. */
  public void unadvised(String target) {
    Target known = targets.get(target);
    if (known != null) {
      known.unadvised();
    }
  }

  /** No new connections for the target; zero for ever. Whether there is such a target. */
  public boolean drain(String target, Duration limit) {
    Target known = targets.get(target);
    if (known != null) {
      known.duty.drain(limit);
    }
    return known != null;
  }

  /** New connections again. Whether there is such a target. */
  public boolean resume(String target) {
    Target known = targets.get(target);
    if (known != null) {
      known.resume();
    }
    return known != null;
  }

  /** What the plane did, as it comes: late, in batches, perhaps not all. */
  public void events(Collection<PlaneEvent> events) {
    events.forEach(this::event);
  }

  private void event(PlaneEvent event) {
    if (event instanceof PlaneEvent.Opened opened) {
      Target known = targets.get(opened.target());
      if (known != null) {
        known.opened();
      }
      if (opened.cause() == ConnectionCause.WEIGHT) {
        spread.opened(opened.target());
      }
    } else if (event instanceof PlaneEvent.Established established) {
      Target known = targets.get(established.target());
      if (known != null && isDistributed(event)) {
        known.established(established.connectMicros());
      }
    } else if (event instanceof PlaneEvent.Refused refused) {
      Target known = targets.get(refused.target());
      if (known != null && isDistributed(event)) {
        known.refused(refused.reason());
      }
    }
  }

  /** A data connection's fate tells nothing of how the target takes new clients. */
  private boolean isDistributed(PlaneEvent event) {
    return rules.ports().stream().anyMatch(range -> range.contains(event.key().port()));
  }

  /** Time has passed. */
  public void tick() {
    targets.values().forEach(Target::tick);
  }

  /** The targets that were drained, whose time is over, and that have connections still. */
  public List<String> over() {
    return targets.entrySet().stream()
        .filter(e -> e.getValue().duty.state() == Duty.State.OVER)
        .map(Map.Entry::getKey)
        .filter(name -> connections.applyAsLong(name) > 0)
        .toList();
  }

  /** What holds now: the same object as before where nothing has changed. */
  public Plan plan() {
    targets.values().removeIf(t -> t.isRetired() && connections.applyAsLong(t.spec().name()) == 0);
    List<Candidate> candidates = new ArrayList<>();
    List<TargetRow> rows = new ArrayList<>();
    Map<String, Integer> places = new LinkedHashMap<>();
    Map<String, PortRange> slices = new LinkedHashMap<>();
    for (Target target : targets.values()) {
      TargetSpec spec = target.spec();
      places.put(spec.name(), rows.size());
      rows.add(target.row());
      if (spec.slice() != null) {
        slices.put(spec.name(), spec.slice());
      }
      if (target.isActive()) {
        Candidate candidate =
            target.candidate(rules.method(), connections.applyAsLong(spec.name()));
        if (candidate.weight() > 0) {
          candidates.add(candidate);
        }
      }
    }
    List<String> next = spread.slots(candidates);
    List<Affinity> local = local(next);
    boolean same =
        next.equals(order)
            && rows.equals(plan.targets())
            && slices.equals(plan.slices())
            && local.equals(plan.local());
    if (!same) {
      if (rules.method() == Method.HOTSTANDBY) {
        notices.standby(order, next);
      }
      List<Integer> slots = next.stream().map(name -> places.getOrDefault(name, 0)).toList();
      plan = new Plan(rows, slots, slices, local);
      order = next;
    }
    notices.states(targets);
    return plan;
  }

  /** OPTLOCAL: who is a target itself is served by itself. */
  private List<Affinity> local(List<String> next) {
    List<Affinity> bound = new ArrayList<>();
    if (rules.optLocal()) {
      Set<Object> seen = new HashSet<>();
      for (String name : Set.copyOf(next).stream().sorted().toList()) {
        TargetSpec spec = Objects.requireNonNull(targets.get(name)).spec();
        if (seen.add(spec.address())) {
          bound.add(new Affinity(spec.address(), name, Long.MAX_VALUE));
        }
      }
    }
    return bound;
  }

  /** The rows of the distribution port table, by {@link #plan()} as it was last asked for. */
  public List<DestinationDTO> destinations() {
    List<DestinationDTO> all = new ArrayList<>();
    for (Target target : targets.values()) {
      String name = target.spec().name();
      double share =
          order.isEmpty() ? 0 : 100.0 * Collections.frequency(order, name) / order.size();
      all.add(target.destination(rules.method(), connections.applyAsLong(name), share));
    }
    return all;
  }

  private List<Target> configured() {
    return targets.values().stream().filter(t -> !t.isRetired()).toList();
  }
}
