// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.DistributorRuntimeDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.ConnectionDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.VipDTO;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.distributor.tracker.ConnectionTracker;
import org.loadstar.distributor.tracker.Seed;
import org.loadstar.distributor.tracker.TrackedConnection;
import org.loadstar.distributor.tracker.TrackerLimits;
import org.loadstar.net.NetworkStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All distributed addresses with the tracker of their connections. It outlives configurations,
 * planes and workload managers, which only come and go. Thread-safe: everything happens on one loop
 * of its own, whose thread is there while there is an address.
 */
final class Distribution implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Distribution.class);
  private static final long TICK_MILLIS = 1_000;

  private final Clock clock;
  private final Runnable changed;
  private final Advisors advisors;
  private final ConnectionTracker tracker;
  private final Loop loop = new Loop();

  private volatile @Nullable NetworkStack network;

  // On the loop only.
  private final Map<String, DistributedAddress> addresses = new TreeMap<>();
  private final Map<String, TargetSettings> targets = new LinkedHashMap<>();
  private final Map<String, String> wrong = new LinkedHashMap<>();
  private final Map<String, ForwardingPlane> planes = new LinkedHashMap<>();
  private @Nullable ScheduledFuture<?> ticks;

  /**
   * Nothing yet.
   *
   * @param changed is told on the loop that something has changed, and must not block
   */
  Distribution(Clock clock, Advisors advisors, Runnable changed) {
    this.clock = clock;
    this.changed = changed;
    this.advisors = advisors;
    tracker =
        new ConnectionTracker(
            TrackerLimits.DEFAULT, Seed.random(), clock.millis(), this::reportAll);
  }

  private void reportAll(String vip) {
    loop.execute(
        () -> {
          DistributedAddress address = addresses.get(vip);
          if (address != null) {
            address.reportAll();
          }
        });
  }

  /** An address is configured, or otherwise than before. */
  void address(String name, VipSettings settings) {
    loop.execute(
        () -> {
          wrong.remove(VipSettings.PID + "~" + name);
          DistributedAddress address = addresses.get(name);
          if (address == null) {
            address =
                new DistributedAddress(
                    name, settings, clock, tracker, loop, () -> network, changed);
            addresses.put(name, address);
          }
          address.configure(settings, targets);
          address.plane(planes.get(settings.plane()));
          ticking();
        });
  }

  /** An address or a target is configured wrongly: what was before holds. */
  void wrong(String pid, String message) {
    LOG.warn("{}; what was configured before holds", message);
    loop.execute(
        () -> {
          wrong.put(pid, message);
          changed.run();
        });
  }

  /** An address is distributed no more; its connections go on as long as its plane does. */
  void addressGone(String name) {
    loop.execute(
        () -> {
          wrong.remove(VipSettings.PID + "~" + name);
          DistributedAddress address = addresses.remove(name);
          if (address != null) {
            address.withdraw(false);
          }
          ticking();
          changed.run();
        });
  }

  /** A target is configured, or otherwise than before; null where it is no more. */
  void target(String name, @Nullable TargetSettings settings) {
    loop.execute(
        () -> {
          wrong.remove(TargetSettings.PID + "~" + name);
          if (settings == null) {
            targets.remove(name);
          } else {
            targets.put(name, settings);
          }
          addresses.forEach(
              (vip, address) -> {
                if (address.settings().targets().contains(name)) {
                  address.configure(address.settings(), targets);
                }
              });
        });
  }

  /** The network is here, or is gone; checks that run go on. */
  void network(@Nullable NetworkStack stack) {
    network = stack;
    loop.execute(() -> addresses.values().forEach(DistributedAddress::checked));
  }

  /** A plane is here. */
  void plane(String name, ForwardingPlane plane) {
    loop.execute(
        () -> {
          planes.put(name, plane);
          replan(name, plane);
        });
  }

  /** A plane goes; it has withdrawn what it carried, or does so itself. */
  void planeGone(String name, ForwardingPlane plane) {
    loop.execute(
        () -> {
          if (planes.remove(name, plane)) {
            replan(name, null);
          }
        });
  }

  private void replan(String name, @Nullable ForwardingPlane plane) {
    for (DistributedAddress address : addresses.values()) {
      if (address.settings().plane().equals(name)) {
        address.plane(plane);
      }
    }
  }

  private void ticking() {
    if (addresses.isEmpty() && ticks != null) {
      ticks.cancel(false);
      ticks = null;
    } else if (!addresses.isEmpty() && ticks == null) {
      ticks = loop.every(this::tick, TICK_MILLIS);
    }
  }

  private void tick() {
    tracker.advance(clock.millis());
    addresses.forEach(
        (name, address) -> {
          address.tick();
          advisors
              .weights(address.settings().weights(), name, address.status())
              .thenAcceptAsync(address::weights, loop);
        });
    advisors.reports(tracker, clock, loop);
  }

  /** Whether an address has such a target. */
  boolean has(String target) {
    return loop.ask(
        () -> addresses.values().stream().anyMatch(a -> a.targets().containsKey(target)), false);
  }

  /** See {@code Distributor}. */
  void drain(String target, Duration limit) {
    each(address -> address.drain(target, limit));
  }

  /** See {@code Distributor}. */
  void resume(String target) {
    each(address -> address.resume(target));
  }

  private void each(Consumer<DistributedAddress> what) {
    loop.ask(
        () -> {
          addresses.values().forEach(what);
          return true;
        },
        false);
  }

  /** The names of all targets. */
  Set<String> targetNames() {
    return loop.ask(() -> new HashSet<>(targets.keySet()), Set.of());
  }

  /** The FTP servers behind the addresses, each once. */
  List<FtpListings.Place> ftpPlaces() {
    return loop.ask(
        () -> {
          Map<String, FtpListings.Place> places = new LinkedHashMap<>();
          for (DistributedAddress address : addresses.values()) {
            if (address.settings().helper().equals("ftp")) {
              int asked = address.settings().rules().ports().get(0).first();
              address
                  .targets()
                  .forEach(
                      (name, target) -> {
                        int port = target.spec().port() == 0 ? asked : target.spec().port();
                        places.putIfAbsent(
                            name, new FtpListings.Place(name, target.spec().address(), port));
                      });
            }
          }
          return List.copyOf(places.values());
        },
        List.of());
  }

  DistributorRuntimeDTO report() {
    return loop.ask(
        () -> {
          DistributorRuntimeDTO dto = new DistributorRuntimeDTO();
          addresses.forEach((name, address) -> dto.vips.add(address.report(faults(name, address))));
          wrong.forEach((pid, message) -> never(pid, message).ifPresent(dto.vips::add));
          dto.extensions = advisors.report();
          return dto;
        },
        new DistributorRuntimeDTO());
  }

  /** What is wrong in the configuration of an address and of its targets. */
  private String faults(String name, DistributedAddress address) {
    List<String> faults = new ArrayList<>();
    faults.add(wrong.getOrDefault(VipSettings.PID + "~" + name, ""));
    address
        .settings()
        .targets()
        .forEach(target -> faults.add(wrong.getOrDefault(TargetSettings.PID + "~" + target, "")));
    faults.removeIf(String::isEmpty);
    return String.join("; ", faults);
  }

  /** An address whose configuration was never right. */
  private Optional<VipDTO> never(String pid, String message) {
    String name = pid.startsWith(VipSettings.PID + "~") ? pid.substring(pid.indexOf('~') + 1) : "";
    if (name.isEmpty() || addresses.containsKey(name)) {
      return Optional.empty();
    }
    VipDTO dto = new VipDTO();
    dto.name = name;
    dto.state = "FAULT";
    dto.note = message;
    return Optional.of(dto);
  }

  List<ConnectionDTO> connections(String vip, String target, int limit) {
    Map<String, TargetSettings> known = loop.ask(() -> Map.copyOf(targets), Map.of());
    List<ConnectionDTO> rows = new ArrayList<>();
    for (TrackedConnection each : tracker.connections(vip, target, limit)) {
      TargetSettings settings = known.get(each.target());
      ConnectionDTO row = new ConnectionDTO();
      row.vip = each.vip();
      row.client = socket(each.key().client().getHostAddress(), each.key().clientPort());
      row.address = socket(each.key().address().getHostAddress(), each.key().port());
      row.target = each.target();
      row.local = settings != null && settings.spec().local();
      row.state = each.state().name();
      row.cause = each.cause().name();
      rows.add(row);
    }
    return rows;
  }

  private static String socket(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** Withdraws every address and ends its connections: the bundle stops. */
  @Override
  public void close() {
    loop.ask(
        () -> {
          addresses.forEach(
              (name, address) -> {
                address.withdraw(true);
              });
          addresses.clear();
          ticking();
          return true;
        },
        false);
    loop.close();
  }
}
