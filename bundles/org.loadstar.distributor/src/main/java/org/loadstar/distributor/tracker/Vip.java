// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneReport;

/**
 * What a plane tells of one distributed address. Reports are taken in their order, each once: one
 * that comes after a later one counts as lost, for its events are older than what is known. What
 * was lost is in the next full report. Thread-safe; one report at a time.
 */
final class Vip {
  private static final int MOST_REASONS = 64;
  private static final String OTHER_REASONS = "other";
  private static final long ASK_MILLIS = 1_000;
  private static final long ASK_AGAIN_MILLIS = 5_000;

  final String name;
  final Affinities affinities;
  final Expectations expectations;
  private final ConnectionTable connections;
  private final Owners owners;
  private final Map<String, Owner> byTarget = new ConcurrentHashMap<>();
  private final Map<String, Long> refused = new TreeMap<>();
  private final Burst burst = new Burst(Burst.GOOD);
  private final int closingMillis;
  private final LongToIntFunction ticks;
  private volatile ForwardingTable table;
  private long sequence;
  private long lost;
  private long stale;
  private long foreign;
  private long unknown;
  private long untracked;
  private TargetCounts forgotten = TargetCounts.NONE;
  private boolean mark;
  private boolean unsure;
  private long askedAt = Long.MIN_VALUE;
  private boolean asked;

  /**
   * An address without connections.
   *
   * @param ticks the tick of a time in milliseconds
   */
  Vip(
      ForwardingTable table,
      ConnectionTable connections,
      Owners owners,
      TrackerLimits limits,
      LongToIntFunction ticks) {
    this.name = table.vip();
    this.table = table;
    this.connections = connections;
    this.owners = owners;
    this.closingMillis = limits.closingMillis();
    this.ticks = ticks;
    this.affinities = new Affinities(limits.idleClients());
    this.expectations = new Expectations(limits.expectations());
  }

  /** The table that its plane has now. Targets that are not in it keep their connections. */
  Vip table(ForwardingTable next) {
    table = next;
    next.targets()
        .forEach(row -> byTarget.computeIfAbsent(row.name(), name -> owners.add(this, name)));
    return this;
  }

  /** Forgets the targets that are not in its table and have no connection. */
  synchronized void forget() {
    Set<String> there = new HashSet<>();
    table.targets().forEach(row -> there.add(row.name()));
    byTarget
        .values()
        .removeIf(
            owner -> {
              boolean over = !there.contains(owner.target) && !owner.isBusy();
              if (over) {
                forgotten = forgotten.plus(owner.counts());
                owners.forget(owner);
              }
              return over;
            });
  }

  /** Forgets all targets; none has a connection. */
  synchronized void forgetAll() {
    byTarget.values().forEach(owners::forget);
    byTarget.clear();
  }

  ForwardingTable table() {
    return table;
  }

  @Nullable Owner owner(String target) {
    return byTarget.get(target);
  }

  /** Another plane, or the same after a new start, which numbers its reports from 1 again. */
  synchronized void begin() {
    sequence = 0;
    unsure = true;
  }

  synchronized void apply(PlaneReport report, long nowMillis) {
    if (report.sequence() <= sequence) {
      stale++;
      return;
    }
    reached(report.sequence() - 1);
    sequence = report.sequence();
    connections.each(
        burst, report.events(), PlaneEvent::key, (key, event) -> apply(key, event, nowMillis));
  }

  private void reached(long number) {
    if (number > sequence) {
      lost += number - sequence;
      sequence = number;
      unsure = true;
    }
  }

  private void apply(FourTuple key, PlaneEvent event, long nowMillis) {
    if (event instanceof PlaneEvent.Unknown) {
      unknown++;
      unsure |= connections.find(key) != 0;
    } else if (event instanceof PlaneEvent.Refused refusal) {
      refused(refusal.reason());
      Owner owner = byTarget.get(refusal.target());
      if (owner != null) {
        owner.refused();
      }
      connections.update(key, before -> 0, 0);
    } else if (event instanceof PlaneEvent.Opened opened) {
      if (opened.cause() == ConnectionCause.EXPECTATION) {
        expectations.use(event.key().client(), event.key().port(), nowMillis);
      }
      enter(key, event, opened.target(), opened.cause(), nowMillis);
    } else if (event instanceof PlaneEvent.Established established) {
      enter(key, event, established.target(), ConnectionCause.WEIGHT, nowMillis);
    } else if (event instanceof PlaneEvent.Closing closing) {
      enter(key, event, closing.target(), ConnectionCause.WEIGHT, nowMillis);
    } else {
      connections.update(key, before -> 0, 0);
    }
  }

  private void refused(String reason) {
    boolean room = refused.size() < MOST_REASONS || refused.containsKey(reason);
    refused.merge(room ? reason : OTHER_REASONS, 1L, Long::sum);
  }

  private void enter(
      FourTuple key, PlaneEvent event, String target, ConnectionCause cause, long nowMillis) {
    Owner owner = byTarget.get(target);
    if (owner == null) {
      foreign++;
      return;
    }
    boolean ours = isOurs(event.key());
    int tick = tick(event instanceof PlaneEvent.Opened, nowMillis);
    int after =
        connections.update(
            key,
            before -> {
              ConnectionState was = Meta.state(before);
              ConnectionState now = ReportedConnection.after(was, event);
              if (now == ConnectionState.CLOSED || (before == 0 && !ours)) {
                return before;
              }
              boolean another =
                  ReportedConnection.isAnother(was, event) || Meta.owner(before) != owner.number;
              return told(another ? fresh(now, cause, owner) : Meta.with(before, now));
            },
            tick);
    count(after, ours);
  }

  private boolean isOurs(ConnectionKey one) {
    return one.address().equals(table.address());
  }

  private void count(int after, boolean ours) {
    if (after == ConnectionTable.FULL) {
      untracked++;
    } else if (after == 0 && !ours) {
      foreign++;
    }
  }

  /** A half-open one may have waited for a place before it was connected. */
  private int tick(boolean halfOpen, long nowMillis) {
    return ticks.applyAsInt(
        nowMillis + (halfOpen ? 2L * table.limits().connectMillis() : closingMillis));
  }

  private int fresh(ConnectionState state, ConnectionCause cause, Owner owner) {
    boolean counted = table.affinitySeconds() > 0 && cause != ConnectionCause.OUTBOUND;
    return Meta.with(Meta.of(state, cause, owner.number), Meta.COUNTED, counted) | Meta.FRESH;
  }

  private int told(int meta) {
    return Meta.with(meta | Meta.BY_PLANE, Meta.PLANE_MARK, mark);
  }

  /** All that lives, for the plane: what it told of before and does not tell now is over. */
  synchronized void full(long number, List<LiveConnection> all, long nowMillis) {
    if (number < sequence) {
      // It was overtaken: what is in it is older than what is known.
      stale++;
      asked = false;
      unsure = true;
      return;
    }
    reached(number);
    mark = !mark;
    connections.each(burst, all, LiveConnection::key, (key, live) -> live(key, live, nowMillis));
    boolean now = mark;
    connections.removeIf(
        meta ->
            Meta.has(meta, Meta.BY_PLANE)
                && Meta.has(meta, Meta.PLANE_MARK) != now
                && owners.of(meta).vip == this);
    unsure = false;
    asked = false;
  }

  private void live(FourTuple key, LiveConnection live, long nowMillis) {
    Owner owner = byTarget.get(live.target());
    if (owner == null || live.state() == ConnectionState.CLOSED) {
      foreign++;
      return;
    }
    boolean ours = isOurs(live.key());
    int after =
        connections.update(
            key,
            before -> {
              if (before == 0 && !ours) {
                return 0;
              }
              boolean same =
                  before != 0
                      && Meta.owner(before) == owner.number
                      && Meta.state(before).compareTo(live.state()) <= 0;
              return told(
                  same
                      ? Meta.with(before, live.state())
                      : fresh(live.state(), live.cause(), owner));
            },
            tick(live.state() == ConnectionState.HALF_OPEN, nowMillis));
    count(after, ours);
  }

  /** A connection ended by its time; the plane may know better. */
  synchronized void doubt() {
    unsure = true;
  }

  /** Whether a full report is to be asked for now. */
  synchronized boolean asks(long nowMillis) {
    boolean due =
        unsure
            && (askedAt == Long.MIN_VALUE
                || nowMillis - askedAt >= (asked ? ASK_AGAIN_MILLIS : ASK_MILLIS));
    if (due) {
      asked = true;
      askedAt = nowMillis;
    }
    return due;
  }

  synchronized VipCounts counts() {
    TargetCounts all = forgotten;
    Map<String, TargetCounts> targets = new TreeMap<>();
    for (Owner owner : byTarget.values()) {
      TargetCounts counts = owner.counts();
      targets.put(owner.target, counts);
      all = all.plus(counts);
    }
    return new VipCounts(
        all, targets, new TreeMap<>(refused), lost, stale, foreign, unknown, untracked);
  }
}
