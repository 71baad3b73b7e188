// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpRequest;
import org.osgi.framework.ServiceReference;

/** The whole user agent over real sockets on the loopback interface. */
class DiscoveryTest extends LoopbackTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private int sourcesSoFar;

  @AfterEach
  void letBlockedSourcesGo() {
    end.countDown();
  }

  @Test
  void aServerIsFoundWithItsLoadPoolsAndAttributesWithinTwoQuietRounds() throws Exception {
    agent().offer(ONE, "(LOAD=35),(LUPOOL=POOL1 3270002,POOL2),BIND,(SECURITY=NONE)").start();
    ServerList list = find(ServerQuery.any());
    ServerOffer offer = list.offers().get(0);
    assertEquals(1, list.offers().size());
    assertEquals(ONE, offer.url());
    assertEquals("one:23", offer.address());
    assertEquals(OptionalInt.of(35), offer.load());
    assertEquals(List.of(new LuPool("POOL1", "3270002"), new LuPool("POOL2", "")), offer.pools());
    assertTrue(offer.has("BIND"));
    assertEquals(List.of("NONE"), offer.values("SECURITY"));
    assertEquals("slp", offer.source());
    assertEquals(List.of("DEFAULT"), offer.scopes());
    assertFalse(list.complete());
    assertEquals(List.of(), list.report().notes());
    // Two quiet rounds of 100 ms after the round of the answer; far from any time-out.
    assertTrue(list.report().took().toMillis() < 10_000, list.report().toString());
  }

  @Test
  void twoAgentsOfOneHostAreBothFoundAndAskedForTheirOwnServers() throws Exception {
    Agent first = agent().offer(ONE, "(LOAD=10)").start();
    Agent second = agent().offer(TWO, "(LOAD=20)").start();
    assertEquals(Map.of("one:23", 10, "two:2323", 20), loads(find(ServerQuery.any())));
    for (Agent agent : List.of(first, second)) {
      List<SlpRequest> descriptions =
          agent.asked.stream().filter(r -> r.message() instanceof AttrRqst).toList();
      assertEquals(1, descriptions.size());
      assertFalse(descriptions.get(0).multicast());
    }
  }

  @Test
  void anAgentThatIsRestartedIsFoundAgain() throws Exception {
    Agent agent = agent().offer(ONE, "(LOAD=10)").start();
    assertEquals(Map.of("one:23", 10), loads(find(ServerQuery.any())));
    agent.close();
    assertEquals(Map.of(), loads(find(within(300))));
    agent().offer(ONE, "(LOAD=11)").start();
    assertEquals(Map.of("one:23", 11), loads(find(ServerQuery.any())));
  }

  @Test
  void anAgentThatIsDeafToUnicastIsAskedForAttributesByMulticast() throws Exception {
    Agent agent = agent().offer(ONE, "(LOAD=10)").deafTo(r -> !r.multicast()).start();
    assertEquals(Map.of("one:23", 10), loads(find(ServerQuery.any())));
    List<Boolean> descriptions =
        agent.asked.stream()
            .filter(r -> r.message() instanceof AttrRqst)
            .map(SlpRequest::multicast)
            .toList();
    assertEquals(List.of(false, false, true), descriptions);
  }

  @Test
  void aServerWhoseAttributesNobodyTellsIsStillOffered() throws Exception {
    agent().offer(ONE, "(LOAD=10)").deafTo(r -> r.message() instanceof AttrRqst).start();
    assertEquals(Map.of("one:23", -1), loads(find(ServerQuery.any())));
  }

  @Test
  void bothServiceTypesAreAskedForAndMergedByHostAndPort() throws Exception {
    agent()
        .offer(ONE, "(LOAD=10)")
        .offer("service:tn3270e://ONE", "(LOAD=90),(SERVERNAME=FIRST)")
        .offer("service:tn3270e://three:23", "(LOAD=30)")
        .start();
    ServerList list = find(ServerQuery.any());
    assertEquals(2, list.offers().size(), list.toString());
    assertEquals(30, loads(list).get("three:23"));
    ServerOffer merged =
        list.offers().stream().filter(o -> !o.host().equals("three")).findFirst().orElseThrow();
    assertEquals(List.of("FIRST"), merged.values("SERVERNAME"));
  }

  @Test
  void poolAndDeviceSelectServers() throws Exception {
    agent()
        .offer(ONE, "(LOAD=10),(LUPOOL=POOL1 3270002,POOL1 3270003)")
        .offer(TWO, "(LOAD=20),(LUPOOL=POOL1\\093270004,PRINT 3270DSC)")
        .start();
    assertEquals(Map.of("one:23", 10), loads(find(pool("pool1", "3270003"))));
    assertEquals(Map.of("two:2323", 20), loads(find(pool("POOL1", "3270004"))));
    assertEquals(Map.of("one:23", 10, "two:2323", 20), loads(find(pool("POOL1", ""))));
    assertEquals(Map.of("two:2323", 20), loads(find(pool("", "3270DSC"))));
    ServerQuery none = new ServerQuery("", "POOL3", "", Duration.ZERO, Duration.ofMillis(500));
    assertEquals(Map.of(), loads(find(none)));
  }

  @Test
  void aServerToldInSpiteOfThePredicateIsLeftOutWithANote() throws Exception {
    Agent careless = agent().offer(ONE, "(LOAD=10),(LUPOOL=OTHER)");
    // It answers the AttrRqst, and to the SrvRqst it tells everything.
    endpoint.serve(request -> careless.answer(withoutPredicate(request)));
    ServerList list = find(new ServerQuery("", "POOL1", "", Duration.ZERO, Duration.ofSeconds(1)));
    assertEquals(List.of(), list.offers());
    assertEquals(
        List.of("one:23 does not have the pool that was asked for"), list.report().notes());
  }

  private static String manyPools() {
    StringBuilder many = new StringBuilder("(LOAD=10),(LUPOOL=POOL1");
    for (int i = 2; i < 200; i++) {
      many.append(",POOL").append(i).append(" 3270002");
    }
    return many.append(')').toString();
  }

  @Test
  void whatDoesNotFitTheDatagramIsAskedForByTcp() throws Exception {
    agent().offer(ONE, manyPools()).start();
    ServerList list = find(pool("POOL199", ""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertEquals(199, list.offers().get(0).pools().size());
    assertEquals(List.of(), list.report().notes());
  }

  @Test
  void aServerWhosePoolsDidNotFitTheDatagramIsNotBlamedForTheirAbsence() throws Exception {
    agent().offer(ONE, manyPools()).deafTo(SlpRequest::stream).start();
    ServerList list = find(pool("POOL199", ""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertTrue(
        list.report().notes().stream().anyMatch(n -> n.endsWith("was cut to fit its datagram")),
        list.report().notes().toString());
  }

  private static SlpRequest withoutPredicate(SlpRequest request) {
    return request.message() instanceof org.loadstar.slp.SrvRqst r
        ? new SlpRequest(
            new org.loadstar.slp.SrvRqst(
                r.header(), r.previousResponders(), r.serviceType(), r.scopes(), "", ""),
            request.sender(),
            request.link(),
            request.multicast(),
            request.stream())
        : request;
  }

  @Test
  void anImplausibleLoadIsNotBelieved() throws Exception {
    agent().offer(ONE, "(LOAD=-5)").offer(TWO, "(LOAD=101)").start();
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("one:23", -1, "two:2323", -1), loads(list));
    assertTrue(
        list.report().notes().contains(TWO + " tells an implausible load: 101"),
        list.report().notes().toString());
  }

  @Test
  void nothingFoundTellsWhatWasTriedAfterTheTimeOut() throws Exception {
    discovery.modified(
        config(
            Map.of(
                "saMulticastTimeoutMillis",
                400,
                "daDiscoveryTimeoutMillis",
                300,
                "scopes",
                new String[] {"LAB", "FLOOR2"})));
    ServerList list = find(ServerQuery.any());
    assertEquals(List.of(), list.offers());
    assertTrue(list.complete());
    assertEquals(List.of("LAB", "FLOOR2"), list.report().scopes());
    assertEquals(List.of(2, 1), list.report().versions());
    assertEquals(List.of("lo (127.0.0.1)"), list.report().interfaces());
    assertEquals(Duration.ofMillis(300), list.report().daDiscoveryTimeout());
    assertEquals(Duration.ofMillis(400), list.report().saMulticastTimeout());
    assertTrue(list.report().took().toMillis() >= 400, list.report().toString());
    DiscoveryRuntimeDTO dto = report();
    assertEquals(1, dto.searches);
    assertTrue(dto.packetsSent >= 6, dto.toString());
    assertEquals(0, dto.packetsReceived);
  }

  @Test
  void noPacketLeavesWhileNothingIsAskedFor() throws Exception {
    agent().offer(ONE, "(LOAD=10)").start();
    try (MulticastSocket ear =
        new MulticastSocket(new InetSocketAddress(SlpEndpoint.GROUP, port))) {
      ear.joinGroup(
          new InetSocketAddress(SlpEndpoint.GROUP, port), NetworkInterface.getByName("lo"));
      ear.setSoTimeout(200);
      assertThrows(
          SocketTimeoutException.class,
          () -> ear.receive(new java.net.DatagramPacket(new byte[2000], 2000)));
      // Both time-outs zero and no directory agent configured: nobody may be asked.
      find(new ServerQuery("", "", "", Duration.ZERO, Duration.ZERO));
      assertThrows(
          SocketTimeoutException.class,
          () -> ear.receive(new java.net.DatagramPacket(new byte[2000], 2000)));
    }
    assertEquals(0, report().packetsSent);
  }

  @Test
  void serversOnHostsThatAreNotAllowedAreLeftOut() throws Exception {
    discovery.modified(
        config(Map.of("allowedHosts", new String[] {"10.1.0.0/16", "*.example.org", "one"})));
    agent()
        .offer(ONE, "(LOAD=1)")
        .offer("service:tn3270://a.example.org:23", "(LOAD=2)")
        .offer("service:tn3270://10.1.2.3:23", "(LOAD=3)")
        .offer("service:tn3270://10.2.2.3:23", "(LOAD=4)")
        .offer("service:tn3270://example.com:23", "(LOAD=5)")
        .start();
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("one:23", 1, "a.example.org:23", 2, "10.1.2.3:23", 3), loads(list));
    assertTrue(
        list.report().notes().contains("10.2.2.3:23 is not among the allowed hosts"),
        list.report().notes().toString());
  }

  @Test
  void junkFromTheNetworkIsCountedAndHarmsNothing() throws Exception {
    agent().offer(ONE, "(LOAD=10)").start();
    AtomicBoolean stop = new AtomicBoolean();
    // Whoever asks is answered with junk too.
    try (MulticastSocket ear =
        new MulticastSocket(new InetSocketAddress(SlpEndpoint.GROUP, port))) {
      ear.joinGroup(
          new InetSocketAddress(SlpEndpoint.GROUP, port), NetworkInterface.getByName("lo"));
      ear.setSoTimeout(50);
      CompletableFuture<Void> vandal = CompletableFuture.runAsync(() -> vandalise(ear, stop));
      assertEquals(Map.of("one:23", 10), loads(find(ServerQuery.any())));
      stop.set(true);
      vandal.get(30, TimeUnit.SECONDS);
    }
    assertTrue(report().packetsRefused > 0, report().toString());
  }

  private static void vandalise(MulticastSocket ear, AtomicBoolean stop) {
    Random random = new Random(1);
    java.net.DatagramPacket packet = new java.net.DatagramPacket(new byte[2000], 2000);
    try (DatagramSocket out = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      while (!stop.get()) {
        try {
          ear.receive(packet);
        } catch (SocketTimeoutException quiet) {
          continue;
        }
        for (int i = 0; i < 200; i++) {
          byte[] junk = new byte[random.nextInt(200)];
          random.nextBytes(junk);
          out.send(new java.net.DatagramPacket(junk, junk.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      throw new IllegalStateException(closed);
    }
  }

  @Test
  void aCancelledSearchEndsAtOnce() throws Exception {
    CompletableFuture<ServerList> search = discovery.find(within(60_000)).toCompletableFuture();
    await().until(() -> report().packetsSent > 0);
    search.cancel(true);
    assertThrows(CancellationException.class, search::join);
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  @Test
  void whenDiscoveryStopsNoSearchGoesOnOrBegins() throws Exception {
    CompletableFuture<ServerList> running = discovery.find(within(60_000)).toCompletableFuture();
    await().until(() -> report().packetsSent > 0);
    discovery.deactivate();
    CompletableFuture<ServerList> late = discovery.find(within(60_000)).toCompletableFuture();
    for (CompletableFuture<ServerList> search : List.of(running, late)) {
      ExecutionException stopped = assertThrows(ExecutionException.class, search::get);
      assertEquals("discovery was stopped", stopped.getCause().getMessage());
    }
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  @Test
  void aWrongScopeIsRefusedByName() {
    ServerQuery wrong = new ServerQuery("A(B", "", "", null, null);
    ExecutionException refused =
        assertThrows(
            ExecutionException.class, () -> discovery.find(wrong).toCompletableFuture().get());
    assertTrue(refused.getCause().getMessage().startsWith("scope: 'A(B'"), refused.toString());
  }

  @Test
  void aWrongConfigurationKeepsTheLastGoodOne() throws Exception {
    discovery.modified(config(Map.of("scopes", new String[] {"LAB"})));
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("saMulticastTimeoutMillis", -1),
            Map.of("directoryAgents", new String[] {"not.an.address"}),
            Map.of("allowedHosts", new String[] {"10.0.0.0/99"}),
            Map.of("scopes", new String[] {"A=B"}))) {
      discovery.modified(config(wrong));
    }
    assertEquals(List.of("LAB"), find(within(100)).report().scopes());
  }

  @Test
  void withoutAnEndpointTheSourcesAreStillAsked() throws Exception {
    discovery.unsetEndpoint(endpoint);
    source("static", query -> List.of(offer("four", 44)));
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("four:23", 44), loads(list));
    assertEquals(
        List.of("SLP was not asked: there is no SLP endpoint at the moment"),
        list.report().notes());
  }

  /** The one that comes first has the highest ranking. */
  private ServiceReference<ServerSource> source(String name, ServerSource source) {
    Map<String, ?> properties = Map.of(ServerSource.NAME, name, "service.ranking", -sourcesSoFar++);
    ServiceReference<ServerSource> reference =
        registry.reference("bundle of " + name, source, properties);
    discovery.addSource(reference);
    return reference;
  }

  private static ServerOffer offer(String host, int load) {
    return new ServerOffer(
        "service:tn3270://" + host + ":23",
        host,
        23,
        OptionalInt.of(load),
        List.of(),
        new java.util.TreeMap<>(),
        List.of(),
        "",
        Instant.EPOCH);
  }

  @Test
  void sourcesAndSlpAreMergedAndSlpComesFirst() throws Exception {
    agent().offer(ONE, "(LOAD=10)").start();
    ServiceReference<ServerSource> first =
        source("first", query -> List.of(offer("ONE", 99), offer("four", 44)));
    source("second", query -> List.of(offer("four", 55)));
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("one:23", 10, "four:23", 44), loads(list));
    Map<String, String> names = new HashMap<>();
    list.offers().forEach(o -> names.put(o.host(), o.source()));
    assertEquals(Map.of("one", "slp", "four", "first"), names);
    discovery.removeSource(first);
    assertEquals(Map.of("one:23", 10, "four:23", 55), loads(find(ServerQuery.any())));
  }

  @Test
  void aSourceThatFoundSomethingIsNotKeptWaitingForSlpToFindNothing() throws Exception {
    source("static", query -> List.of(offer("four", 44)));
    ServerList list = find(new ServerQuery("", "", "", null, null));
    assertEquals(Map.of("four:23", 44), loads(list));
    assertFalse(list.complete());
    assertTrue(list.report().took().toMillis() < 10_000, list.report().toString());
  }

  @Test
  void sourcesThatThrowReturnNullOrBlockAreNotedAndQuarantinedAfterThreeFaults() throws Exception {
    agent().offer(ONE, "(LOAD=10)").start();
    hurrySources();
    AtomicInteger calls = new AtomicInteger();
    source("good", query -> List.of(offer("four", 44)));
    source(
        "throwing",
        query -> {
          throw new IllegalStateException("on purpose");
        });
    source("null", query -> null);
    source("holes", query -> java.util.Collections.singletonList(null));
    source(
        "blocking",
        query -> {
          calls.incrementAndGet();
          end.await();
          return List.of();
        });
    for (int i = 0; i < 3; i++) {
      ServerList list = find(ServerQuery.any());
      assertEquals(Map.of("one:23", 10, "four:23", 44), loads(list));
      assertEquals(4, list.report().notes().size(), list.report().notes().toString());
    }
    // A source whose turn came late has its whole time, which ends after the search.
    await().until(() -> report().sources.stream().filter(s -> s.quarantined).count() == 4);
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("one:23", 10, "four:23", 44), loads(list));
    assertTrue(
        list.report().notes().stream().allMatch(n -> n.contains("quarantined")),
        list.report().notes().toString());
    assertEquals(3, calls.get(), "a quarantined source is neither called nor waited for");
    Map<String, Boolean> quarantined =
        report().sources.stream().collect(Collectors.toMap(s -> s.name, s -> s.quarantined));
    assertEquals(
        Map.of("good", false, "throwing", true, "null", true, "holes", true, "blocking", true),
        quarantined);
  }
}
