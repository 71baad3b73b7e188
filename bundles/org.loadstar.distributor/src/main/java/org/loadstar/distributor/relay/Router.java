// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.Expectation;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;

/**
 * Decides from the table alone where each new connection goes: an expectation, the port's slice,
 * the client's affinity, the next slot. Thread-safe; no lock is held while a {@link Waiter} is
 * called.
 */
final class Router {
  private final Clock clock;

  // Guarded by this.
  private final Places places = new Places();
  private final Bonds bonds = new Bonds();
  private final Set<Expectation> used = new HashSet<>();
  private final Map<String, TargetRow> targets = new HashMap<>();
  private List<TargetRow> slots = List.of();
  private Set<String> taking = Set.of();
  private int next;
  private @Nullable ForwardingTable table;

  Router(Clock clock) {
    this.clock = clock;
  }

  /** Takes a table; the slots go on where they were when they have not changed. */
  void apply(ForwardingTable changed) {
    List<Runnable> calls = new ArrayList<>();
    synchronized (this) {
      table = changed;
      targets.clear();
      changed.targets().forEach(row -> targets.put(row.name(), row));
      List<TargetRow> rows = changed.slots().stream().map(changed.targets()::get).toList();
      if (!names(rows).equals(names(slots))) {
        next = 0;
      }
      slots = rows;
      taking = new HashSet<>(names(rows));
      long now = clock.millis();
      bonds.expire(now);
      if (changed.affinitySeconds() == 0) {
        bonds.clear(); // only those of this table hold
      }
      changed.affinities().forEach(bonds::learn);
      used.removeIf(expectation -> expectation.until() <= now);
      for (String awaited : places.awaited()) {
        if (taking.contains(awaited)) {
          serve(awaited, calls);
        } else {
          places.dismissed(awaited).forEach(waiter -> calls.add(waiter::again));
        }
      }
    }
    calls.forEach(Runnable::run);
  }

  private static List<String> names(List<TargetRow> rows) {
    return rows.stream().map(TargetRow::name).toList();
  }

  private void serve(String target, List<Runnable> calls) {
    TargetRow row = targets.get(target);
    ForwardingTable now = table;
    if (row != null && now != null && taking.contains(target)) {
      for (Waiter waiter : places.served(row)) {
        Verdict.Go go = chosen(now, waiter.key(), row, ConnectionCause.WEIGHT);
        calls.add(() -> waiter.go(go));
      }
    }
  }

  /**
   * Decides. Where the answer is {@link Verdict.Wait}, the waiter is called, or canceled.
   *
   * @param tried the targets that have refused it
   */
  synchronized Verdict decide(ConnectionKey key, Set<String> tried, Waiter waiter) {
    ForwardingTable now = table;
    if (now == null) {
      return new Verdict.None("the address has no table");
    }
    int port = key.port();
    if (tried.isEmpty()) {
      TargetRow expected = expected(now, key);
      if (expected != null) {
        return new Verdict.Go(expected, port, ConnectionCause.EXPECTATION, now.epoch());
      }
      TargetRow owner = owner(now, port);
      if (owner != null) {
        return new Verdict.Go(owner, port, ConnectionCause.SLICE, now.epoch());
      }
    }
    if (!within(now.ports(), port)) {
      return new Verdict.None("nothing is expected at this port");
    }
    if (slots.isEmpty()) {
      return new Verdict.None("no target takes connections");
    }
    String bound = bonds.target(key.client(), clock.millis());
    TargetRow row = bound == null || !taking.contains(bound) ? null : targets.get(bound);
    if (row != null && !tried.contains(bound)) {
      if (places.take(row)) {
        return chosen(now, key, row, ConnectionCause.AFFINITY);
      } else if (row.queue()) {
        places.await(row.name(), waiter);
        return new Verdict.Wait();
      }
    }
    return next(now, key, tried, waiter);
  }

  private Verdict next(ForwardingTable now, ConnectionKey key, Set<String> tried, Waiter waiter) {
    for (int i = 0; i < slots.size(); i++) {
      int at = (next + i) % slots.size();
      TargetRow row = slots.get(at);
      if (tried.contains(row.name())) {
        continue;
      }
      if (places.take(row)) {
        next = (at + 1) % slots.size();
        return chosen(now, key, row, ConnectionCause.WEIGHT);
      } else if (row.queue()) {
        next = (at + 1) % slots.size();
        places.await(row.name(), waiter);
        return new Verdict.Wait();
      }
    }
    return new Verdict.None(
        tried.isEmpty() ? "every target has its most connections" : "no other target takes it");
  }

  private Verdict.Go chosen(
      ForwardingTable now, ConnectionKey key, TargetRow row, ConnectionCause cause) {
    if (now.affinitySeconds() > 0) {
      bonds.opened(key.client(), row.name());
    }
    return new Verdict.Go(row, row.port() == 0 ? key.port() : row.port(), cause, now.epoch());
  }

  private @Nullable TargetRow expected(ForwardingTable now, ConnectionKey key) {
    for (Expectation e : now.expectations()) {
      if (e.port() == key.port() && e.client().equals(key.client()) && isOpen(e)) {
        used.add(e);
        return targets.get(e.target());
      }
    }
    return null;
  }

  private @Nullable TargetRow owner(ForwardingTable now, int port) {
    for (Map.Entry<String, PortRange> slice : now.slices().entrySet()) {
      if (slice.getValue().contains(port)) {
        return targets.get(slice.getKey());
      }
    }
    return null;
  }

  private static boolean within(List<PortRange> ranges, int port) {
    return ranges.stream().anyMatch(range -> range.contains(port));
  }

  /** Whether it was still waiting, and does so no more. */
  synchronized boolean cancel(Waiter waiter) {
    return places.cancel(waiter);
  }

  /** A connection that was to go there is over, or was refused. */
  void gone(ConnectionKey key, Verdict.Go go) {
    if (!go.counts()) {
      return;
    }
    List<Runnable> calls = new ArrayList<>();
    String target = go.target().name();
    synchronized (this) {
      places.free(target);
      ForwardingTable now = table;
      long seconds = now == null ? 0 : now.affinitySeconds();
      bonds.closed(key.client(), target, clock.millis() + 1000 * seconds);
      serve(target, calls);
    }
    calls.forEach(Runnable::run);
  }

  /** Whether there are connections to come. */
  synchronized boolean expects() {
    ForwardingTable now = table;
    return now != null && now.expectations().stream().anyMatch(this::isOpen);
  }

  private boolean isOpen(Expectation expectation) {
    return expectation.until() > clock.millis() && !used.contains(expectation);
  }

  /** The ports that have to be open now: those distributed, and those that are expected. */
  synchronized Set<Integer> ports() {
    Set<Integer> ports = new TreeSet<>();
    ForwardingTable now = table;
    if (now != null) {
      now.ports().forEach(r -> IntStream.rangeClosed(r.first(), r.last()).forEach(ports::add));
      now.expectations().stream().filter(this::isOpen).forEach(e -> ports.add(e.port()));
    }
    return ports;
  }
}
