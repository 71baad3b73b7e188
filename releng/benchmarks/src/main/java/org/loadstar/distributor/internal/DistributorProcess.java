// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.util.HashMap;
import java.util.Map;
import org.loadstar.api.distributor.DistributorRuntime;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.distributor.relay.RelayComponent;
import org.loadstar.distributor.relay.RelayPlane;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Registry;

/**
 * The whole distributor in a process of its own: network, tracker, placement and relay, as a
 * container has them, with one event loop.
 */
public final class DistributorProcess {
  private DistributorProcess() {}

  /**
   * Distributes until its standard input ends.
   *
   * @param args the transport, the distributed address and port, and the target's
   */
  public static void main(String... args) throws Exception {
    NetworkStackComponent network =
        new NetworkStackComponent(
            Configs.of(
                NetworkStackComponent.Config.class, Map.of("threads", 1, "transport", args[0])));
    Registry registry = new Registry();
    DistributorComponent distributor = new DistributorComponent(registry.context());
    RelayComponent relay = new RelayComponent(registry.context());
    relay.bindNetwork(network);
    distributor.relay = relay;
    distributor.bindNetwork(network);
    distributor.addPlane(relay, Map.of(ForwardingPlane.NAME, RelayPlane.RELAY));
    Map<String, Object> target =
        Map.of("address", args[3], "port", Integer.valueOf(args[4]), "check", "none");
    new TargetComponent(
        distributor,
        Configs.of(TargetConfig.class, target),
        raw(TargetSettings.PID + "~one", target));
    Map<String, Object> vip =
        Map.of(
            "address",
            args[1],
            "ports",
            new String[] {args[2]},
            "targets",
            new String[] {"one"},
            "maxHalfOpen",
            10_000,
            "acceptsPerSecond",
            1_000_000);
    new VipComponent(
        distributor, Configs.of(VipConfig.class, vip), raw(VipSettings.PID + "~vip", vip));
    while (System.in.read() >= 0) {
      // What it did is asked for below.
    }
    System.out.println(registry.registered(DistributorRuntime.class).getRuntimeDTO());
    distributor.close();
    relay.close();
  }

  private static Map<String, Object> raw(String pid, Map<String, Object> values) {
    Map<String, Object> raw = new HashMap<>(values);
    raw.put("service.pid", pid);
    return raw;
  }
}
