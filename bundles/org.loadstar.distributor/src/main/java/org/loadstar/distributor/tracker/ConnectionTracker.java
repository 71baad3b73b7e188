// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.Expectation;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneReport;

/**
 * Every connection of every distributed address, and where it is: the truth that planes and targets
 * tell, late, in batches and with gaps, and that heals from full reports. Pure: no thread, no
 * socket; times are handed in, in milliseconds of the epoch, and need not be exact.
 *
 * <p>Bounded by {@link TrackerLimits}. Nothing that is established is ever pushed out or timed out:
 * a 3270 session may be silent for hours. Half-open connections have a table and a bound of their
 * own and end after twice the time that their address gives a connect, closing ones after {@link
 * TrackerLimits#closingMillis} of silence. A full report is asked for then, for the plane may know
 * better; a closing one is kept for as long again, until the answer tells.
 *
 * <p>Thread-safe. Reports of one address are taken one at a time. Readers take no lock and never
 * see half of an entry: see {@link #target}.
 */
public final class ConnectionTracker {
  /** How exact the end of a half-open or closing connection is. */
  public static final long TICK_MILLIS = 250;

  private final TrackerLimits limits;
  private final Consumer<String> asks;
  private final Owners owners = new Owners();
  private final ConnectionTable.Reader<String> names = this::name;
  private final ConnectionTable connections;
  private final TargetReports targetReports;
  private final Map<String, Vip> vips = new ConcurrentHashMap<>();

  /** Connections are entered under the one, targets and addresses forgotten under the other. */
  private final ReadWriteLock entering = new ReentrantReadWriteLock();

  private final long start;
  private volatile long latest;

  /**
   * A tracker that knows nothing.
   *
   * @param seed the secret of its hash table
   * @param asks gets the name of an address of which a full report is needed, at most once in a
   *     second; called on the thread of whoever called the tracker, without a lock
   */
  public ConnectionTracker(TrackerLimits limits, Seed seed, long nowMillis, Consumer<String> asks) {
    this.limits = limits;
    this.asks = asks;
    this.start = nowMillis;
    this.latest = nowMillis;
    this.connections =
        new ConnectionTable(seed, limits.connections(), limits.halfOpen(), this::changed);
    this.targetReports = new TargetReports(connections, owners, limits, this::tick);
  }

  private int tick(long nowMillis) {
    return (int) Math.max(0, (nowMillis - start) / TICK_MILLIS) + 1;
  }

  private void changed(FourTuple key, int before, int after) {
    if (before != 0) {
      Owner owner = owners.of(before);
      owner.add(Meta.state(before), -1);
      if (after == 0 && Meta.has(before, Meta.COUNTED)) {
        owner.vip.affinities.ended(key, latest, owner.vip.table().affinitySeconds());
      }
    }
    if (after != 0) {
      Owner owner = owners.of(after);
      owner.add(Meta.state(after), 1);
      if (before == 0) {
        owner.began();
        if (Meta.has(after, Meta.COUNTED)) {
          owner.vip.affinities.began(key, owner, isPlaced(after));
        }
      }
    }
  }

  private @Nullable String name(int meta) {
    Owner owner = owners.maybe(meta);
    return owner == null ? null : owner.target;
  }

  private static boolean isPlaced(int meta) {
    return switch (Meta.cause(meta)) {
      case WEIGHT, AFFINITY -> true;
      case EXPECTATION, SLICE, OUTBOUND -> false;
    };
  }

  private void time(long nowMillis) {
    latest = nowMillis;
  }

  private void ask(Vip vip, long nowMillis) {
    if (vip.asks(nowMillis)) {
      asks.accept(vip.name);
    }
  }

  /**
   * The table that the plane of an address has now. Only addresses and targets that were told so
   * are tracked. Connections of targets that are not in it any more stay.
   */
  public void table(ForwardingTable table) {
    if (owners.isCrowded()) {
      locked(
          entering.writeLock(),
          () -> {
            vips.values().forEach(Vip::forget);
            owners.tidied();
            return owners;
          });
    }
    locked(
        entering.readLock(),
        () ->
            vips.computeIfAbsent(
                    table.vip(), name -> new Vip(table, connections, owners, limits, this::tick))
                .table(table));
  }

  private static <T> T locked(Lock lock, Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** An address has another plane, or its plane has begun anew: reports are numbered from 1. */
  public void begin(String vip) {
    Vip known = vips.get(vip);
    if (known != null) {
      known.begin();
    }
  }

  /** An address is distributed no more; its connections are forgotten. */
  public void remove(String vip) {
    locked(
        entering.writeLock(),
        () -> {
          Vip known = vips.remove(vip);
          if (known != null) {
            connections.removeIf(meta -> owners.of(meta).vip == known);
            known.forgetAll();
          }
          return owners;
        });
  }

  /** What a plane did. One that comes a second time, or after a later one, changes nothing. */
  public void apply(PlaneReport report, long nowMillis) {
    with(report.vip(), nowMillis, vip -> vip.apply(report, nowMillis));
  }

  /**
   * All that lives, for a plane. What it told of before and does not tell now is over; what is new
   * is entered.
   *
   * @param sequence of the last report whose events are in it
   */
  public void full(String vip, long sequence, List<LiveConnection> all, long nowMillis) {
    with(vip, nowMillis, known -> known.full(sequence, all, nowMillis));
  }

  private void with(String name, long nowMillis, Consumer<Vip> action) {
    Optional<Vip> vip =
        locked(
            entering.readLock(),
            () -> {
              Optional<Vip> known = Optional.ofNullable(vips.get(name));
              known.ifPresent(
                  there -> {
                    time(nowMillis);
                    action.accept(there);
                  });
              return known;
            });
    vip.ifPresent(known -> ask(known, nowMillis));
  }

  /**
   * All connections that a target has. Entered are those with a distributed address as their local
   * one, and only those.
   *
   * @param sequence of this report among those of the target, from 1; one that is not greater than
   *     the last is not taken
   * @return how many of them are tracked as the target's now
   */
  public int targetReport(String target, long sequence, List<LiveConnection> all, long nowMillis) {
    time(nowMillis);
    return locked(
        entering.readLock(),
        () -> targetReports.apply(target, sequence, all, vips.values(), nowMillis));
  }

  /** Time has passed: ends what is over, and asks again for full reports that did not come. */
  public void advance(long nowMillis) {
    time(nowMillis);
    connections.advance(
        tick(nowMillis),
        (int) (limits.closingMillis() / TICK_MILLIS) + 1,
        over -> owners.of(over).vip.doubt());
    vips.values().forEach(vip -> ask(vip, nowMillis));
  }

  /** What is known of a connection. */
  public Optional<TrackedConnection> find(ConnectionKey key) {
    return Optional.ofNullable(
        connections.find(
            FourTuple.of(key),
            meta -> {
              Owner owner = owners.maybe(meta);
              return owner == null ? null : owner.connection(key, meta);
            }));
  }

  /**
   * The name of the target that has a connection, or null. Takes no lock and makes no object, and
   * tells what was so between two changes.
   */
  public @Nullable String target(FourTuple key) {
    return connections.find(key, names);
  }

  /**
   * Finds the targets of the first connections of a burst; else as {@link #target}. Each is told as
   * it was at one moment, not all at the same.
   */
  public void targets(Burst burst, int count) {
    connections.find(burst, count, names);
  }

  /**
   * The newest connections, the newest first. Looks at all of them.
   *
   * @param vip the name of a distributed address, or empty for all
   * @param target the name of a target, or empty for all
   * @param limit most of them
   */
  public List<TrackedConnection> connections(String vip, String target, int limit) {
    NewestFirst newest = new NewestFirst(owners, vip, target, limit, connections.arrivals());
    if (limit > 0) {
      connections.forEach(newest);
    }
    return newest.list();
  }

  /** Connections that are not half-open, of all addresses. */
  public int size() {
    return connections.size();
  }

  /** Half-open connections of all addresses. */
  public int halfOpen() {
    return connections.halfOpen();
  }

  /** The bytes of the table of connections. */
  public long bytes() {
    return connections.bytes();
  }

  /** The targets that are known, of all addresses: those of their tables, and some that were. */
  int targets() {
    return owners.size();
  }

  /** What happened to an address; empty where it is not known. */
  public Optional<VipCounts> counts(String vip) {
    return Optional.ofNullable(vips.get(vip)).map(Vip::counts);
  }

  /** The connections of a target of an address; costs the same however many there are. */
  public TargetCounts counts(String vip, String target) {
    Vip known = vips.get(vip);
    Owner owner = known == null ? null : known.owner(target);
    return owner == null ? TargetCounts.NONE : owner.counts();
  }

  /** A data connection of an address is to come. False: there are too many already. */
  public boolean expect(String vip, Expectation expected, long nowMillis) {
    Vip known = vips.get(vip);
    return known != null && known.expectations.add(expected, nowMillis);
  }

  /** The data connections that are to come to an address, for its next table. */
  public List<Expectation> expectations(String vip, long nowMillis) {
    return list(vip, known -> known.expectations.list(nowMillis));
  }

  /** The clients of an address that go where they went before, for its next table. */
  public List<Affinity> affinities(String vip, long nowMillis) {
    return list(vip, known -> known.affinities.list(nowMillis));
  }

  private <T> List<T> list(String vip, Function<Vip, List<T>> list) {
    Vip known = vips.get(vip);
    return known == null ? List.of() : list.apply(known);
  }

  /** How many clients of an address are bound to a target. */
  public int affinityCount(String vip, long nowMillis) {
    Vip known = vips.get(vip);
    return known == null ? 0 : known.affinities.size(nowMillis);
  }
}
