// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvReg;

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
}
