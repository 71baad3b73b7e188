// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;
import org.osgi.framework.ServiceReference;

/** The whole service agent over real sockets on the loopback interface. */
class ServiceAgentTest {
  private static final NetworkStack LOOPBACK =
      new NetworkStackComponent(
          Configs.of(
              NetworkStackComponent.Config.class,
              Map.of("multicastInterfaces", new String[] {"lo"})));

  /** Waits are as short as they may be. */
  private static final RandomGenerator NONE = () -> 0L;

  private final List<AutoCloseable> open = new ArrayList<>();
  private int port;
  private Agent own;

  /** A server whose load the test sets. */
  private static final class Server implements AdvertisedServer {
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
  private final class Agent implements AutoCloseable {
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
      return registry.runtime().getRuntimeDTO();
    }

    @Override
    public void close() {
      agent.deactivate();
      endpoint.deactivate();
    }
  }

  private static ServiceAgentComponent.Config config(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(Map.of("publishMillis", 100));
    all.putAll(values);
    return Configs.of(ServiceAgentComponent.Config.class, all);
  }

  private static SlpEndpointComponent endpoint(int port) {
    SlpEndpointComponent endpoint =
        new SlpEndpointComponent(
            Configs.of(
                SlpEndpointComponent.Config.class,
                Map.of("port", port, "repliesPerSecond", 100_000)));
    endpoint.bindNetwork(LOOPBACK);
    return endpoint;
  }

  private TestDirectory directory(int version) throws Exception {
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

  private static void noThread() {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(20, TimeUnit.SECONDS).untilAsserted(assertion);
  }

  private static Attributes attributes(SrvReg registration) throws SlpException {
    return Attributes.parse(registration.attributeList());
  }

  private List<String> states() {
    return own.report().directoryAgents.stream()
        .map(d -> d.address + " " + d.version + " " + d.state + " " + d.found)
        .toList();
  }

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
  void aServiceOfAnyKindIsAnsweredAndRegistered() throws Exception {
    TestDirectory directory = directory(2);
    AdvertisedService printer =
        () ->
            new AdvertisedService.Description(
                "service:printer:lpr://p.example/q", "", 300, List.of(), "(COLOR=true),DUPLEX");
    ServiceReference<AdvertisedService> reference = own.registry.reference("test", printer);
    own.agent.addService(reference);
    String url = "service:printer:lpr://p.example/q";
    soon(() -> assertEquals(Set.of(url), directory.store.keySet()));
    assertEquals(300, directory.store.get(url).urlEntry().lifetime());
    assertEquals("service:printer:lpr", directory.store.get(url).serviceType());
    assertEquals(url, own.report().services.get(0).url);
    assertEquals(List.of("DEFAULT"), own.report().services.get(0).scopes);
    try (SlpExchange asking = endpoint(port).open()) {
      BlockingQueue<SlpReply> replies = new LinkedBlockingQueue<>();
      asking.multicast(
          find(asking, "service:printer", "(color=TRUE)"), asking.links(), replies::add);
      SrvRply reply = (SrvRply) replies.poll(10, TimeUnit.SECONDS).message();
      assertEquals(List.of(new UrlEntry(300, url)), reply.urlEntries());
    }
    own.agent.removeService(reference);
    soon(() -> assertEquals(Set.of(), directory.store.keySet()));
    noThread();
  }

  @Test
  void aMalformedDescriptionIsTheFaultOfWhoOffersItAndHarmsNoOther() {
    AdvertisedService bad =
        () ->
            new AdvertisedService.Description(
                "service:printer://bad.example", "", 60, List.of(), "(COLOR");
    own.add(new Server("GOOD", "good.example", 23));
    own.agent.addService(own.registry.reference("bad.bundle", bad));
    soon(() -> assertTrue(quarantined("bad.bundle")));
    assertEquals(List.of("GOOD"), own.report().servers.stream().map(s -> s.name).toList());
    assertEquals(List.of(), own.report().services);
  }

  private boolean quarantined(String bundle) {
    return own.report().extensions.stream().anyMatch(e -> e.bundle.equals(bundle) && e.quarantined);
  }

  @Test
  void aServerThatFailsAtFirstIsAdvertisedWhenItDoesNot() {
    Server late = new Server("LATE", "late.example", 23);
    late.faults.set(2);
    own.add(late);
    soon(() -> assertEquals(1, own.report().servers.size()));
  }

  @Test
  void aServerWithTagsThatSlpForbidsIsQuarantinedAndHarmsNoOther() {
    Server good = new Server("GOOD", "good.example", 23);
    own.add(good);
    AdvertisedServer bad =
        new AdvertisedServer() {
          @Override
          public ServerDescription describe() {
            TreeMap<String, List<String>> tags = new TreeMap<>(Map.of("A*B", List.of("x")));
            return new ServerDescription("BAD", "bad.example", 23, List.of(), tags);
          }

          @Override
          public LoadReading load() {
            return new LoadReading.Fixed(1);
          }
        };
    own.agent.addServer(own.registry.reference("bad.bundle", bad));
    soon(() -> assertTrue(quarantined("bad.bundle")));
    assertEquals(List.of("GOOD"), own.report().servers.stream().map(s -> s.name).toList());
  }

  private static SrvRqst find(SlpExchange asking, String type, String predicate) {
    SlpHeader header = SlpHeader.v2(asking.newXid()).with(SlpHeader.REQUEST_MCAST);
    return new SrvRqst(header, List.of(), type, Scopes.DEFAULT, predicate, "");
  }

  @Test
  void twoAgentsOfOneHostBothAnswerAndEachIsAskedFurther() throws Exception {
    Agent second = new Agent(Map.of());
    own.add(new Server("ONE", "one.example", 2301)).inUse = 10;
    second.add(new Server("TWO", "two.example", 2302)).inUse = 20;
    soon(() -> assertTrue(own.report().listening && second.report().listening));
    try (SlpExchange asking = endpoint(port).open()) {
      List<SlpReply> replies = new CopyOnWriteArrayList<>();
      asking.multicast(find(asking, "service:tn3270", ""), asking.links(), replies::add);
      soon(() -> assertEquals(2, replies.size()));
      Set<Integer> loads = new TreeSet<>();
      for (SlpReply reply : replies) {
        String url = ((SrvRply) reply.message()).urlEntries().get(0).url();
        BlockingQueue<SlpReply> answers = new LinkedBlockingQueue<>();
        SlpMessage request =
            new AttrRqst(
                SlpHeader.v2(asking.newXid()), List.of(), url, Scopes.DEFAULT, List.of(), "");
        asking.unicast(request, reply.responder(), reply.link(), answers::add);
        AttrRply told = (AttrRply) answers.poll(10, TimeUnit.SECONDS).message();
        loads.add(Attributes.parse(told.attributeList()).integer("LOAD").orElse(-1));
      }
      assertEquals(Set.of(10, 20), loads, "each was asked about its own server");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void noRegistrationIsTakenFromTheNetwork(int version) throws Exception {
    own.add(new Server("ONE", "one.example", 2301));
    soon(() -> assertTrue(own.report().listening));
    SlpHeader header = version == 1 ? SlpHeader.v1(5) : SlpHeader.v2(5).with(SlpHeader.FRESH);
    UrlEntry entry = new UrlEntry(600, "service:tn3270://evil.example:23");
    String list = version == 1 ? "(SCOPE=DEFAULT),(LOAD=0)" : "(LOAD=0)";
    SrvReg forged = new SrvReg(header, entry, "service:tn3270", Scopes.DEFAULT, list, List.of());
    UrlEntry ours = new UrlEntry(0, "service:tn3270://one.example:2301");
    Scopes scopes = version == 1 ? Scopes.NONE : Scopes.DEFAULT;
    SrvDeReg gone = new SrvDeReg(header, scopes, ours, List.of());
    try (DatagramSocket attacker = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        SlpExchange asking = endpoint(port).open()) {
      attacker.setOption(
          java.net.StandardSocketOptions.IP_MULTICAST_IF,
          java.net.NetworkInterface.getByName("lo"));
      for (SlpMessage message : List.of(forged, gone)) {
        byte[] bytes = TestDirectory.bytes(message);
        for (String to : List.of("127.0.0.1", TestDirectory.GROUP, "224.0.1.22")) {
          InetSocketAddress target = new InetSocketAddress(InetAddress.getByName(to), port);
          attacker.send(new java.net.DatagramPacket(bytes, bytes.length, target));
        }
      }
      for (SlpMessage message : List.of(forged, gone)) {
        BlockingQueue<SlpReply> answers = new LinkedBlockingQueue<>();
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        asking.stream(
            message,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            answers::add,
            failures::add);
        SlpReply answer = answers.poll(300, TimeUnit.MILLISECONDS);
        assertTrue(
            answer == null || !((SrvAck) answer.message()).error().ok(), String.valueOf(answer));
      }
      BlockingQueue<SlpReply> replies = new LinkedBlockingQueue<>();
      asking.multicast(find(asking, "service:tn3270", ""), asking.links(), replies::add);
      SrvRply reply = (SrvRply) replies.poll(10, TimeUnit.SECONDS).message();
      assertEquals(List.of(ours.url()), reply.urlEntries().stream().map(UrlEntry::url).toList());
    }
  }

  @Test
  void nothingIsOpenWhileThereIsNothingToAdvertise() throws Exception {
    noThread();
    assertFalse(own.report().listening);
    Server server = own.add(new Server("ONE", "one.example", 2301));
    soon(() -> assertTrue(own.report().listening));
    own.remove(server);
    noThread();
    assertFalse(own.report().listening);
    own.add(server);
    soon(() -> assertTrue(own.report().listening));
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
