// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.testkit.ManualClock;

/** A placement with a plane that decides alone, by its slots, and tells what it did. */
final class LonePlane {
  static final int PORT = 23;
  static final PortRange PORTS = new PortRange(PORT, PORT);

  final ManualClock clock = new ManualClock();
  final List<String> notices = new ArrayList<>();
  final Map<String, Integer> active = new TreeMap<>();

  /** Connections by target since it was last cleared. */
  final Map<String, Integer> placed = new TreeMap<>();

  final Placement placement =
      new Placement(
          "vip", clock, new Random(1), name -> active.getOrDefault(name, 0), notices::add);

  private final List<TargetSpec> specs = new ArrayList<>();
  private Plan plan = placement.plan();
  private int position;

  static Rules rules(Method method) {
    return new Rules(method, true, true, false, List.of(PORTS));
  }

  static TargetSpec spec(String name, int weight) {
    return spec(name, weight, 0, 0, HealthRule.UNCHECKED);
  }

  static TargetSpec spec(String name, int weight, int rank, int slowStart, HealthRule health) {
    byte[] address = {10, 0, 0, (byte) name.charAt(0)};
    try {
      return new TargetSpec(
          name,
          InetAddress.getByAddress(address),
          0,
          weight,
          rank,
          0,
          false,
          slowStart,
          false,
          0,
          null,
          health,
          false);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Targets a, b, c and so on of these weights. */
  static LonePlane of(Method method, int... weights) {
    LonePlane plane = new LonePlane();
    for (int weight : weights) {
      plane.specs.add(spec(name(plane.specs.size()), weight));
    }
    plane.placement.configure(rules(method), plane.specs);
    plane.placement.tick();
    return plane;
  }

  static LonePlane of(Rules rules, TargetSpec... specs) {
    LonePlane plane = new LonePlane();
    plane.placement.configure(rules, Arrays.asList(specs));
    plane.placement.tick();
    return plane;
  }

  static String name(int index) {
    return String.valueOf((char) ('a' + index));
  }

  static PlaneEvent.Opened opened(String target) {
    return new PlaneEvent.Opened(key(), target, ConnectionCause.WEIGHT, 1);
  }

  static PlaneEvent.Refused refused(String target) {
    return new PlaneEvent.Refused(key(), target, "connection refused");
  }

  static PlaneEvent.Established established(String target, long micros) {
    return new PlaneEvent.Established(key(), target, micros);
  }

  private static ConnectionKey key() {
    InetAddress host = InetAddress.getLoopbackAddress();
    return new ConnectionKey(host, 40_000, host, PORT);
  }

  /** Takes the plan as it is now. */
  Plan apply() {
    Plan now = placement.plan();
    if (!now.slots().equals(plan.slots())) {
      position = 0;
    }
    plan = now;
    return now;
  }

  /** One connection, placed by the plan that was applied last; empty where nobody takes it. */
  String place() {
    if (plan.slots().isEmpty()) {
      return "";
    }
    int slot = plan.slots().get(position++ % plan.slots().size());
    String target = plan.targets().get(slot).name();
    placed.merge(target, 1, Integer::sum);
    active.merge(target, 1, Integer::sum);
    return target;
  }

  /** One connection that is told at once, and the plan that comes of it. */
  String open() {
    String target = place();
    if (!target.isEmpty()) {
      placement.events(List.of(opened(target)));
      apply();
    }
    return target;
  }

  void close(String target) {
    active.merge(target, -1, Integer::sum);
  }

  int of(String target) {
    return placed.getOrDefault(target, 0);
  }

  /** The greatest difference of a share to that of the weights, in per cent of all. */
  static double error(Map<String, Integer> placed, Map<String, Integer> weights) {
    double all = placed.values().stream().mapToInt(Integer::intValue).sum();
    double sum = weights.values().stream().mapToInt(Integer::intValue).sum();
    return weights.entrySet().stream()
        .mapToDouble(
            e -> Math.abs(placed.getOrDefault(e.getKey(), 0) / all - e.getValue() / sum) * 100)
        .max()
        .orElseThrow();
  }

  static Map<String, Integer> weights(int... weights) {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      all.put(name(i), weights[i]);
    }
    return all;
  }
}
