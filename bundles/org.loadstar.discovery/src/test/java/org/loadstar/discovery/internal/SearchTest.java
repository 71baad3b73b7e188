// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.discovery.internal.Topic.DIRECTORY_AGENTS;
import static org.loadstar.discovery.internal.Topic.TN3270;
import static org.loadstar.discovery.internal.Topic.TN3270E;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.loadstar.discovery.internal.Search.Action;
import org.loadstar.slp.MulticastConvergence;

/** The search on a clock of its own: each line is what it does at which millisecond. */
class SearchTest {
  private final List<String> log = new ArrayList<>();
  private long now;
  private long wake;
  private boolean done;
  private Search search;

  private void start(int saMillis, int daMillis, Target... targets) {
    Map<Topic, MulticastConvergence> convergences = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      int millis = topic.servers() ? saMillis : daMillis;
      if (millis > 0) {
        convergences.put(topic, new MulticastConvergence(0, nanos(millis), 1000));
      }
    }
    search = new Search(0, convergences, nanos(Math.max(2000, Math.max(saMillis, daMillis))));
    follow(search.start(0, List.of(targets)));
  }

  private static long nanos(long millis) {
    return millis * 1_000_000;
  }

  private void follow(List<Action> actions) {
    for (Action action : actions) {
      assertTrue(!done, "an action after the end: " + action);
      if (action instanceof Action.WaitUntil wait) {
        wake = wait.nanos();
        assertTrue(wake > now || wake == 0, "waits for the past: " + wake + " at " + now);
      } else if (action instanceof Action.Multicast m) {
        log.add(now / 1_000_000 + " " + m.topic() + m.previousResponders());
      } else if (action instanceof Action.Ask ask) {
        log.add(now / 1_000_000 + (ask.multicast() ? " all about " : " ask ") + name(ask.target()));
      } else if (action instanceof Action.Done end) {
        log.add(now / 1_000_000 + (end.complete() ? " complete" : " usable"));
        done = true;
      }
    }
  }

  private static String name(Target target) {
    return target instanceof Target.Description d ? d.url() : target.toString();
  }

  /** Lets time pass, waking the search when it wishes. */
  private void until(long millis) {
    while (!done && wake <= nanos(millis)) {
      now = wake;
      follow(search.timer(now));
    }
    now = nanos(millis);
  }

  private void reply(Topic topic, String responder, String... urls) {
    follow(search.reply(now, topic, responder, describe(urls)));
  }

  private void answer(String url) {
    follow(search.answered(now, new Target.Description(url), List.of()));
  }

  private static List<Target> describe(String... urls) {
    return List.of(urls).stream().map(u -> (Target) new Target.Description(u)).toList();
  }

  private List<String> lines(String part) {
    return log.stream().filter(l -> l.contains(part)).toList();
  }

  @Test
  void aServerIsAskedAtOnceAndTheListIsUsableAfterTwoQuietRounds() {
    start(15_000, 0);
    until(5);
    reply(TN3270, "10.0.0.1", "u");
    until(7);
    answer("u");
    until(20_000);
    assertEquals(
        List.of(
            "0 TN3270[]",
            "0 TN3270E[]",
            "5 ask u",
            "100 TN3270[10.0.0.1]",
            "100 TN3270E[]",
            "200 TN3270[10.0.0.1]",
            "300 TN3270[10.0.0.1]",
            "300 TN3270E[]",
            "300 usable"),
        log);
  }

  @Test
  void withNothingFoundOnlyTheTimeOutEndsTheSearch() {
    start(2500, 1000);
    until(20_000);
    assertEquals("2500 complete", log.get(log.size() - 1));
    assertEquals(
        List.of("0 TN3270[]", "100 TN3270[]", "300 TN3270[]", "700 TN3270[]", "1500 TN3270[]"),
        lines("TN3270["));
    assertEquals(4, lines("DIRECTORY_AGENTS").size());
  }

  @Test
  void lookingForDirectoryAgentsDelaysNothing() {
    start(15_000, 15_000);
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(20_000);
    assertEquals("300 usable", log.get(log.size() - 1));
  }

  @Test
  void aDirectoryAgentThatWasFoundIsWaitedFor() {
    start(15_000, 3000);
    Target services = new Target.Services(InetSocketAddress.createUnresolved("da", 427), TN3270);
    follow(search.reply(now, DIRECTORY_AGENTS, "10.0.0.9", List.of(services)));
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(400);
    follow(search.answered(now, services, describe("v")));
    until(450);
    answer("v");
    assertEquals(List.of("0 ask " + services, "200 ask " + services), lines(services.toString()));
    assertEquals(List.of("400 ask v"), lines(" v"));
    assertEquals("450 usable", log.get(log.size() - 1));
  }

  @Test
  void aSilentAgentIsAskedTwiceThenEverybodyThenItIsGivenUp() {
    start(15_000, 0);
    reply(TN3270, "10.0.0.1", "x");
    until(20_000);
    assertEquals(
        List.of("0 ask x", "200 ask x", "600 all about x", "800 all about x"), lines(" x"));
    assertEquals("1200 usable", log.get(log.size() - 1));
  }

  @Test
  void onASlowLinkTheAgentHasMoreTimeToAnswer() {
    start(15_000, 0);
    until(300);
    reply(TN3270, "10.0.0.1", "u");
    until(1400);
    assertEquals(List.of("300 ask u"), lines(" u"));
    until(1500);
    assertEquals(List.of("300 ask u", "1500 ask u"), lines(" u"));
  }

  @Test
  void withoutMulticastAServersAttributesAreAskedOfItsAgentAlone() {
    Target services = new Target.Services(InetSocketAddress.createUnresolved("da", 427), TN3270E);
    start(0, 0, services);
    follow(search.answered(now, services, describe("u")));
    until(20_000);
    assertEquals(
        List.of("0 ask " + services, "0 ask u", "200 ask u", "600 ask u", "1400 complete"), log);
  }

  @Test
  void theTimeOutEndsTheSearchWithWhatThereIs() {
    start(2000, 0);
    until(1950);
    reply(TN3270, "10.0.0.1", "late");
    until(20_000);
    assertEquals("2000 complete", log.get(log.size() - 1));
  }

  @Test
  void somethingFoundElsewhereEndsTheSearchAfterTwoRoundsOfNothing() {
    start(15_000, 0);
    until(50);
    follow(search.foundElsewhere(now));
    until(20_000);
    assertEquals("300 usable", log.get(log.size() - 1));
  }

  @Test
  void noMoreThanTheirNumberOfLookupsIsOpenAtATime() {
    start(15_000, 0);
    String[] urls = IntStream.range(0, 100).mapToObj(i -> "u" + i).toArray(String[]::new);
    reply(TN3270, "10.0.0.1", urls);
    assertEquals(Search.MOST_LOOKUPS, lines("ask").size());
    for (String url : urls) {
      answer(url);
      assertTrue(lines("ask").size() <= 100);
    }
    assertEquals(100, lines("ask").size());
    until(20_000);
    assertEquals("300 usable", log.get(log.size() - 1));
  }

  @Test
  void everyServerTopicHasToBeQuiet() {
    start(15_000, 0);
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(250);
    reply(TN3270E, "10.0.0.2", "v");
    answer("v");
    until(20_000);
    assertTrue(lines("usable").get(0).startsWith("1"), log.toString());
  }
}
