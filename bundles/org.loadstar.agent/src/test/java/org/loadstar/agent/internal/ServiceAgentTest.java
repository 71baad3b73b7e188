// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Scopes;
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
import org.osgi.framework.ServiceReference;

/** The whole service agent: what it answers, and whose fault is whose. */
class ServiceAgentTest extends LoopbackTest {
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
}
