// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.MulticastConvergence;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.Tn3270Template;

/** Whom a search asks: which directory agents, and the group for what. */
class PlanTest {
  private static final InetAddress DA1 = VirtualNetwork.address("10.0.0.1");
  private static final InetAddress DA2 = VirtualNetwork.address("10.0.0.2");

  private final KnownDirectories known = new KnownDirectories();
  private final List<String> notes = new ArrayList<>();

  private static Scopes scopes(String list) {
    try {
      return Scopes.parse(list);
    } catch (SlpException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private Plan plan(String scopes, List<Integer> versions, int daMillis, int saMillis) {
    return plan(scopes, versions, daMillis, saMillis, false);
  }

  private Plan plan(
      String scopes, List<Integer> versions, int daMillis, int saMillis, boolean crossCheck) {
    Question question = new Question.Services(Tn3270Template.TN3270, "", true);
    return plan(List.of(question), scopes, versions, daMillis, saMillis, crossCheck);
  }

  private Plan looking(String scopes, List<Integer> versions) {
    return plan(List.of(), scopes, versions, 1000, 1000, false);
  }

  private Plan plan(
      List<Question> questions,
      String scopes,
      List<Integer> versions,
      int daMillis,
      int saMillis,
      boolean crossCheck) {
    Wish wish =
        new Wish(
            questions,
            scopes(scopes),
            List.of(),
            Duration.ofMillis(daMillis),
            Duration.ofMillis(saMillis),
            crossCheck,
            false,
            "");
    return new Plan(
        wish, new Plan.Surroundings(versions, true, 427, 1400, agent -> false), known, notes::add);
  }

  private static DAAdvert advert(int version, String scopes) {
    SlpHeader header = version == 1 ? SlpHeader.v1(7) : SlpHeader.v2(7);
    return new DAAdvert(
        header,
        SlpError.OK,
        1000,
        "service:directory-agent://x",
        scopes(scopes),
        "",
        "",
        List.of());
  }

  private void heard(InetAddress from, int version, String scopes) {
    known.heard(advert(version, scopes), from, true);
  }

  private static String brief(Topic topic) {
    return (topic.directories() ? "das" : "servers") + topic.version() + "/" + topic.scopes();
  }

  private static String brief(Map<Topic, MulticastConvergence> multicasts) {
    return multicasts.keySet().stream().map(PlanTest::brief).collect(Collectors.joining(" "));
  }

  private static String brief(List<News.Task> tasks) {
    return tasks.stream()
        .map(t -> t.target().peer().address().getHostString() + " " + brief(t.target().topic()))
        .collect(Collectors.joining(", "));
  }

  @Test
  void withoutDirectoryAgentsTheGroupIsAskedInEveryVersion() {
    Plan plan = plan("A,B", List.of(2, 1), 1000, 1000);
    assertEquals("", brief(plan.tasks()));
    assertEquals("servers2/A,B servers1/A servers1/B das2/A,B das1/", brief(plan.multicasts(0)));
    assertFalse(plan.covered());
  }

  @Test
  void knownOnesForAllScopesLeaveNothingToTheGroup() {
    heard(DA1, 2, "A");
    heard(DA2, 2, "B,C");
    known.lookNow(0);
    Plan plan = plan("A,B", List.of(2, 1), 1000, 1000);
    assertEquals("10.0.0.1 servers2/A,B, 10.0.0.2 servers2/A,B", brief(plan.tasks()));
    assertEquals("", brief(plan.multicasts(1)));
    assertTrue(plan.covered());
  }

  @Test
  void theGroupIsAskedForTheScopesThatNobodyServes() {
    heard(DA1, 2, "A");
    Plan plan = plan("A,B", List.of(2), 1000, 1000);
    plan.tasks();
    assertEquals("servers2/B das2/A,B", brief(plan.multicasts(0)));
    assertFalse(plan.covered());
    assertEquals("10.0.0.2 servers2/A,B", brief(plan.heard(advert(2, "B"), DA2)));
    assertTrue(plan.covered());
    assertEquals("", brief(plan.heard(advert(2, "B"), DA2)), "asked once");
  }

  @Test
  void theScopesOfASilentOneAreLeftToTheGroupAndItIsForgotten() {
    heard(DA1, 2, "A");
    heard(DA1, 1, "A");
    heard(DA2, 2, "B");
    known.lookNow(0);
    Plan plan = plan("A,B", List.of(2, 1), 1000, 1000);
    List<News.Task> tasks = plan.tasks();
    assertEquals(2, tasks.size());
    plan.multicasts(1);
    assertEquals(
        "servers2/A servers1/A das2/A,B das1/", brief(plan.silent(1, tasks.get(0).target())));
    assertFalse(plan.covered());
    assertEquals(List.of("10.0.0.2"), known.report().stream().map(d -> d.address).toList());
    assertEquals(List.of("the directory agent 10.0.0.1 did not answer"), notes);
  }

  @Test
  void whatTheyKnowNothingOfTheGroupIsAskedAboutOnceWhereThatIsConfigured() {
    heard(DA1, 2, "A");
    known.lookNow(0);
    Plan plan = plan("A,B", List.of(2, 1), 1000, 1000, true);
    plan.tasks();
    assertEquals("servers2/B servers1/B das2/A,B das1/", brief(plan.multicasts(1)));
    assertEquals("servers2/A servers1/A", brief(plan.doubted(1)));
    assertEquals("", brief(plan.doubted(1)));
    Plan without = plan("A", List.of(2), 1000, 0, true);
    without.tasks();
    assertEquals("", brief(without.doubted(1)), "service agents are not to be asked");
    Plan trusting = plan("A", List.of(2), 1000, 1000);
    trusting.tasks();
    assertEquals("", brief(trusting.doubted(1)));
  }

  @Test
  void directoryAgentsAreLookedForAgainEvery900SecondsBesideWhatTheKnownOnesAnswer() {
    heard(DA1, 2, "A");
    long half = KnownDirectories.DA_FIND_NANOS / 2;
    for (long now : new long[] {0, half, 2 * half, 3 * half, 4 * half}) {
      Plan plan = plan("A", List.of(2), 1000, 1000);
      plan.tasks();
      assertEquals(now % (2 * half) == 0, plan.lookBeside(now), now + " ns");
      assertFalse(plan.lookBeside(now), "told once");
      assertEquals("", brief(plan.multicasts(now)), "the search itself has what it needs");
    }
    Plan without = plan("A", List.of(2), 0, 1000);
    without.tasks();
    assertFalse(without.lookBeside(100 * half), "directory agents are not to be looked for");
    Plan looking = looking("A", List.of(2));
    looking.tasks();
    assertEquals("das2/A", brief(looking.multicasts(6 * half)));
    Plan after = plan("A", List.of(2), 1000, 1000);
    after.tasks();
    assertFalse(after.lookBeside(7 * half));
    known.hearing(true);
    assertFalse(after.lookBeside(100 * half));
  }

  @Test
  void withoutDiscoveryOnlyThoseConfiguredAreAskedOnceTheyHaveNamesInBothVersions() {
    heard(DA1, 2, "A");
    known.configure(List.of(DA2));
    Plan plan = plan("A", List.of(2, 1), 0, 1000);
    assertEquals(
        "10.0.0.2 servers2/A, 10.0.0.2 das2/A, 10.0.0.2 servers1/A, 10.0.0.2 das1/",
        brief(plan.tasks()));
    assertEquals("servers2/A servers1/A", brief(plan.multicasts(0)));
    assertEquals("", brief(plan.heard(advert(1, "A"), DA2)));
    assertTrue(plan.covered(), "asked already");
    Plan next = plan("A", List.of(2, 1), 0, 1000);
    assertEquals("10.0.0.2 servers1/A", brief(next.tasks()));
  }

  @Test
  void unscopedRequestsGoToEverybodyOfVersion1() {
    heard(DA1, 1, "A");
    heard(DA2, 2, "B");
    Plan plan = plan("", List.of(1), 1000, 1000);
    assertEquals("10.0.0.1 servers1/", brief(plan.tasks()));
    assertEquals("servers1/ das1/", brief(plan.multicasts(0)));
    assertFalse(plan.covered());
  }

  @Test
  void whatAVersionCannotSayIsNotAskedInItAndNoted() {
    Question.Attributes question = new Question.Attributes("service:x", List.of());
    Plan plan = plan("\u00e4", List.of(2, 1), 0, 1000);
    assertEquals("servers2/\u00e4", brief(plan.multicasts(0)));
    assertTrue(notes.get(0).startsWith("SLPv1 was not asked: "), notes.toString());
    assertTrue(plan.canSay(new Topic(1, question, Scopes.DEFAULT)));
  }

  @Test
  void aRebootedAgentIsLearnedAnew() {
    heard(DA1, 2, "A");
    known.learned(2, DA1, can -> can.streams(false).mandatory(false));
    assertEquals(false, known.report().get(0).streams);
    known.heard(
        new DAAdvert(
            SlpHeader.v2(0),
            SlpError.OK,
            2000,
            "service:directory-agent://x",
            scopes("A"),
            "select-enabled,sort-enabled",
            "",
            List.of()),
        DA1,
        false);
    assertEquals(null, known.report().get(0).streams);
    assertTrue(known.sorts(2, DA1));
    known.learned(2, DA2, can -> can.streams(true));
    assertEquals(1, known.report().size(), "what is not known is not remembered");
  }
}
