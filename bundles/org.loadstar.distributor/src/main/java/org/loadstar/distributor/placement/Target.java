// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.api.distributor.TargetStatus;

/** A target with all that is known of it. Not thread-safe. */
final class Target {
  /** Slow start goes in so many steps, so that not every second has its table. */
  private static final int STEPS = 10;

  final TargetHealth health;
  final Duty duty;
  final Responsiveness responsiveness;
  private final Clock clock;
  private TargetSpec spec;
  private boolean configured = true;
  private Advice advice = Advice.NONE;
  private OptionalInt told = OptionalInt.empty();
  private Instant onSince;
  private long total;
  private long refused;

  Target(TargetSpec spec, Clock clock) {
    this.spec = spec;
    this.clock = clock;
    health = new TargetHealth(spec.health(), clock);
    duty = new Duty(clock);
    responsiveness = new Responsiveness(clock);
    onSince = clock.instant();
    if (spec.drained()) {
      duty.drain(Duration.ZERO);
    }
  }

  TargetSpec spec() {
    return spec;
  }

  /** Another configuration of the same target. */
  void configure(TargetSpec changed) {
    boolean other = changed.drained() != spec.drained();
    spec = changed;
    configured = true;
    if (other && !changed.drained()) {
      resume();
    } else if (other && duty.state() == Duty.State.ON) {
      duty.drain(Duration.ZERO);
    }
    health.rule(changed.health());
  }

  /** It is configured no more; what it has goes on. */
  void retire() {
    configured = false;
  }

  boolean isRetired() {
    return !configured;
  }

  /** The weight that a workload manager tells; empty for that configured. */
  void told(OptionalInt weight) {
    told = weight;
  }

  void advised(Advice later) {
    advice = advice.and(later);
    if (Boolean.FALSE.equals(later.up())) {
      health.agentDown("its agent says " + later.reason());
    } else if (Boolean.TRUE.equals(later.up())) {
      health.agentUp();
    }
  }

  void unadvised() {
    advice = Advice.NONE;
    health.agentUp();
  }

  void resume() {
    if (duty.state() != Duty.State.ON) {
      duty.resume();
      onSince = clock.instant();
    }
  }

  void opened() {
    total++;
  }

  void established(long connectMicros) {
    responsiveness.reached(connectMicros);
    health.established();
  }

  void refused(String reason) {
    refused++;
    responsiveness.failed();
    health.refused(reason);
  }

  void tick() {
    health.tick();
    duty.tick();
    responsiveness.tick();
  }

  /** Whether it gets new connections, as far as its weight lets it. */
  boolean isActive() {
    return state().equals("ACTIVE");
  }

  /** The words of {@link DestinationDTO#state}. */
  String state() {
    if (!configured) {
      return "QUIESCED";
    } else if (duty.state() != Duty.State.ON) {
      return duty.state() == Duty.State.DRAINING ? "DRAINING" : "QUIESCED";
    } else if (health.state() != TargetHealth.State.UP) {
      return health.state().name();
    } else if (advice.admin() != Advice.Admin.READY) {
      return advice.admin() == Advice.Admin.DRAIN ? "DRAINING" : "QUIESCED";
    }
    return "ACTIVE";
  }

  /** Why it is not active, in one line; empty where it is. */
  String note() {
    if (!configured) {
      return "no longer configured; its connections go on";
    }
    String down = health.reason();
    String drained = duty.reason();
    if (!drained.isEmpty() || !down.isEmpty()) {
      return drained.isEmpty() || down.isEmpty() ? drained + down : drained + "; " + down;
    }
    return advice.admin() == Advice.Admin.READY ? "" : "its agent says " + advice.reason();
  }

  /**
   * The weight that holds, in hundredths: a workload manager's or the one that is configured, as
   * much of it as its agent says; with TARGCONTROLLED what its agent says.
   */
  private long hundredths(Method method) {
    if (method == Method.TARGCONTROLLED && advice.percent().isPresent()) {
      return 100L * advice.percent().getAsInt();
    }
    return (long) told.orElse(spec.weight()) * advice.percent().orElse(100);
  }

  Candidate candidate(Method method, long active) {
    long base = hundredths(method);
    boolean equal = method == Method.LEASTCONNECTIONS || method == Method.ROUNDROBIN;
    int max = maxConnections();
    return new Candidate(
        spec.name(),
        (equal ? Math.min(1, base) : base) * ramp(),
        responsiveness.value(),
        spec.rank(),
        active,
        max == 0 || spec.queue() ? Long.MAX_VALUE : max - active);
  }

  /** 1 to {@link #STEPS}: how far its slow start has come. */
  private int ramp() {
    Instant since = health.since().isAfter(onSince) ? health.since() : onSince;
    long millis = Duration.between(since, clock.instant()).toMillis();
    long whole = spec.slowStartSeconds() * 1000L;
    return millis >= whole ? STEPS : (int) (1 + (STEPS - 1) * millis / whole);
  }

  private int maxConnections() {
    return advice.maxConnections().orElse(spec.maxConnections());
  }

  TargetRow row() {
    return new TargetRow(
        spec.name(),
        spec.address(),
        spec.port(),
        spec.local(),
        maxConnections(),
        spec.queue(),
        spec.proxyProtocol());
  }

  TargetStatus status(long active) {
    return new TargetStatus(
        spec.address(),
        spec.port(),
        spec.local(),
        isActive(),
        responsiveness.value(),
        active,
        spec.weight());
  }

  DestinationDTO destination(Method method, long active, double share) {
    DestinationDTO dto = new DestinationDTO();
    dto.target = spec.name();
    dto.address = spec.address().getHostAddress();
    dto.port = spec.port();
    dto.local = spec.local();
    dto.ready = health.state() == TargetHealth.State.UP ? 1 : 0;
    dto.state = state();
    dto.note = note();
    dto.weight = (int) ((hundredths(method) + 99) / 100);
    dto.share = share;
    dto.responsiveness = responsiveness.value();
    dto.active = active;
    dto.total = total;
    dto.refused = refused;
    dto.maxConnections = maxConnections();
    return dto;
  }
}
