// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.ServerRuntimeDTO.PoolDTO;
import org.loadstar.tn3270.e.LuAssigner;
import org.loadstar.tn3270.e.RejectReason;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;

/**
 * The logical units of one listener and who has them (RFC 2355, section 7.1.1). Thread-safe.
 *
 * <p>A unit's name is the first four characters of its pool's name and a number: the units of POOL2
 * and POOL3 are POOL0001, POOL0002 and so on. No unit has the name of a pool. The free unit with
 * the lowest name is given first.
 */
final class LuPools implements LuAssigner {
  private static final int PREFIX = 4;

  private final Map<String, String> poolsInUse = new HashMap<>();
  private List<Pool> pools = List.of();
  private int capacity;

  private record Pool(PoolSpec spec, Set<String> units, NavigableSet<String> free) {}

  /**
   * Pools with all units free.
   *
   * @param maxSessions units that may be in use at a time; 0 for all
   */
  LuPools(List<PoolSpec> specs, int maxSessions) {
    configure(specs, maxSessions);
  }

  /** Takes other pools. A unit that is in use stays so, whether or not there still is one. */
  synchronized void configure(List<PoolSpec> specs, int maxSessions) {
    Set<String> poolNames = specs.stream().map(PoolSpec::name).collect(Collectors.toSet());
    Map<String, Integer> numbers = new HashMap<>();
    List<Pool> all = new ArrayList<>();
    int units = 0;
    for (PoolSpec spec : specs) {
      String prefix = spec.name().substring(0, Math.min(PREFIX, spec.name().length()));
      NavigableSet<String> names = new TreeSet<>();
      while (names.size() < spec.size()) {
        int number = numbers.merge(prefix, 1, Integer::sum);
        String name = prefix + String.format(Locale.ROOT, "%04d", number);
        if (!poolNames.contains(name)) {
          names.add(name);
        }
      }
      Set<String> copy = Set.copyOf(names);
      names.removeAll(poolsInUse.keySet());
      all.add(new Pool(spec, copy, names));
      units += spec.size();
    }
    pools = all;
    capacity = maxSessions == 0 ? units : Math.min(maxSessions, units);
  }

  @Override
  public synchronized Answer assign(DeviceTypeRequest request) {
    TerminalModel model = TerminalModel.of(request.deviceType());
    if (request.associate() != null) {
      // There are no printers here, so nothing can be associated with a terminal.
      return new Refused(
          TerminalModel.isPrinter(request.deviceType())
              ? RejectReason.UNSUPPORTED_REQ
              : RejectReason.INV_ASSOCIATE);
    }
    if (model == null) {
      return new Refused(RejectReason.INV_DEVICE_TYPE);
    }
    return request.connect() == null
        ? fromAny(pools, model, RejectReason.INV_DEVICE_TYPE)
        : named(request.connect().toUpperCase(Locale.ROOT), model);
  }

  private Answer named(String name, TerminalModel model) {
    List<Pool> ofName = pools.stream().filter(p -> p.spec().name().equals(name)).toList();
    if (!ofName.isEmpty()) {
      return fromAny(ofName, model, RejectReason.TYPE_NAME_ERROR);
    }
    Pool pool = poolOf(name);
    if (pool == null) {
      return new Refused(RejectReason.INV_NAME);
    } else if (!pool.spec().serves(model)) {
      return new Refused(RejectReason.TYPE_NAME_ERROR);
    }
    return pool.free().contains(name) ? take(pool, name) : inUseAnswer();
  }

  private Answer fromAny(List<Pool> candidates, TerminalModel model, RejectReason noneServes) {
    boolean served = false;
    for (Pool pool : candidates) {
      if (pool.spec().serves(model)) {
        served = true;
        if (!pool.free().isEmpty()) {
          return take(pool, pool.free().first());
        }
      }
    }
    return served ? inUseAnswer() : new Refused(noneServes);
  }

  private Answer take(Pool pool, String name) {
    if (poolsInUse.size() >= capacity) {
      return inUseAnswer();
    }
    pool.free().remove(name);
    poolsInUse.put(name, pool.spec().name());
    return new Assigned(name);
  }

  private static Answer inUseAnswer() {
    return new Refused(RejectReason.DEVICE_IN_USE);
  }

  private @Nullable Pool poolOf(String unit) {
    return pools.stream().filter(p -> p.units().contains(unit)).findFirst().orElse(null);
  }

  /** Takes a unit back; one that is not in use changes nothing. */
  synchronized void release(String unit) {
    if (poolsInUse.remove(unit) != null) {
      Pool pool = poolOf(unit);
      if (pool != null) {
        pool.free().add(unit);
      }
    }
  }

  /** The pool that a unit in use was taken from; empty for any other. */
  synchronized String poolName(String unit) {
    return poolsInUse.getOrDefault(unit, "");
  }

  /** Units in use. */
  synchronized int inUse() {
    return poolsInUse.size();
  }

  /** Units that may be in use at a time, at least 1. */
  synchronized int capacity() {
    return capacity;
  }

  /** The pools with their counts, owned by the caller. */
  synchronized List<PoolDTO> report() {
    List<PoolDTO> all = new ArrayList<>();
    for (Pool pool : pools) {
      PoolDTO dto = new PoolDTO();
      dto.name = pool.spec().name();
      dto.deviceType = pool.spec().deviceType();
      dto.size = pool.spec().size();
      dto.inUse = pool.spec().size() - pool.free().size();
      all.add(dto);
    }
    return all;
  }
}
