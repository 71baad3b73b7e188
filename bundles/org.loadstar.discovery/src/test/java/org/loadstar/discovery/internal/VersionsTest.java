// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpRequest;

/** Both versions of SLP, side by side and each by itself; which attributes need another request. */
class VersionsTest extends LoopbackTest {
  private static List<Integer> versions(Agent agent) {
    return agent.asked.stream().map(r -> r.message().header().version()).distinct().toList();
  }

  @Test
  void agentsOfBothVersionsAreFoundInOneSearch() throws Exception {
    Agent older = agent().version(1).offer(ONE, "(LOAD=10)").start();
    Agent later = agent().version(2).offer(TWO, "(LOAD=20)").start();
    ServerList list = find(ServerQuery.any());
    assertEquals(Map.of("one:23", 10, "two:2323", 20), loads(list));
    assertEquals(List.of(2, 1), list.report().versions());
    assertEquals(List.of(1), older.asked(AttrRqst.class).stream().map(VersionsTest::of).toList());
    assertEquals(List.of(2), later.asked(AttrRqst.class).stream().map(VersionsTest::of).toList());
  }

  private static int of(SlpRequest request) {
    return request.message().header().version();
  }

  @Test
  void aQueryMayNameTheVersion() throws Exception {
    Agent agent = agent().offer(ONE, "(LOAD=10)").start();
    for (int version : List.of(1, 2)) {
      agent.forget();
      ServerList list = find(inVersion(version, ""));
      assertEquals(Map.of("one:23", 10), loads(list));
      assertEquals(List.of(version), list.report().versions());
      assertEquals(List.of(version), versions(agent));
    }
  }

  @Test
  void poolsAreAskedForInVersion1Too() throws Exception {
    agent()
        .version(1)
        .offer(ONE, "(LOAD=10),(LUPOOL=POOL1 3270002)")
        .offer(TWO, "(LOAD=20),(LUPOOL=POOL2\\093270002)")
        .start();
    assertEquals(Map.of("one:23", 10), loads(find(pool("POOL1", "3270002"))));
    assertEquals(Map.of("two:2323", 20), loads(find(pool("POOL2", "3270002"))));
    assertEquals(Map.of("two:2323", 20), loads(find(pool("POOL2", "*"))));
  }

  @Test
  void anUnscopedRequestIsOneOfVersion1WithoutScope() throws Exception {
    Agent agent = agent().scopes("LAB").offer(ONE, "(LOAD=10)").start();
    ServerList list =
        find(new ServerQuery(ServerQuery.UNSCOPED, "", "", null, Duration.ofSeconds(15)));
    assertEquals(Map.of("one:23", 10), loads(list));
    assertEquals(List.of(), list.report().scopes());
    assertEquals(List.of(1), list.report().versions());
    assertTrue(
        agent.asked(SrvRqst.class).stream()
            .allMatch(r -> of(r) == 1 && ((SrvRqst) r.message()).scopes().isEmpty()));
  }

  @Test
  void severalScopesAreARequestEachInVersion1() throws Exception {
    Agent agent = agent().version(1).scopes("FLOOR2").offer(ONE, "(LOAD=10)").start();
    discovery.modified(config(Map.of("scopes", new String[] {"LAB", "FLOOR2"})));
    assertEquals(Map.of("one:23", 10), loads(find(inVersion(1, ""))));
    assertEquals(
        List.of("FLOOR2", "LAB"),
        agent.asked(SrvRqst.class).stream()
            .map(r -> ((SrvRqst) r.message()).scopes().toString())
            .distinct()
            .sorted()
            .toList());
  }

  @Test
  void withAttributeListsInTheRepliesNoAttributesAreAskedFor() throws Exception {
    Agent describing = agent().version(2).describing().offer(ONE, "(LOAD=10)").start();
    Agent plain = agent().version(2).offer(TWO, "(LOAD=20)").start();
    assertEquals(Map.of("one:23", 10, "two:2323", 20), loads(find(ServerQuery.any())));
    assertEquals(0, describing.asked(AttrRqst.class).size());
    assertEquals(1, plain.asked(AttrRqst.class).size());
    assertTrue(
        describing.asked(SrvRqst.class).stream()
            .filter(r -> of(r) == 2)
            .allMatch(r -> r.message().header().extension(AttributeListExtension.ID).isPresent()));
  }

  @Test
  void oneInterfaceMayBeNamed() throws Exception {
    agent().offer(ONE, "(LOAD=10)").start();
    ServerList lo = find(new ServerQuery("", "", "", null, null, false, "lo", List.of()));
    assertEquals(Map.of("one:23", 10), loads(lo));
    ServerList none =
        find(new ServerQuery("", "", "", null, Duration.ofMillis(300), false, "none0", List.of()));
    assertEquals(Map.of(), loads(none));
    assertEquals(List.of(), none.report().interfaces());
    assertEquals(List.of("the interface none0 cannot be used for SLP"), none.report().notes());
  }

  @Test
  void theCompleteListIsAwaitedWhereItIsWanted() throws Exception {
    agent().describing().offer(ONE, "(LOAD=10)").start();
    ServerList usable = find(ServerQuery.any());
    assertEquals(false, usable.complete());
    ServerList complete = find(ServerQuery.any().untilComplete());
    assertEquals(true, complete.complete());
    assertEquals(loads(usable), loads(complete));
    assertTrue(complete.report().took().toMillis() < 10_000, complete.report().toString());
  }
}
