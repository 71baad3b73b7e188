// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PortRange;

/**
 * What targets tell of their own connections. Entered are those whose local address is a
 * distributed one that the target serves, and whose port is not in the slice of another target; a
 * connection that belongs to another target stays there. What a target told of before and does not
 * tell now is over. Thread-safe; one report of a target at a time.
 */
final class TargetReports {
  private final ConnectionTable connections;
  private final Owners owners;
  private final TrackerLimits limits;
  private final LongToIntFunction ticks;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();

  private static final class Target {
    final Burst burst = new Burst(Burst.GOOD);
    long sequence;
    boolean mark;
    int entered;
  }

  TargetReports(
      ConnectionTable connections, Owners owners, TrackerLimits limits, LongToIntFunction ticks) {
    this.connections = connections;
    this.owners = owners;
    this.limits = limits;
    this.ticks = ticks;
  }

  /**
   * All connections that a target has.
   *
   * @param number of the report; one that is not greater than the last is not taken
   * @return how many of them are entered now
   */
  int apply(
      String target, long number, List<LiveConnection> all, Collection<Vip> vips, long nowMillis) {
    if (vips.stream().noneMatch(vip -> vip.owner(target) != null)) {
      return 0;
    }
    Target from = targets.computeIfAbsent(target, t -> new Target());
    synchronized (from) {
      if (number <= from.sequence) {
        return 0;
      }
      from.sequence = number;
      from.mark = !from.mark;
      Map<InetAddress, List<Vip>> byAddress = new HashMap<>();
      for (Vip vip : vips) {
        if (vip.owner(target) != null) {
          byAddress.computeIfAbsent(vip.table().address(), a -> new ArrayList<>()).add(vip);
        }
      }
      int tick = ticks.applyAsInt(nowMillis + limits.closingMillis());
      from.entered = 0;
      connections.each(
          from.burst,
          all,
          LiveConnection::key,
          (key, live) -> {
            Owner owner = owner(target, live, byAddress);
            if (owner != null && enter(from, key, live, owner, tick)) {
              from.entered++;
            }
          });
      boolean mark = from.mark;
      connections.removeIf(
          meta ->
              Meta.has(meta, Meta.BY_TARGET)
                  && Meta.has(meta, Meta.TARGET_MARK) != mark
                  && owners.of(meta).target.equals(target));
      return from.entered;
    }
  }

  private static @Nullable Owner owner(
      String target, LiveConnection live, Map<InetAddress, List<Vip>> byAddress) {
    List<Vip> there = byAddress.get(live.key().address());
    if (there == null || !live.target().equals(target) || live.state() == ConnectionState.CLOSED) {
      return null;
    }
    int port = live.key().port();
    Owner owner = null;
    for (Vip vip : there) {
      ForwardingTable table = vip.table();
      for (Map.Entry<String, PortRange> slice : table.slices().entrySet()) {
        if (slice.getValue().contains(port) && !slice.getKey().equals(target)) {
          return null;
        }
      }
      if (owner == null || (there.size() > 1 && contains(table.ports(), port))) {
        owner = vip.owner(target);
      }
    }
    return owner;
  }

  private static boolean contains(List<PortRange> ports, int port) {
    return ports.stream().anyMatch(range -> range.contains(port));
  }

  private boolean enter(Target from, FourTuple key, LiveConnection live, Owner owner, int tick) {
    boolean mark = from.mark;
    int after =
        connections.update(
            key,
            before -> {
              if (before != 0 && Meta.owner(before) != owner.number) {
                return before;
              }
              int meta =
                  before == 0
                      ? Meta.of(live.state(), live.cause(), owner.number)
                      : Meta.has(before, Meta.BY_PLANE) ? before : Meta.with(before, live.state());
              return Meta.with(meta | Meta.BY_TARGET, Meta.TARGET_MARK, mark);
            },
            tick);
    return after > 0 && Meta.owner(after) == owner.number;
  }
}
