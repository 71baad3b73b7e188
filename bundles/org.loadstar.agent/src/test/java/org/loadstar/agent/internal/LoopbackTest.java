// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;
import org.loadstar.testkit.Registry;
import org.osgi.framework.ServiceReference;

/** Service agents and their peers over real sockets on the loopback interface. */
abstract class LoopbackTest {
  static final NetworkStack LOOPBACK =
      new NetworkStackComponent(
          Configs.of(
              NetworkStackComponent.Config.class,
              Map.of("multicastInterfaces", new String[] {"lo"})));

  /** Waits are as short as they may be. */
  private static final RandomGenerator NONE = () -> 0L;

  private final List<AutoCloseable> open = new ArrayList<>();
  int port;
  Agent own;

  /** A server whose load the test sets. */
  static final class Server implements AdvertisedServer {
    final String name;
    final String host;
    final int port;
    volatile int inUse;
    volatile int poolCount = 1;
    final AtomicInteger faults = new AtomicInteger();

    Server(String name, String host, int port) {
      this.name = name;
      this.host = host;
      this.port = port;
    }

    @Override
    public ServerDescription describe() {
      if (faults.getAndDecrement() > 0) {
        throw new IllegalStateException("not yet");
      }
      List<LuPool> pools = new ArrayList<>();
      for (int i = 1; i <= poolCount; i++) {
        pools.add(new LuPool("POOL" + i, "3270002"));
      }
      return new ServerDescription(name, host, port, pools, new TreeMap<>());
    }

    @Override
    public LoadReading load() {
      return new LoadReading.Sessions(inUse, 100);
    }
  }

  /** A process of this host: an agent on an endpoint of its own. */
  final class Agent implements AutoCloseable {
    final Registry registry = new Registry();
    final Map<AdvertisedServer, ServiceReference<AdvertisedServer>> servers = new HashMap<>();
    SlpEndpointComponent endpoint = endpoint(port);
    final ServiceAgentComponent agent;

    Agent(Map<String, Object> config) {
      agent = new ServiceAgentComponent(registry.context(), config(config), LOOPBACK, NONE);
      agent.setEndpoint(endpoint);
      open.add(this);
    }

    Server add(Server server) {
      ServiceReference<AdvertisedServer> reference = registry.reference("test", server);
      servers.put(server, reference);
      agent.addServer(reference);
      return server;
    }

    void remove(Server server) {
      agent.removeServer(servers.remove(server));
    }

    AgentRuntimeDTO report() {
      return registry.registered(AgentRuntime.class).getRuntimeDTO();
    }

    @Override
    public void close() {
      agent.deactivate();
      endpoint.deactivate();
    }
  }

  static ServiceAgentComponent.Config config(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(Map.of("publishMillis", 100));
    all.putAll(values);
    return Configs.of(ServiceAgentComponent.Config.class, all);
  }

  static SlpEndpointComponent endpoint(int port) {
    SlpEndpointComponent endpoint =
        new SlpEndpointComponent(
            Configs.of(
                SlpEndpointComponent.Config.class,
                Map.of("port", port, "repliesPerSecond", 100_000)));
    endpoint.bindNetwork(LOOPBACK);
    return endpoint;
  }

  TestDirectory directory(int version) throws Exception {
    TestDirectory directory = new TestDirectory(version, port, "DEFAULT");
    open.add(directory);
    return directory;
  }

  @BeforeEach
  void start() throws Exception {
    port = Ports.free();
    own = new Agent(Map.of());
  }

  @AfterEach
  void end() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable each : open) {
      each.close();
    }
    noThread();
  }

  static void noThread() {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  static void soon(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(20, TimeUnit.SECONDS).untilAsserted(assertion);
  }

  static Attributes attributes(SrvReg registration) throws SlpException {
    return Attributes.parse(registration.attributeList());
  }

  List<String> states() {
    return own.report().directoryAgents.stream()
        .map(d -> d.address + " " + d.version + " " + d.state + " " + d.found)
        .toList();
  }
}
