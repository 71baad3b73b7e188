// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.DistributorRuntimeDTO.VipDTO;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.distributor.health.CheckKind;
import org.loadstar.distributor.health.HealthCheck;
import org.loadstar.distributor.placement.Advice;
import org.loadstar.distributor.placement.Placement;
import org.loadstar.distributor.placement.Plan;
import org.loadstar.distributor.placement.TargetSpec;
import org.loadstar.distributor.tracker.ConnectionTracker;
import org.loadstar.distributor.tracker.TargetCounts;
import org.loadstar.net.NetworkStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One distributed address that lives: its placement, its epoch and the plane that carries it. What
 * changes around it, configuration or plane, ends none of its connections. On the distributor's
 * loop only.
 */
final class DistributedAddress {
  private static final Logger LOG = LoggerFactory.getLogger(DistributedAddress.class);

  /** Methods that follow every connection make tables no oftener than this. */
  private static final long FOLLOW_MILLIS = 100;

  private final String name;
  private final Clock clock;
  private final ConnectionTracker tracker;
  private final Loop loop;
  private final Runnable changed;
  private final Placement placement;
  private final Checks checks;
  private final Map<String, TargetSettings> targets = new LinkedHashMap<>();
  private VipSettings settings;
  private @Nullable ForwardingPlane plane;
  private @Nullable ForwardingTable table;
  private @Nullable Plan plan;
  private Listener listener = new Listener();
  private long epoch;
  private boolean publishing;
  private String fault = "";

  /** Targets of which the workload manager says nothing. */
  private Set<String> untold = new TreeSet<>();

  DistributedAddress(
      String name,
      VipSettings settings,
      Clock clock,
      ConnectionTracker tracker,
      Loop loop,
      Supplier<@Nullable NetworkStack> network,
      Runnable changed) {
    this.name = name;
    this.settings = settings;
    this.clock = clock;
    this.tracker = tracker;
    this.loop = loop;
    this.changed = changed;
    placement =
        new Placement(
            name,
            clock,
            new SplittableRandom(),
            target -> {
              TargetCounts counts = tracker.counts(name, target);
              return counts.active() + counts.halfOpen();
            },
            LOG::info);
    checks = new Checks(network, Checked::new);
  }

  /** What checks tell, handed over to the loop. */
  private final class Checked implements HealthCheck.Listener {
    private final String target;
    private final boolean agent;

    Checked(String target, CheckKind kind) {
      this.target = target;
      agent = kind == CheckKind.AGENT;
    }

    @Override
    public void passed(long connectMicros) {
      if (!agent) { // That an agent answers tells nothing of the service.
        told(() -> placement.passed(target, connectMicros));
      }
    }

    @Override
    public void failed(String reason) {
      if (!agent) {
        told(() -> placement.failed(target, reason));
      }
    }

    @Override
    public void advised(Advice advice) {
      told(() -> placement.advised(target, advice));
    }

    private void told(Runnable what) {
      loop.execute(
          () -> {
            what.run();
            publish();
          });
    }
  }

  VipSettings settings() {
    return settings;
  }

  /** Its configured targets that are there, by their names. */
  Map<String, TargetSettings> targets() {
    return targets;
  }

  /** What holds from now on. */
  void configure(VipSettings next, Map<String, TargetSettings> known) {
    settings = next;
    Set<String> left = new HashSet<>(targets.keySet());
    targets.clear();
    for (String target : next.targets()) {
      TargetSettings there = known.get(target);
      if (there != null) {
        targets.put(target, there);
      }
    }
    left.removeAll(targets.keySet());
    if (!next.drain().isZero()) {
      left.forEach(this::endLater);
    }
    targets.forEach(
        (target, now) -> {
          if (!now.hasAgent()) {
            placement.unadvised(target);
          }
        });
    List<TargetSpec> specs = targets.values().stream().map(TargetSettings::spec).toList();
    placement.configure(next.rules(), specs);
    checked();
    table = null;
    publish();
  }

  /** The network is here, or other targets are to be checked. */
  void checked() {
    checks.check(targets, settings.rules().ports().get(0).first());
  }

  private void endLater(String target) {
    loop.later(
        () -> {
          if (!targets.containsKey(target)) {
            end(target);
          }
        },
        settings.drain().toMillis());
  }

  private void end(String target) {
    if (plane != null) {
      plane.end(name, target);
    }
  }

  /** The plane that carries it from now on; null where there is none of its name. */
  void plane(@Nullable ForwardingPlane next) {
    if (next == plane) {
      return;
    }
    if (plane != null) {
      plane.withdraw(name, false);
    }
    listener = new Listener();
    plane = next;
    table = null;
    fault = "";
    tracker.begin(name);
    publish();
    if (next != null) {
      next.reportAll(name);
    }
  }

  /** A second has passed. */
  void tick() {
    placement.tick();
    placement.over().forEach(this::end);
    publish();
  }

  Map<String, TargetStatus> status() {
    return placement.status();
  }

  /** What the workload manager tells; empty where it tells nothing. */
  void weights(Map<String, Integer> told) {
    placement.weights(told);
    untold = settings.weights().isEmpty() ? new TreeSet<>() : new TreeSet<>(targets.keySet());
    untold.removeAll(told.keySet());
    publish();
  }

  void drain(String target, Duration limit) {
    placement.drain(target, limit);
    publish();
  }

  void resume(String target) {
    placement.resume(target);
    publish();
  }

  /** Asks the plane for everything. */
  void reportAll() {
    if (plane != null) {
      plane.reportAll(name);
    }
  }

  /** Gives the plane a new table where anything in it has changed. */
  void publish() {
    Plan next = placement.plan();
    if (plane == null || (table != null && next.equals(plan))) {
      changed.run();
      return;
    }
    plan = next;
    long now = clock.millis();
    List<Affinity> affinities = new ArrayList<>(next.local());
    if (settings.affinitySeconds() > 0) {
      affinities.addAll(tracker.affinities(name, now));
    }
    ForwardingTable made =
        new ForwardingTable(
            name,
            ++epoch,
            settings.address(),
            settings.rules().ports(),
            next.targets(),
            next.slots(),
            settings.affinitySeconds(),
            affinities,
            tracker.expectations(name, now),
            next.slices(),
            settings.helper(),
            settings.limits());
    table = made;
    tracker.table(made);
    plane.apply(made, listener);
    changed.run();
  }

  /**
   * What the plane tells; handed over to the loop. Of another plane's only the last words count.
   */
  private final class Listener implements PlaneListener {
    @Override
    public void report(PlaneReport report) {
      loop.execute(() -> took(this, report));
    }

    @Override
    public void full(String vip, long sequence, List<LiveConnection> connections) {
      loop.execute(
          () -> {
            if (listener == this) {
              tracker.full(name, sequence, connections, clock.millis());
              changed.run();
            }
          });
    }

    @Override
    public void fault(String vip, String told) {
      loop.execute(
          () -> {
            if (listener == this && !fault.equals(told)) {
              fault = told;
              if (!told.isEmpty()) {
                LOG.warn("The distributed address '{}': {}", name, told);
              }
              changed.run();
            }
          });
    }
  }

  private void took(Listener from, PlaneReport report) {
    if (listener != from) {
      return;
    }
    tracker.apply(report, clock.millis());
    placement.events(report.events());
    if (!settings.rules().method().followsConnections()) {
      publish();
    } else if (!publishing) {
      publishing = true;
      loop.later(
          () -> {
            publishing = false;
            publish();
          },
          FOLLOW_MILLIS);
    }
  }

  /**
   * Takes no new connections any more.
   *
   * @param end whether running ones are ended too
   */
  void withdraw(boolean end) {
    if (plane != null) {
      plane.withdraw(name, end);
    }
    plane = null;
    checks.close();
    tracker.remove(name);
  }

  VipDTO report(String wrong) {
    VipDTO dto = new VipDTO();
    dto.name = name;
    dto.address = settings.address().getHostAddress();
    settings.rules().ports().forEach(range -> dto.ports.add(range.toString()));
    dto.method = settings.rules().method().name();
    dto.plane = settings.plane();
    dto.helper = settings.helper();
    dto.affinitySeconds = settings.affinitySeconds();
    dto.epoch = epoch;
    dto.note = note(wrong);
    dto.state = plane == null || !fault.isEmpty() ? "FAULT" : "ACTIVE";
    dto.affinities = tracker.affinityCount(name, clock.millis());
    dto.expectations = tracker.expectations(name, clock.millis()).size();
    tracker
        .counts(name)
        .ifPresent(
            counts -> {
              dto.refused.putAll(counts.refused());
              dto.lostReports = counts.lostReports();
              dto.untracked = counts.untracked();
              dto.active = counts.all().active();
              dto.halfOpen = counts.all().halfOpen();
            });
    dto.destinations = placement.destinations();
    return dto;
  }

  private String note(String wrong) {
    List<String> notes = new ArrayList<>();
    if (!wrong.isEmpty()) {
      notes.add(wrong + "; what was configured before holds");
    }
    if (plane == null) {
      notes.add("there is no plane named '" + settings.plane() + "'");
    }
    if (!fault.isEmpty()) {
      notes.add(fault);
    }
    if (!untold.isEmpty()) {
      notes.add(
          "the workload manager '"
              + settings.weights()
              + "' tells nothing of "
              + String.join(", ", untold)
              + ": the configured weight holds");
    }
    Set<String> missing = new HashSet<>(settings.targets());
    missing.removeAll(targets.keySet());
    if (!missing.isEmpty()) {
      notes.add("not configured: target " + String.join(", ", missing.stream().sorted().toList()));
    }
    return String.join("; ", notes);
  }
}
