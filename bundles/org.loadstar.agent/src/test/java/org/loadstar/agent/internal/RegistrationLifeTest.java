// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;

/** What the registrations of a service agent outlive, and what ends them. */
class RegistrationLifeTest extends LoopbackTest {
  @Test
  void registrationsOutliveTheEndpointAndEveryConfiguration() throws Exception {
    TestDirectory directory = directory(2);
    Server server = own.add(new Server("ONE", "one.example", 2301));
    String url = "service:tn3270://one.example:2301";
    soon(() -> assertEquals(List.of("127.0.0.2 2 registered active"), states()));
    SlpEndpointComponent old = own.endpoint;
    own.agent.unsetEndpoint(old);
    old.deactivate();
    server.inUse = 30;
    soon(() -> assertEquals(30, attributes(directory.store.get(url)).integer("LOAD").orElse(-1)));
    own.endpoint = endpoint(port);
    own.agent.setEndpoint(own.endpoint);
    own.agent.modified(config(Map.of("publishDelta", 2)));
    server.inUse = 60;
    soon(() -> assertEquals(60, attributes(directory.store.get(url)).integer("LOAD").orElse(-1)));
    assertTrue(
        directory.received.stream().noneMatch(SrvDeReg.class::isInstance),
        directory.received.toString());
    assertEquals(List.of("127.0.0.2 2 registered active"), states());
  }

  @Test
  void anEndpointWithAnotherPortIsFollowed() throws Exception {
    own.add(new Server("ONE", "one.example", 2301));
    soon(() -> assertTrue(own.report().listening));
    port = Ports.free();
    TestDirectory directory = directory(2);
    // As Declarative Services calls it.
    Method modified =
        SlpEndpointComponent.class.getDeclaredMethod("modified", SlpEndpointComponent.Config.class);
    modified.setAccessible(true);
    modified.invoke(
        own.endpoint, Configs.of(SlpEndpointComponent.Config.class, Map.of("port", port)));
    soon(() -> assertEquals(1, directory.store.size()));
  }

  @Test
  void theStopOfTheAgentDeregistersAndDoesNotWaitForTheDeaf() throws Exception {
    TestDirectory directory = directory(2);
    own.add(new Server("ONE", "one.example", 2301));
    own.add(new Server("TWO", "two.example", 2301));
    soon(() -> assertEquals(2, directory.store.size()));
    own.agent.deactivate();
    assertEquals(Set.of(), directory.store.keySet(), "when it has stopped all is told");
    Agent other = new Agent(Map.of());
    other.add(new Server("ONE", "one.example", 2301));
    soon(() -> assertEquals(1, directory.store.size()));
    directory.deaf = true;
    other.agent.deactivate();
    other.endpoint.deactivate();
    noThread();
  }

  @Test
  void aServerThatReturnsAtOnceIsRegisteredInTheEnd() throws Exception {
    TestDirectory directory = directory(2);
    Server server = own.add(new Server("ONE", "one.example", 2301));
    soon(() -> assertEquals(1, directory.store.size()));
    for (int i = 0; i < 3; i++) {
      own.remove(server);
      own.add(server);
    }
    soon(
        () -> assertTrue(directory.received.stream().filter(SrvReg.class::isInstance).count() > 1));
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertEquals(1, directory.store.size()));
  }
}
