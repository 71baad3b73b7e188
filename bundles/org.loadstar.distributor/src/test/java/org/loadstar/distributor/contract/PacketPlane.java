// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.Expectation;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.distributor.tracker.ObservedConnection;
import org.loadstar.distributor.tracker.Segment;

/**
 * A plane that sees the packets of clients only, as a kernel does whose targets answer directly. It
 * has one distributed address, tells what it did in batches, and loses one report in ten. Not
 * thread-safe.
 */
public final class PacketPlane implements ForwardingPlane {
  private static final int BATCH = 3;
  private static final int LOST = 10;

  private final LongSupplier clock;
  private final Map<ConnectionKey, Entry> entries = new LinkedHashMap<>();
  private final Map<InetAddress, Bond> bonds = new HashMap<>();
  private final Set<Expectation> used = new HashSet<>();
  private final List<PlaneEvent> events = new ArrayList<>();
  private @Nullable ForwardingTable table;
  private @Nullable PlaneListener listener;
  private boolean withdrawn = true;
  private int position;
  private long sequence;
  private long second;
  private int accepted;

  private record Entry(
      ConnectionKey key, String target, ConnectionCause cause, ObservedConnection seen) {}

  /** A client and its target: with connections, or until some time after the last of them. */
  private static final class Bond {
    String target = "";
    int connections;
    long until;
  }

  private record Choice(TargetRow target, ConnectionCause cause) {}

  /** A plane without a table. */
  public PacketPlane(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public void apply(ForwardingTable next, PlaneListener to) {
    ForwardingTable before = table;
    if (before == null || !before.slots().equals(next.slots())) {
      position = 0;
    }
    used.retainAll(next.expectations());
    for (Affinity affinity : next.affinities()) {
      Bond bond = bonds.computeIfAbsent(affinity.client(), c -> new Bond());
      if (bond.connections == 0) {
        bond.target = affinity.target();
        bond.until = affinity.until();
      }
    }
    table = next;
    listener = to;
    withdrawn = false;
  }

  @Override
  public void withdraw(String vip, boolean end) {
    withdrawn = true;
    if (end) {
      new ArrayList<>(entries.values()).forEach(this::over);
      flush();
    }
  }

  @Override
  public void reportAll(String vip) {
    flush();
    List<LiveConnection> all =
        entries.values().stream()
            .map(e -> new LiveConnection(e.key(), e.target(), e.seen().state(), e.cause()))
            .toList();
    table().ifPresent(t -> listener().full(t.vip(), sequence, all));
  }

  private Optional<ForwardingTable> table() {
    return Optional.ofNullable(table);
  }

  private PlaneListener listener() {
    return Optional.ofNullable(listener).orElseThrow();
  }

  /** A client's packet; the name of the target that it goes to, or empty where it goes nowhere. */
  public Optional<String> packet(ConnectionKey key, Segment segment) {
    expire();
    Entry entry = entries.get(key);
    if (entry == null) {
      return begin(key, segment);
    }
    ConnectionState before = entry.seen().state();
    return switch (entry.seen().packet(segment, clock.getAsLong())) {
      case PASS -> {
        told(entry, before);
        yield Optional.of(entry.target());
      }
      case DROP -> {
        tell(new PlaneEvent.Unknown(key));
        yield Optional.empty();
      }
      case AGAIN -> {
        over(entry);
        yield begin(key, segment);
      }
    };
  }

  private void told(Entry entry, ConnectionState before) {
    ConnectionState after = entry.seen().state();
    if (before == ConnectionState.HALF_OPEN && after != before) {
      tell(new PlaneEvent.Established(entry.key(), entry.target(), -1));
    }
    if (after == ConnectionState.CLOSING && before != after) {
      tell(new PlaneEvent.Closing(entry.key(), entry.target()));
    }
  }

  private Optional<String> begin(ConnectionKey key, Segment segment) {
    if (segment.flags() != Segment.SYN) {
      tell(new PlaneEvent.Unknown(key));
      return Optional.empty();
    }
    String full = full(key);
    Optional<Choice> choice = full.isEmpty() ? choose(key) : Optional.empty();
    if (choice.isEmpty()) {
      tell(new PlaneEvent.Refused(key, "", full.isEmpty() ? "no target" : full));
      return Optional.empty();
    }
    String target = choice.get().target().name();
    ConnectionCause cause = choice.get().cause();
    entries.put(
        key, new Entry(key, target, cause, new ObservedConnection(segment, clock.getAsLong())));
    if (table().orElseThrow().affinitySeconds() > 0) {
      Bond bond = bonds.computeIfAbsent(key.client(), c -> new Bond());
      bond.target = target;
      bond.connections++;
    }
    tell(new PlaneEvent.Opened(key, target, cause, table().orElseThrow().epoch()));
    return Optional.of(target);
  }

  private String full(ConnectionKey key) {
    if (withdrawn) {
      return "the address is withdrawn";
    }
    var limits = table().orElseThrow().limits();
    long now = clock.getAsLong() / 1000;
    accepted = now == second ? accepted : 0;
    second = now;
    if (entries.size() >= limits.connections()) {
      return "too many connections";
    } else if (count(e -> e.seen().state() == ConnectionState.HALF_OPEN) >= limits.halfOpen()) {
      return "too many half-open connections";
    } else if (count(e -> e.key().client().equals(key.client())) >= limits.perSource()) {
      return "too many connections of one client";
    }
    accepted++;
    return accepted > limits.acceptsPerSecond() ? "too many connections in a second" : "";
  }

  private long count(Predicate<Entry> which) {
    return entries.values().stream().filter(which).count();
  }

  /** Expectation, slice, affinity, slots. */
  private Optional<Choice> choose(ConnectionKey key) {
    ForwardingTable now = table().orElseThrow();
    for (Expectation expected : now.expectations()) {
      if (expected.port() == key.port()
          && expected.client().equals(key.client())
          && expected.until() > clock.getAsLong()
          && used.add(expected)) {
        return row(expected.target()).map(t -> new Choice(t, ConnectionCause.EXPECTATION));
      }
    }
    for (Map.Entry<String, PortRange> slice : now.slices().entrySet()) {
      if (slice.getValue().contains(key.port())) {
        return row(slice.getKey()).map(t -> new Choice(t, ConnectionCause.SLICE));
      }
    }
    if (now.ports().stream().noneMatch(range -> range.contains(key.port()))) {
      return Optional.empty();
    }
    Bond bond = bonds.get(key.client());
    if (bond != null && (bond.connections > 0 || bond.until > clock.getAsLong())) {
      Optional<TargetRow> bound = row(bond.target);
      if (bound.isPresent() && now.slots().contains(now.targets().indexOf(bound.get()))) {
        return bound.map(t -> new Choice(t, ConnectionCause.AFFINITY));
      }
    }
    for (int i = 0; i < now.slots().size(); i++) {
      TargetRow next = now.targets().get(now.slots().get(position));
      position = (position + 1) % now.slots().size();
      if (next.maxConnections() == 0
          || count(e -> e.target().equals(next.name())) < next.maxConnections()) {
        return Optional.of(new Choice(next, ConnectionCause.WEIGHT));
      }
    }
    return Optional.empty();
  }

  private Optional<TargetRow> row(String name) {
    return table().orElseThrow().targets().stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** Ends those whose time is over. */
  public void expire() {
    for (Iterator<Entry> each = new ArrayList<>(entries.values()).iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (entry.seen().isOver(clock.getAsLong())) {
        over(entry);
      }
    }
  }

  private void over(Entry entry) {
    entries.remove(entry.key());
    Bond bond = bonds.get(entry.key().client());
    if (bond != null && bond.connections > 0) {
      bond.connections--;
      bond.until = clock.getAsLong() + table().orElseThrow().affinitySeconds() * 1000L;
    }
    tell(new PlaneEvent.Closed(entry.key(), entry.target(), -1, -1));
  }

  private void tell(PlaneEvent event) {
    events.add(event);
    if (events.size() >= BATCH) {
      flush();
    }
  }

  /** Reports what was not yet told. */
  public void flush() {
    if (!events.isEmpty()) {
      sequence++;
      PlaneReport report = new PlaneReport(table().orElseThrow().vip(), sequence, events);
      events.clear();
      if (sequence % LOST != 0) {
        listener().report(report);
      }
    }
  }
}
