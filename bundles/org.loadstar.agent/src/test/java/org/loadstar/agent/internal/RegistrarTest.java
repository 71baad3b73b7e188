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
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;

/** The whole service agent and the directory agents that it registers with. */
class RegistrarTest extends LoopbackTest {
  @Test
  void aServerIsRegisteredWithWhoeverIsFoundToldAnewAndDeregistered() throws Exception {
    TestDirectory directory = directory(2);
    Server server = own.add(new Server("ONE", "one.example", 2301));
    String url = "service:tn3270://one.example:2301";
    soon(() -> assertEquals(Set.of(url), directory.store.keySet()));
    SrvReg first = directory.store.get(url);
    assertTrue(first.header().has(SlpHeader.FRESH));
    assertEquals("service:tn3270", first.serviceType());
    assertEquals(Scopes.DEFAULT, first.scopes());
    assertEquals(10800, first.urlEntry().lifetime());
    assertEquals("(LOAD=0),(LUPOOL=POOL1 3270002),(SERVERNAME=ONE)", first.attributeList());
    soon(() -> assertEquals(List.of("127.0.0.2 2 registered active"), states()));
    server.inUse = 40;
    soon(() -> assertEquals(40, attributes(directory.store.get(url)).integer("LOAD").orElse(-1)));
    assertEquals(
        attributes(first).strings("LUPOOL"),
        attributes(directory.store.get(url)).strings("LUPOOL"),
        "always the whole list");
    own.remove(server);
    soon(() -> assertEquals(Set.of(), directory.store.keySet()));
    noThread();
  }

  @Test
  void aDirectoryAgentOfVersionOneIsSpokenToInVersionOne() throws Exception {
    TestDirectory directory = directory(1);
    own.agent.modified(config(Map.of("directoryAgents", new String[] {directory.host()})));
    Server server = own.add(new Server("ONE", "one.example", 2301));
    String url = "service:tn3270://one.example:2301";
    soon(() -> assertEquals(Set.of(url), directory.store.keySet()));
    SrvReg registration = directory.store.get(url);
    assertEquals(1, registration.header().version());
    assertEquals(List.of("DEFAULT"), attributes(registration).strings("SCOPE"));
    assertEquals(List.of("POOL1 3270002"), attributes(registration).strings("LUPOOL"));
    soon(
        () ->
            assertEquals(
                List.of("127.0.0.2 1 registered configured"),
                states().stream().filter(s -> s.contains(" 1 ")).toList()));
    own.remove(server);
    soon(() -> assertEquals(Set.of(), directory.store.keySet()));
  }

  @Test
  void aDirectoryAgentThatComesLaterIsHeardAndToldTheAddressThatItSees() throws Exception {
    own.add(new Server("ONE", "", 2301));
    soon(() -> assertTrue(own.report().hearing));
    TestDirectory directory = directory(2);
    soon(
        () -> {
          directory.announce();
          assertEquals(Set.of("service:tn3270://127.0.0.1:2301"), directory.store.keySet());
        });
    assertTrue(states().get(0).startsWith("127.0.0.2 2 regist"), states().toString());
  }

  @Test
  void aRegistrationThatFitsNoDatagramIsMadeByTcp() throws Exception {
    TestDirectory directory = directory(2);
    Server server = new Server("BIG", "big.example", 23);
    server.poolCount = 200;
    own.add(server);
    soon(() -> assertEquals(1, directory.store.size()));
    assertEquals(1, directory.streamed.size());
    assertEquals(
        200, attributes(directory.store.values().iterator().next()).strings("LUPOOL").size());
  }

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
  void whatADirectoryAgentRefusesIsShown() throws Exception {
    TestDirectory directory = directory(2);
    directory.error = SlpError.AUTHENTICATION_ABSENT;
    own.add(new Server("ONE", "one.example", 2301));
    soon(() -> assertEquals(List.of("127.0.0.2 2 refused active"), states()));
    AgentRuntimeDTO.DirectoryAgentDTO told = own.report().directoryAgents.get(0);
    assertEquals("service:tn3270://one.example:2301: AUTHENTICATION_ABSENT", told.refusal);
    assertEquals(List.of("DEFAULT"), told.scopes);
    assertEquals(0, told.registered);
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
