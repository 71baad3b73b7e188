// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpRequest;

/** How many requests a search of a known directory agent takes for ten servers of each type. */
class RequestCountTest extends LoopbackTest {
  private static final int SERVERS = 10;

  /**
   * The replies fit the datagrams of version 1, which may have 350 bytes for so small a request.
   */
  private static final String HOSTS = "10.0.0.";

  private static final List<String> TYPES = List.of("service:tn3270", "service:tn3270e");

  /** It is known, and no connection is kept to it. */
  private Agent known(int version, Agent directory, String hosts) throws Exception {
    discovery.modified(config(Map.of("directoryAgents", new String[] {"127.0.0.1"})));
    directory.offer(ONE, "(LOAD=35)").start();
    assertEquals(1, find(version).size());
    directory.withdraw(ONE);
    for (int i = 0; i < SERVERS; i++) {
      String attributes =
          "(LOAD=" + i + "),(LUPOOL=POOL1 3270002,POOL2 3270003),(SERVERNAME=server" + i + "),BIND";
      directory.offer("service:tn3270://" + hosts + i + ":23", attributes);
      directory.offer("service:tn3270e://" + hosts + i + ":24", attributes);
    }
    directory.forget();
    return directory;
  }

  private Map<String, Integer> find(int version) throws Exception {
    ServerQuery query =
        new ServerQuery(
            "", "", "", Duration.ZERO, Duration.ofSeconds(30), false, "", List.of(version));
    return loads(find(query));
  }

  private void findAll(int version) throws Exception {
    Map<String, Integer> loads = find(version);
    assertEquals(2 * SERVERS, loads.size());
    assertEquals(SERVERS, Set.copyOf(loads.values()).size(), "all loads are known");
  }

  /** The requests about each type as the directory agent got them, by UDP or TCP. */
  private static Map<String, Long> asked(Agent directory, boolean stream) {
    Map<String, Long> counts = new TreeMap<>();
    TYPES.forEach(type -> counts.put(type, 0L));
    // A busy machine answers late, and then the same message is sent again.
    Set<SlpMessage> different = new HashSet<>();
    for (SlpRequest request : directory.asked) {
      if (request.stream() == stream && different.add(request.message())) {
        counts.computeIfPresent(type(request.message()), (type, count) -> count + 1);
      }
    }
    return counts;
  }

  private static String type(SlpMessage request) {
    String asked = request instanceof SrvRqst r ? r.serviceType() : ((AttrRqst) request).url();
    return asked.split("://", 2)[0];
  }

  private static Map<String, Long> each(long count) {
    return Map.of(TYPES.get(0), count, TYPES.get(1), count);
  }

  @Test
  void withAttributeListsOneIsRepeatedByTcpAndThenOneOnTheKeptConnectionIsEnough()
      throws Exception {
    Agent directory = known(2, agent().directory().version(2).describing(), HOSTS);
    findAll(2);
    assertEquals(each(1), asked(directory, false));
    assertEquals(each(1), asked(directory, true));
    directory.forget();
    findAll(2);
    assertEquals(each(0), asked(directory, false));
    assertEquals(each(1), asked(directory, true));
  }

  @Test
  void withoutAttributeListsEveryServerIsAskedAboutOnce() throws Exception {
    Agent directory = known(2, agent().directory().version(2), HOSTS);
    for (int search = 0; search < 2; search++) {
      directory.forget();
      findAll(2);
      assertEquals(each(1 + SERVERS), asked(directory, false));
      assertEquals(each(0), asked(directory, true));
    }
  }

  @Test
  void inVersion1EveryServerIsAskedAboutOnce() throws Exception {
    Agent directory = known(1, agent().directory().version(1), HOSTS);
    for (int search = 0; search < 2; search++) {
      directory.forget();
      findAll(1);
      assertEquals(each(1 + SERVERS), asked(directory, false));
      assertEquals(each(0), asked(directory, true));
    }
  }

  @Test
  void whereNamesAreLongOneIsRepeatedByTcpAndTheNextSearchUsesTheKeptConnection() throws Exception {
    Agent directory = known(1, agent().directory().version(1), "a-longer-name.example.net");
    findAll(1);
    assertEquals(each(1 + 1 + SERVERS), sum(directory));
    directory.forget();
    findAll(1);
    assertEquals(each(0), asked(directory, false));
    assertEquals(each(1 + SERVERS), asked(directory, true));
  }

  private static Map<String, Long> sum(Agent directory) {
    Map<String, Long> sum = new TreeMap<>(asked(directory, false));
    asked(directory, true).forEach((type, count) -> sum.merge(type, count, Long::sum));
    return sum;
  }
}
