// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;
import org.loadstar.testkit.Registry;

/** The whole user agent and its agents over real sockets on the loopback interface. */
abstract class LoopbackTest {
  static final String ONE = "service:tn3270://one:23";
  static final String TWO = "service:tn3270://two:2323";

  final Registry registry = new Registry();
  int port;
  SlpEndpointComponent endpoint;
  DiscoveryComponent discovery;
  private final List<Agent> agents = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    port = Ports.free();
    endpoint = Agent.endpoint(port);
    discovery = new DiscoveryComponent(registry.context(), config(Map.of()), Agent.LOOPBACK);
    discovery.setEndpoint(endpoint);
  }

  /** Sources have less time than two seconds from now on. */
  void hurrySources() {
    discovery.deactivate();
    discovery =
        new DiscoveryComponent(
            registry.context(), config(Map.of()), Agent.LOOPBACK, Duration.ofMillis(700));
    discovery.setEndpoint(endpoint);
  }

  @AfterEach
  void close() {
    agents.forEach(Agent::close);
    endpoint.deactivate();
    discovery.deactivate();
    nothingIsOpen();
  }

  static void nothingIsOpen() {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  static DiscoveryComponent.Config config(Map<String, Object> values) {
    return Configs.of(DiscoveryComponent.Config.class, values);
  }

  Agent agent() {
    Agent agent = Agent.of(port);
    agents.add(agent);
    return agent;
  }

  static ServerQuery within(int millis) {
    return new ServerQuery("", "", "", Duration.ZERO, Duration.ofMillis(millis));
  }

  static ServerQuery pool(String pool, String device) {
    return new ServerQuery("", pool, device, Duration.ZERO, Duration.ofSeconds(15));
  }

  /** Everything is found in the version. */
  static ServerQuery inVersion(int version, String scope) {
    return new ServerQuery(
        scope, "", "", null, Duration.ofSeconds(15), false, "", List.of(version));
  }

  ServerList find(ServerQuery query) throws Exception {
    return discovery.find(query).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static Map<String, Integer> loads(ServerList list) {
    return list.offers().stream()
        .collect(Collectors.toMap(ServerOffer::address, o -> o.load().orElse(-1)));
  }

  DiscoveryRuntimeDTO report() {
    return registry.registered(DiscoveryRuntime.class).getRuntimeDTO();
  }
}
