// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.SrvRqst;

/** What is done with advertisements that are signed, that are not, and that are wrongly. */
class AuthenticationTest extends LoopbackTest {
  private void policy(String policy, Object... more) {
    discovery.addKey(Keys.open(Keys.ED));
    discovery.addKey(Keys.open(Keys.RSA));
    Map<String, Object> values = new java.util.HashMap<>(Map.of("authentication", policy));
    for (int i = 0; i < more.length; i += 2) {
      values.put((String) more[i], more[i + 1]);
    }
    discovery.modified(config(values));
  }

  /** For where something is found; else it waits long. */
  private static ServerQuery in(int version) {
    return in(version, 15_000);
  }

  /** For where nothing is found: the time that all have to answer. */
  private static ServerQuery brief(int version) {
    return in(version, 1000);
  }

  private static ServerQuery in(int version, int millis) {
    return new ServerQuery(
        "", "", "", Duration.ZERO, Duration.ofMillis(millis), false, "", List.of(version));
  }

  private static Map<String, Boolean> signed(ServerList list) {
    return list.offers().stream()
        .collect(Collectors.toMap(ServerOffer::address, ServerOffer::signed));
  }

  private static void assertNoted(ServerList list, String what) {
    List<String> notes = list.report().notes();
    assertTrue(notes.stream().anyMatch(n -> n.contains(what)), what + " is not in " + notes);
  }

  @Test
  void withoutPolicyNothingIsVerifiedAndNoIndexIsSent() throws Exception {
    Agent agent = agent().describing().signing(Keys.ring(Keys.ED)).offer(ONE, "(LOAD=1)").start();
    discovery.addKey(Keys.open(Keys.ED));
    assertEquals(Map.of("one:23", false), signed(find(in(2))));
    assertTrue(
        agent.asked(SrvRqst.class).stream().allMatch(r -> ((SrvRqst) r.message()).spi().isEmpty()));
    assertEquals("off", report().authentication);
    assertEquals(List.of("good"), report().keys);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereSignaturesArePreferredBothAreFoundAndToldApart(boolean lists) throws Exception {
    Agent first = agent().version(2).signing(Keys.ring(Keys.ED)).offer(ONE, "(LOAD=60)");
    Agent second = agent().version(2).offer(TWO, "(LOAD=0)");
    if (lists) {
      first.describing();
      second.describing();
    }
    first.start();
    second.start();
    policy("prefer");
    ServerList list = find(in(2));
    assertEquals(Map.of("one:23", true, "two:2323", false), signed(list));
    assertEquals(Map.of("one:23", 60, "two:2323", 0), loads(list));
  }

  @Test
  void anUnsignedAdvertisementChangesNothingOfASignedOne() throws Exception {
    agent().version(2).describing().signing(Keys.ring(Keys.ED)).offer(ONE, "(LOAD=60)").start();
    agent().version(2).describing().offer("service:tn3270e://one:23", "(LOAD=0)").start();
    agent().version(2).describing().offer(ONE, "(LOAD=0)").start();
    policy("prefer");
    ServerList list = find(in(2));
    assertEquals(Map.of("one:23", true), signed(list));
    assertEquals(Map.of("one:23", 60), loads(list));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whereSignaturesAreRequiredOthersDoNotCount(int version) throws Exception {
    agent()
        .version(version)
        .describing()
        .signing(Keys.ring(Keys.ED, Keys.RSA))
        .offer(ONE, "(LOAD=60)")
        .start();
    agent().version(version).describing().offer(TWO, "(LOAD=0)").start();
    policy("require");
    ServerList list = find(in(version));
    assertEquals(Map.of("one:23", true), signed(list));
    assertEquals(Map.of("one:23", 60), loads(list));
  }

  @Test
  void whereSignaturesAreRequiredAnUnsignedAgentIsNotFoundAndTheReportSaysWhy() throws Exception {
    agent().describing().offer(TWO, "(LOAD=0)").start();
    policy("require");
    ServerList later = find(brief(2));
    assertEquals(Map.of(), signed(later));
    assertNoted(later, "only servers with a signature of good count");
    ServerList first = find(brief(1));
    assertEquals(Map.of(), signed(first));
    assertNoted(first, "told of " + TWO + " without signature");
  }

  @Test
  void withoutAnyKeyNothingIsAskedWhereSignaturesAreRequired() throws Exception {
    Agent agent = agent().describing().offer(TWO, "(LOAD=0)").start();
    discovery.modified(config(Map.of("authentication", "require")));
    ServerList list = find(within(500));
    assertEquals(Map.of(), signed(list));
    assertNoted(list, "SLPv2 was not asked: there is no key to verify it with");
    assertNoted(list, "SLPv1 was not asked: there is no key to verify it with");
    assertEquals(List.of(), agent.asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefer", "require"})
  void aWrongSignatureIsNeverUsed(String policy) throws Exception {
    agent()
        .describing()
        .signing(Keys.ring(Keys.ED, Keys.RSA))
        .forging(signed -> signed.replace("one", "evil"))
        .offer(ONE, "(LOAD=0)")
        .start();
    policy(policy);
    for (int version : List.of(1, 2)) {
      ServerList list = find(brief(version));
      // Where no signature is asked for, that of version 2 is not there to be wrong.
      boolean unsignedCounts = policy.equals("prefer") && version == 2;
      assertEquals(unsignedCounts ? Map.of("evil:23", false) : Map.of(), signed(list));
      assertNoted(list, "service:tn3270://evil:23 with a wrong or expired signature");
    }
  }

  @Test
  void attributesWithAWrongSignatureAreNeverUsed() throws Exception {
    agent()
        .describing()
        .signing(Keys.ring(Keys.ED, Keys.RSA))
        .forging(signed -> signed.replace("LOAD=60", "LOAD=0"))
        .offer(ONE, "(LOAD=60)")
        .start();
    policy("require");
    for (int version : List.of(1, 2)) {
      ServerList list = find(in(version));
      assertEquals(Map.of("one:23", -1), loads(list));
      assertNoted(list, "with a wrong or expired signature");
    }
  }

  @Test
  void aSignatureOfAnotherKeyIsNone() throws Exception {
    agent()
        .describing()
        .signing(Keys.ring(Keys.key("good", "Ed25519", 0), Keys.key("other", "RSA", 1024)))
        .offer(ONE, "(LOAD=0)")
        .start();
    policy("require");
    assertEquals(Map.of(), signed(find(brief(1))));
    assertEquals(Map.of(), signed(find(brief(2))));
  }

  @Test
  void aDirectoryAgentThatSignsIsAskedForWhatIsSigned() throws Exception {
    Agent directory =
        agent()
            .directory()
            .describing()
            .signing(Keys.ring(Keys.ED))
            .offer(ONE, "(LOAD=60)")
            .start();
    policy("require");
    ServerList list = find(new ServerQuery("", "", "", null, Duration.ofSeconds(15)));
    assertEquals(Map.of("one:23", true), signed(list));
    assertTrue(
        directory.asked(SrvRqst.class).stream()
            .allMatch(
                r ->
                    r.message().header().version() == 1
                        || ((SrvRqst) r.message()).spi().equals("good")));
    directory.forget();
    assertTrue(find(new ServerQuery("", "", "", null, null)).complete());
    assertTrue(directory.asked.stream().noneMatch(r -> r.multicast()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "configured"})
  void aDirectoryAgentThatDoesNotSignIsNotUsedWhereSignaturesAreRequired(String how)
      throws Exception {
    Agent unsigned = agent().directory().describing().offer(ONE, "(LOAD=0)").start();
    String[] configured = how.isEmpty() ? new String[0] : new String[] {"127.0.0.1"};
    policy("require", "directoryAgents", configured);
    ServerList list =
        find(new ServerQuery("", "", "", Duration.ofSeconds(1), Duration.ofSeconds(1)));
    assertEquals(Map.of(), signed(list));
    assertTrue(report().directoryAgents.stream().noneMatch(d -> d.heard));
    assertTrue(
        unsigned.asked(SrvRqst.class).stream().allMatch(r -> r.multicast()),
        unsigned.asked(SrvRqst.class).toString());
  }

  @Test
  void aDirectoryAgentWithAWrongSignatureIsNotUsed() throws Exception {
    Agent forging =
        agent()
            .directory()
            .describing()
            .signing(Keys.ring(Keys.ED))
            .forging(signed -> signed.replace("127.0.0.1", "192.0.2.1"))
            .offer(ONE, "(LOAD=0)")
            .start();
    policy("require");
    ServerList list =
        find(new ServerQuery("", "", "", Duration.ofSeconds(1), Duration.ofSeconds(1)));
    assertEquals(Map.of(), signed(list));
    assertNoted(list, "the directory agent 127.0.0.1 has not signed as it must");
    assertTrue(report().directoryAgents.stream().noneMatch(d -> d.heard));
    assertTrue(forging.asked(SrvRqst.class).stream().allMatch(r -> r.multicast()));
  }

  @Test
  void servicesOfOtherKindsAreSiftedToo() throws Exception {
    agent().version(2).signing(Keys.ring(Keys.ED)).offer("service:x://a", "(A=1)").start();
    agent().version(2).offer("service:x://b", "(A=1)").start();
    policy("require", "saMulticastTimeoutMillis", 1000, "daDiscoveryTimeoutMillis", 0);
    assertEquals(
        List.of("service:x://a"),
        discovery
            .services("service:x", List.of(), "")
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .stream()
            .map(s -> s.url())
            .toList());
    assertEquals(
        List.of("(A=1)"),
        discovery
            .attributes("service:x://a", List.of(), List.of())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS));
    assertEquals(
        List.of(),
        discovery
            .attributes("service:x://b", List.of(), List.of())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS));
  }
}
