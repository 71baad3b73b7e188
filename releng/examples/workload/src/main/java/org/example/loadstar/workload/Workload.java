// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.workload;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.api.distributor.TargetWeights;
import org.osgi.service.component.annotations.Component;

/**
 * Weights that were typed: {@code workload:weights server1=0 server2=10}. A real one would measure
 * the targets. Targets that nobody spoke of keep the weight of their configuration. Immediate, for
 * what was typed must be kept when nobody uses the service.
 */
@Component(
    immediate = true,
    service = {TargetWeights.class, Workload.class},
    property = {
      TargetWeights.NAME + "=workload",
      "osgi.command.scope=workload",
      "osgi.command.function=weights"
    })
public final class Workload implements TargetWeights {
  private final Map<String, Integer> typed = new ConcurrentHashMap<>();

  @Override
  public Map<String, Integer> weights(String vip, Map<String, TargetStatus> targets) {
    Map<String, Integer> known = new TreeMap<>(typed);
    known.keySet().retainAll(targets.keySet());
    return known;
  }

  /**
   * The command: sets weights and tells all of them.
   *
   * @param settings {@code NAME=WEIGHT} each
   */
  public Map<String, Integer> weights(String... settings) {
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      if (parts.length != 2 || !parts[1].matches("[0-9]{1,6}")) {
        throw new IllegalArgumentException(
            "'" + setting + "' is not NAME=WEIGHT with a weight of 0 to 999999");
      }
      typed.put(parts[0], Integer.valueOf(parts[1]));
    }
    return new TreeMap<>(typed);
  }
}
