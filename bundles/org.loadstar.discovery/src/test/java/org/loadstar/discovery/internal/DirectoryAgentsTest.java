// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.DirectoryAgentDTO;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpRequest;

/** Directory agents: how they become known, what they are asked, and what they save. */
class DirectoryAgentsTest extends LoopbackTest {
  private static ServerQuery scope(String scope) {
    return new ServerQuery(scope, "", "", null, Duration.ofSeconds(5));
  }

  private void configured(Map<String, Object> more) {
    Map<String, Object> all = new java.util.HashMap<>(more);
    all.put("directoryAgents", new String[] {"127.0.0.1"});
    discovery.modified(config(all));
  }

  private DirectoryAgentDTO known() {
    List<DirectoryAgentDTO> all =
        report().directoryAgents.stream().filter(d -> d.heard && d.version == 2).toList();
    assertEquals(1, all.size(), report().directoryAgents.toString());
    return all.get(0);
  }

  @Test
  void aDirectoryAgentIsFoundAndAskedAndKnownFromThenOn() throws Exception {
    Agent directory = agent().directory().offer(ONE, "(LOAD=10)").start();
    ServerList list = find(scope(""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertTrue(list.complete());
    assertTrue(directory.asked(SrvRqst.class).stream().anyMatch(r -> !r.multicast()));
    DirectoryAgentDTO known = known();
    assertEquals("127.0.0.1", known.address);
    assertEquals(List.of("DEFAULT"), known.scopes);
    assertTrue(known.lastAnswer > 0);
    assertEquals("active", report().directoryDiscovery);
    directory.close();
    nothingIsOpen();
  }

  @Test
  void aSearchWithAKnownDirectoryAgentSendsNoMulticastAndIsCompleteAtOnce() throws Exception {
    Agent directory = agent().directory().describing().offer(ONE, "(LOAD=10)").start();
    find(scope(""));
    directory.forget();
    long before = report().packetsSent;
    ServerList list = find(scope(""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertTrue(list.complete());
    assertTrue(directory.asked.stream().noneMatch(SlpRequest::multicast), "no multicast");
    // One request per service type, the attributes being in the replies.
    assertEquals(2, report().packetsSent - before);
  }

  @Test
  void whereOthersAreToBeLookedForTheSearchDoesNotWaitForThem() throws Exception {
    Agent directory = agent().directory().describing().offer(ONE, "(LOAD=10)").start();
    configured(Map.of());
    find(within(5000)); // nobody has been looked for, so that it is time to
    directory.forget();
    long before = report().searches;
    ServerList list = find(scope(""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertTrue(list.complete());
    assertTrue(list.report().took().toMillis() < 10_000, list.report().toString());
    await().until(() -> directory.asked.stream().anyMatch(SlpRequest::multicast));
    assertEquals(
        List.of(), directory.asked(SrvRqst.class).stream().filter(SlpRequest::multicast).toList());
    assertEquals(before + 1, report().searches);
    await().until(() -> known().configured);
  }

  @Test
  void whatEveryKnownDirectoryAgentKnowsNothingOfIsCompleteAtOnce() throws Exception {
    Agent service = agent().describing().offer(TWO, "(LOAD=20)").start();
    // The one that comes last gets what is sent to the port of the host they share.
    Agent directory = agent().directory().describing().start();
    find(scope(""));
    service.forget();
    directory.forget();
    ServerList list = find(scope(""));
    assertEquals(Map.of(), loads(list));
    assertTrue(list.complete());
    assertEquals(2, directory.asked(SrvRqst.class).size());
    assertEquals(List.of(), service.asked, "no multicast");
    assertTrue(list.report().took().toMillis() < 10_000, list.report().toString());
  }

  @Test
  void whereItIsCrossCheckedADirectoryAgentThatKnowsNothingHidesNoServer() throws Exception {
    discovery.modified(config(Map.of("crossCheck", true)));
    Agent service = agent().describing().offer(TWO, "(LOAD=20)").start();
    Agent directory = agent().directory().describing().start();
    find(scope(""));
    service.forget();
    directory.forget();
    assertEquals(Map.of("two:2323", 20), loads(find(scope(""))));
    assertTrue(directory.asked(SrvRqst.class).stream().anyMatch(r -> !r.multicast()));
    assertTrue(service.asked(SrvRqst.class).stream().anyMatch(SlpRequest::multicast));
  }

  @Test
  void aFindWithAKnownDirectoryAgentTakesMilliseconds() throws Exception {
    agent().directory().describing().offer(ONE, "(LOAD=10)").start();
    find(scope(""));
    long[] micros = new long[200];
    for (int i = 0; i < micros.length; i++) {
      long start = System.nanoTime();
      assertTrue(find(scope("")).complete());
      micros[i] = (System.nanoTime() - start) / 1000;
    }
    Arrays.sort(micros);
    System.out.println("find with a known DA: p50 " + micros[100] + " us, p99 " + micros[197]);
  }

  @Test
  void aSilentDirectoryAgentIsForgottenAndTheSearchGoesOnByMulticast() throws Exception {
    Agent directory = agent().directory().offer(ONE, "(LOAD=10)").start();
    find(scope(""));
    directory.close();
    // It shares the host, and so the address, with the one that is gone.
    agent().describing().offer(TWO, "(LOAD=20)").deafTo(r -> !r.multicast()).start();
    ServerList list = find(scope(""));
    assertEquals(Map.of("two:2323", 20), loads(list));
    assertEquals(List.of(), report().directoryAgents);
    assertTrue(
        list.report().notes().contains("the directory agent 127.0.0.1 did not answer"),
        list.report().notes().toString());
  }

  @Test
  void oneThatSpeaksOneVersionOnlyStaysKnownInThatOne() throws Exception {
    for (int version : List.of(1, 2)) {
      Agent directory = agent().directory().version(version).offer(ONE, "(LOAD=10)").start();
      configured(Map.of());
      find(scope(""));
      assertEquals(
          List.of(version),
          report().directoryAgents.stream().filter(d -> d.heard).map(d -> d.version).toList());
      directory.forget();
      assertTrue(find(scope("")).complete());
      assertEquals(
          List.of(version),
          directory.asked.stream().map(r -> r.message().header().version()).distinct().toList());
      directory.close();
      discovery.modified(config(Map.of()));
    }
  }

  @Test
  void whereNoDirectoryAgentServesAScopeTheGroupIsAskedForIt() throws Exception {
    Agent service = agent().scopes("FLOOR2").describing().offer(TWO, "(LOAD=20)").start();
    Agent directory = agent().directory().scopes("LAB").offer(ONE, "(LOAD=10)").start();
    discovery.modified(config(Map.of("scopes", new String[] {"LAB", "FLOOR2"})));
    assertEquals(Map.of("one:23", 10, "two:2323", 20), loads(find(scope(""))));
    service.forget();
    directory.forget();
    assertEquals(Map.of("one:23", 10, "two:2323", 20), loads(find(scope(""))));
    assertTrue(
        service.asked(SrvRqst.class).stream()
            .filter(SlpRequest::multicast)
            .allMatch(r -> ((SrvRqst) r.message()).scopes().toString().equals("FLOOR2")),
        service.asked.toString());
    directory.forget();
    assertEquals(Map.of("one:23", 10), loads(find(scope("LAB"))));
    assertTrue(directory.asked.stream().noneMatch(SlpRequest::multicast));
  }

  @Test
  void aConfiguredDirectoryAgentIsAskedWithoutAnyMulticast() throws Exception {
    Agent directory = agent().directory().offer(ONE, "(LOAD=10)").start();
    configured(Map.of("saMulticastTimeoutMillis", 0, "daDiscoveryTimeoutMillis", 0));
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("one:23", 10), loads(list));
    assertTrue(list.complete());
    assertTrue(directory.asked.stream().noneMatch(SlpRequest::multicast));
    // It was asked for its scopes too, so that it is known from now on.
    assertTrue(known().configured);
    assertEquals("off", report().directoryDiscovery);
  }

  @Test
  void withoutDiscoveryNoDirectoryAgentIsAskedButThoseConfigured() throws Exception {
    Agent directory = agent().directory().offer(ONE, "(LOAD=10)").start();
    find(scope(""));
    assertEquals(Map.of(), loads(find(within(300))));
    directory.forget();
    configured(Map.of());
    assertEquals(Map.of("one:23", 10), loads(find(within(300))));
  }

  @Test
  void aDirectoryAgentOfVersion1IsFoundAndAskedInItsVersion() throws Exception {
    Agent directory = agent().directory().version(1).offer(ONE, "(LOAD=10)").start();
    assertEquals(Map.of("one:23", 10), loads(find(scope(""))));
    directory.forget();
    ServerList list = find(scope(""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertTrue(list.complete());
    assertTrue(
        directory.asked.stream()
            .allMatch(r -> !r.multicast() && r.message().header().version() == 1));
  }

  @Test
  void anAgentThatSpeaksBothVersionsIsAskedInTheLaterOne() throws Exception {
    Agent directory = agent().directory().offer(ONE, "(LOAD=10)").start();
    find(scope(""));
    directory.forget();
    find(scope(""));
    assertTrue(directory.asked.stream().allMatch(r -> r.message().header().version() == 2));
  }

  @Test
  void attributesAreAskedForOneByOneWhereTheRepliesDoNotHaveThem() throws Exception {
    Agent directory = agent().directory();
    for (int i = 0; i < 10; i++) {
      directory.offer("service:tn3270://h" + i + ":23", "(LOAD=" + i + ")");
    }
    directory.start();
    find(scope(""));
    assertEquals(false, known().attributeLists);
    directory.forget();
    assertEquals(10, loads(find(scope(""))).size());
    assertEquals(10, directory.asked(AttrRqst.class).size());
    assertEquals(12, directory.asked.size());
    directory.describing().forget();
    assertEquals(10, loads(find(scope(""))).size());
    assertEquals(0, directory.asked(AttrRqst.class).size());
    assertEquals(true, known().attributeLists);
  }

  @Test
  void onlyOneThatSaysSoIsAskedToSortAndSelect() throws Exception {
    discovery.modified(config(Map.of("leastLoaded", 2)));
    Agent directory = agent().directory().describing();
    for (int load : List.of(30, 10, 40, 20)) {
      directory.offer("service:tn3270://h" + load + ":23", "(LOAD=" + load + ")");
    }
    directory.start();
    assertEquals(4, loads(find(scope(""))).size());
    directory.abilities("select-enabled,sort-enabled").rebooted();
    ServerLocator.Watch hearing = discovery.watch(scope(""), change -> {});
    await().until(() -> report().directoryDiscovery.equals("passive"));
    directory.announce(true);
    await().until(() -> known().sorts);
    hearing.close();
    ServerList list = find(scope(""));
    assertEquals(Map.of("h10:23", 10, "h20:23", 20), loads(list));
    assertTrue(
        list.report().notes().stream()
            .anyMatch(n -> n.endsWith("told the 2 least loaded of 4 servers")),
        list.report().notes().toString());
  }

  @Test
  void oneThatDropsMandatoryExtensionsIsAskedWithoutThemFromThenOn() throws Exception {
    Agent directory =
        agent()
            .directory()
            .describing()
            .abilities("select-enabled,sort-enabled")
            .offer(ONE, "(LOAD=10)")
            .deafTo(r -> r.message().header().extension(SelectExtension.ID).isPresent())
            .start();
    assertEquals(Map.of("one:23", 10), loads(find(scope(""))));
    assertFalse(known().sorts);
    directory.forget();
    assertEquals(Map.of("one:23", 10), loads(find(scope(""))));
    assertEquals(2, directory.asked.size());
  }

  @Test
  void theLessLoadedHalfIsFoundWhereLoadsAreAskedForFirst() throws Exception {
    discovery.modified(config(Map.of("loadFirst", true)));
    Agent directory = agent().directory().describing();
    for (int load : List.of(30, 10, 40, 20)) {
      directory.offer("service:tn3270://h" + load + ":23", "(LOAD=" + load + ")");
    }
    directory.start();
    find(scope(""));
    directory.forget();
    ServerList list = find(scope(""));
    assertEquals(Map.of("h10:23", 10, "h20:23", 20), loads(list));
    assertTrue(list.complete());
    assertEquals(2, directory.asked(AttrRqst.class).size());
    assertEquals(
        List.of("(LOAD<=20)", "(LOAD<=20)"),
        directory.asked(SrvRqst.class).stream()
            .map(r -> ((SrvRqst) r.message()).predicate())
            .toList());
  }

  @Test
  void aKeptConnectionIsUsedAtOnceAndNeedsOneRequestForEachType() throws Exception {
    Agent directory = agent().directory().describing();
    for (int i = 0; i < 10; i++) {
      String pools = "(LUPOOL=POOL" + i + " 3270002,POOL" + i + " 3270003,POOL" + i + ")";
      directory.offer("service:tn3270://h" + i + ":23", "(LOAD=" + i + ")," + pools);
    }
    directory.start();
    // The reply to the datagram is cut: asked again by TCP.
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> loads(find(scope(""))).size() == 10 && known().streams != null);
    assertEquals(true, known().streams);
    // A connection is kept when a second request comes soon.
    assertEquals(10, loads(find(scope(""))).size());
    directory.forget();
    long before = report().packetsSent;
    ServerList list = find(scope(""));
    assertEquals(10, loads(list).size());
    assertEquals(List.of(), list.report().notes());
    assertEquals(2, directory.asked.size(), directory.asked.toString());
    assertTrue(directory.asked.stream().allMatch(SlpRequest::stream));
    assertEquals(2, report().packetsSent - before);
  }

  @Test
  void oneThatDatagramsDoNotReachIsAskedByTcp() throws Exception {
    agent()
        .directory()
        .describing()
        .offer(ONE, "(LOAD=10)")
        .deafTo(r -> !r.multicast() && !r.stream())
        .start();
    ServerList list = find(scope(""));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertEquals(true, known().streams);
  }
}
