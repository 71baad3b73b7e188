// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.distributor.health.CheckKind;
import org.loadstar.distributor.health.CheckSpec;
import org.loadstar.distributor.health.HealthCheck;
import org.loadstar.net.NetworkStack;

/**
 * The checks of the targets of one address. A check goes on while its settings do not change,
 * whatever else does. Not thread-safe.
 */
final class Checks implements AutoCloseable {
  private record Running(CheckSpec spec, HealthCheck check) {}

  /** A target has a check of its service, an agent that is asked, or both. */
  private record Key(String target, CheckKind kind) {}

  private final Supplier<@Nullable NetworkStack> network;
  private final BiFunction<String, CheckKind, HealthCheck.Listener> listeners;
  private final Map<Key, Running> running = new HashMap<>();

  /**
   * No check yet.
   *
   * @param network the one that is here now, if any
   * @param listeners who is told of a check of a target, by its name
   */
  Checks(
      Supplier<@Nullable NetworkStack> network,
      BiFunction<String, CheckKind, HealthCheck.Listener> listeners) {
    this.network = network;
    this.listeners = listeners;
  }

  /**
   * Begins what is to be checked and ends what is not.
   *
   * @param port the distributed port, of targets that have none of their own
   */
  void check(Map<String, TargetSettings> targets, int port) {
    Map<Key, CheckSpec> wanted = new HashMap<>();
    targets.forEach(
        (name, target) -> {
          if (!target.check().equals("none")) {
            CheckSpec spec = spec(target, port);
            wanted.put(new Key(name, spec.kind()), spec);
          }
          if (target.agentPort() != 0) {
            wanted.put(new Key(name, CheckKind.AGENT), agent(target));
          }
        });
    running.entrySet().removeIf(e -> !kept(e.getValue(), wanted.get(e.getKey())));
    NetworkStack stack = network.get();
    if (stack != null) {
      wanted.forEach((key, spec) -> running.computeIfAbsent(key, k -> start(stack, k, spec)));
    }
  }

  private static boolean kept(Running one, @Nullable CheckSpec wanted) {
    if (one.spec.equals(wanted)) {
      return true;
    }
    one.check.close();
    return false;
  }

  private Running start(NetworkStack stack, Key key, CheckSpec spec) {
    HealthCheck.Listener listener = listeners.apply(key.target, key.kind);
    return new Running(spec, HealthCheck.start(stack, spec, new SplittableRandom(), listener));
  }

  private static CheckSpec agent(TargetSettings target) {
    return new CheckSpec(
        CheckKind.AGENT,
        new InetSocketAddress(target.spec().address(), target.agentPort()),
        target.agentText(),
        Duration.ofMillis(target.checkMillis()),
        Duration.ofMillis(target.checkTimeoutMillis()),
        0);
  }

  private static CheckSpec spec(TargetSettings target, int asked) {
    int own = target.spec().port() == 0 ? asked : target.spec().port();
    return new CheckSpec(
        CheckKind.valueOf(target.check().toUpperCase(Locale.ROOT)),
        new InetSocketAddress(
            target.spec().address(), target.checkPort() == 0 ? own : target.checkPort()),
        target.checkText(),
        Duration.ofMillis(target.checkMillis()),
        Duration.ofMillis(target.checkTimeoutMillis()),
        target.checkPort() == 0 ? target.spec().proxyProtocol() : 0);
  }

  @Override
  public void close() {
    running.values().forEach(each -> each.check.close());
    running.clear();
  }
}
