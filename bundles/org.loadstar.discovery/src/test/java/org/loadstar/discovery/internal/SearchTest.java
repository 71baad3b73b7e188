// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.discovery.internal.Lookup.AGENT_ONLY;
import static org.loadstar.discovery.internal.Lookup.AGENT_THEN_GROUP;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.loadstar.discovery.internal.Search.Action;
import org.loadstar.slp.MulticastConvergence;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.Tn3270Template;

/** The search on a clock of its own: each line is what it does at which millisecond. */
class SearchTest {
  private static final Topic TN3270 =
      new Topic(2, new Question.Services(Tn3270Template.TN3270, "", true), Scopes.DEFAULT);
  private static final Topic TN3270E =
      new Topic(2, new Question.Services(Tn3270Template.TN3270E, "", true), Scopes.DEFAULT);
  private static final Topic DIRECTORY_AGENTS =
      new Topic(2, new Question.DirectoryAgents(), Scopes.DEFAULT);
  private static final Peer AGENT = peer("agent", false);
  private static final Peer DIRECTORY = peer("da", true);

  private final List<String> log = new ArrayList<>();
  private final List<Target> silent = new ArrayList<>();
  private final List<Boolean> everyFamily = new ArrayList<>();
  private boolean covered;
  private boolean untilComplete;
  private boolean doubt;
  private Topic leftWhenSilent;
  private long now;
  private long wake;
  private boolean done;
  private Search search;

  private static Peer peer(String host, boolean directory) {
    return new Peer(InetSocketAddress.createUnresolved(host, 427), null, directory);
  }

  private void start(int saMillis, int daMillis, News.Task... tasks) {
    Map<Topic, MulticastConvergence> convergences = new LinkedHashMap<>();
    for (Topic topic : List.of(TN3270, TN3270E, DIRECTORY_AGENTS)) {
      int millis = topic.directories() ? daMillis : saMillis;
      if (millis > 0) {
        convergences.put(topic, new MulticastConvergence(0, nanos(millis), 1000));
      }
    }
    Search.Coverage coverage =
        new Search.Coverage() {
          @Override
          public boolean covered() {
            return covered;
          }

          @Override
          public Map<Topic, MulticastConvergence> silent(long nowNanos, Target target) {
            silent.add(target);
            covered = false;
            return leftWhenSilent == null
                ? Map.of()
                : Map.of(leftWhenSilent, new MulticastConvergence(nowNanos, nanos(15_000), 1000));
          }

          @Override
          public Map<Topic, MulticastConvergence> doubted(long nowNanos) {
            return doubt
                ? Map.of(TN3270, new MulticastConvergence(nowNanos, nanos(1000), 1000))
                : Map.of();
          }
        };
    search =
        new Search(coverage, untilComplete, nanos(Math.max(2000, Math.max(saMillis, daMillis))));
    follow(search.start(0, convergences, List.of(tasks)));
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
        log.add(now / 1_000_000 + " " + name(m.topic()) + m.previousResponders());
        everyFamily.add(m.byEveryFamily());
      } else if (action instanceof Action.Ask ask) {
        String how =
            switch (ask.how()) {
              case DATAGRAM -> " ask ";
              case PLAIN -> " ask plainly ";
              case GROUP -> " all about ";
              case STREAM -> " stream ";
            };
        log.add(now / 1_000_000 + how + name(ask.target()));
      } else if (action instanceof Action.Done end) {
        log.add(now / 1_000_000 + (end.complete() ? " complete" : " usable"));
        done = true;
      }
    }
  }

  private static String name(Target target) {
    return target.topic().question() instanceof Question.Attributes a
        ? a.urlOrType()
        : target.peer().address().getHostString() + " " + name(target.topic());
  }

  private static String name(Topic topic) {
    return topic.equals(TN3270) ? "TN3270" : topic.equals(TN3270E) ? "TN3270E" : "DAS";
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
    follow(search.reply(now, topic, responder, describe(AGENT_THEN_GROUP, urls)));
  }

  private void answer(String url) {
    follow(search.answered(now, description(url), News.NONE));
  }

  private static Target description(String url) {
    return new Target(AGENT, TN3270.about(new Question.Attributes(url, List.of())));
  }

  private static News describe(List<Lookup.Step> steps, String... urls) {
    return new News(
        true, List.of(urls).stream().map(u -> new News.Task(description(u), steps, true)).toList());
  }

  private static News.Task services(Topic topic, List<Lookup.Step> steps) {
    return new News.Task(new Target(DIRECTORY, topic), steps, true);
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
            "200 TN3270E[]",
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
    assertEquals(4, lines("DAS").size());
  }

  @Test
  void ipv6IsAskedTooWhereIpv4BringsNothingOrNothingMore() {
    start(2500, 0);
    until(20_000);
    assertEquals(
        List.of(false, false, false, false, false, false, false, false, true, true), everyFamily);
    everyFamily.clear();
    done = false;
    now = 0;
    untilComplete = true;
    start(15_000, 0);
    until(5);
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(20_000);
    // with the third round, when two were silent
    assertEquals(List.of(false, false, false, false, false, false, true, true), everyFamily);
  }

  @Test
  void whatDirectoryAgentsDoNotKnowTheGroupIsAskedAboutWhereThatIsWanted() {
    covered = true;
    doubt = true;
    start(0, 0, services(TN3270, Lookup.AGENT_ONLY));
    until(3);
    follow(search.answered(now, new Target(DIRECTORY, TN3270), News.NONE));
    assertEquals(List.of("0 ask da TN3270", "3 TN3270[]"), log);
    until(10);
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(20_000);
    assertEquals("310 usable", log.get(log.size() - 1).replaceAll("3[01]\\d", "310"));
  }

  @Test
  void theDoubtEndsWithItsOwnTime() {
    covered = true;
    doubt = true;
    start(0, 0, services(TN3270, Lookup.AGENT_ONLY));
    follow(search.answered(now, new Target(DIRECTORY, TN3270), News.NONE));
    until(20_000);
    assertEquals("1000 complete", log.get(log.size() - 1));
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
    News.Task services = services(TN3270, AGENT_ONLY);
    follow(search.reply(now, DIRECTORY_AGENTS, "10.0.0.9", new News(true, List.of(services))));
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(400);
    follow(search.answered(now, services.target(), describe(AGENT_THEN_GROUP, "v")));
    until(450);
    answer("v");
    assertEquals(List.of("0 ask da TN3270", "200 ask da TN3270"), lines("da TN"));
    assertEquals(List.of("400 ask v"), lines(" v"));
    assertEquals("450 complete", log.get(log.size() - 1));
  }

  @Test
  void aSilentAgentIsAskedTwiceThenEverybodyThenItIsGivenUp() {
    start(15_000, 0);
    reply(TN3270, "10.0.0.1", "x");
    until(20_000);
    assertEquals(
        List.of("0 ask x", "200 ask x", "600 all about x", "800 all about x"), lines(" x"));
    assertEquals("1200 complete", log.get(log.size() - 1));
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
  void withoutMulticastAServersAttributesAreAskedOfItsAgentAloneAndByTcpInTheEnd() {
    start(0, 0, services(TN3270E, AGENT_ONLY));
    follow(search.answered(now, new Target(DIRECTORY, TN3270E), describe(AGENT_ONLY, "u")));
    until(20_000);
    assertEquals(
        List.of("0 ask da TN3270E", "0 ask u", "200 ask u", "600 stream u", "1400 complete"), log);
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

  @Test
  void completeIsThreeQuietRoundsAfterSomethingWasFound() {
    untilComplete = true;
    start(15_000, 15_000);
    until(5);
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(20_000);
    assertEquals("400 complete", log.get(log.size() - 1));
    // The types of which nobody has any are asked for as often.
    assertEquals(4, lines("TN3270E").size());
    assertEquals(4, lines("DAS").size());
  }

  @Test
  void whatAllKnownDirectoryAgentsOfItsScopesAnsweredIsCompleteAtOnce() {
    covered = true;
    start(0, 0, services(TN3270, AGENT_ONLY), services(TN3270E, AGENT_ONLY));
    until(2);
    follow(search.answered(now, new Target(DIRECTORY, TN3270), News.NONE));
    assertEquals(2, log.size());
    until(3);
    follow(search.answered(now, new Target(DIRECTORY, TN3270E), News.NONE));
    assertEquals(List.of("0 ask da TN3270", "0 ask da TN3270E", "3 complete"), log);
  }

  @Test
  void everyOneOfThemIsWaitedForAndNobodyElseWhereTheyKnowOfNothing() {
    covered = true;
    News.Task other = new News.Task(new Target(peer("da2", true), TN3270), AGENT_ONLY, true);
    start(0, 0, services(TN3270, AGENT_ONLY), other);
    until(2);
    follow(search.answered(now, new Target(DIRECTORY, TN3270), News.NONE));
    assertEquals(2, log.size(), "not every one has answered");
    until(4);
    follow(search.answered(now, other.target(), News.NONE));
    assertEquals("4 complete", log.get(2));
  }

  @Test
  void whereADirectoryAgentIsSilentTheSearchGoesOnByMulticast() {
    covered = true;
    leftWhenSilent = TN3270;
    start(0, 0, services(TN3270, AGENT_ONLY));
    until(1400);
    assertEquals(
        List.of("0 ask da TN3270", "200 ask da TN3270", "600 stream da TN3270", "1400 TN3270[]"),
        log);
    assertEquals(List.of(new Target(DIRECTORY, TN3270)), silent);
  }

  @Test
  void aRefusedConnectionIsNotWaitedFor() {
    start(0, 0, services(TN3270, AGENT_ONLY));
    until(700);
    follow(search.failed(now, new Target(DIRECTORY, TN3270)));
    assertEquals("700 complete", log.get(log.size() - 1));
  }

  @Test
  void aKeptConnectionIsUsedAtOnce() {
    start(0, 0, services(TN3270, Lookup.CONNECTED));
    until(1);
    follow(search.failed(now, new Target(DIRECTORY, TN3270)));
    assertEquals(List.of("0 stream da TN3270", "1 ask da TN3270"), log);
  }

  @Test
  void anAnswerThatWasCutIsAskedForByTcpAndAtLastWithoutExtensions() {
    Target target = new Target(DIRECTORY, TN3270);
    start(0, 0, services(TN3270, AGENT_ONLY));
    until(1);
    follow(search.cut(now, target, News.NONE));
    until(2);
    follow(search.failed(now, target));
    until(3);
    follow(search.cut(now, target, describe(AGENT_ONLY, "u")));
    assertEquals(
        List.of("0 ask da TN3270", "1 stream da TN3270", "2 ask plainly da TN3270", "3 ask u"),
        log);
    assertEquals(List.of(), silent);
  }

  @Test
  void aDirectoryAgentThatMayNotExistDelaysNothing() {
    start(
        15_000,
        0,
        new News.Task(new Target(DIRECTORY, TN3270), AGENT_ONLY, false),
        new News.Task(new Target(DIRECTORY, DIRECTORY_AGENTS), Lookup.DATAGRAMS, false));
    reply(TN3270, "10.0.0.1", "u");
    answer("u");
    until(20_000);
    assertEquals("300 usable", log.get(log.size() - 1));
  }
}
