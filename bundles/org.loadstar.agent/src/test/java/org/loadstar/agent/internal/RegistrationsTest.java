// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.agent.internal.DirectoryWorld.Directory;
import org.loadstar.agent.internal.DirectoryWorld.Sent;
import org.loadstar.agent.internal.Registrations.Found;
import org.loadstar.agent.internal.Registrations.Standing;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;

/** The registrations in virtual time. */
class RegistrationsTest {
  private static final String A = "service:tn3270://a:23";
  private static final String B = "service:tn3270://b:23";

  private final DirectoryWorld world = new DirectoryWorld();

  private void seconds(int seconds) {
    world.run(Duration.ofSeconds(seconds));
  }

  private static int load(Sent sent) {
    return sent.sending().request().service().attributes().integer("LOAD").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDirectoryAgentThatAnnouncesItselfIsToldAllAfterOneToThreeSeconds(int version) {
    world.offer("a", 10);
    world.offer("b", 20);
    Directory directory = world.directory(version, 1);
    directory.announce();
    world.run(Duration.ofMillis(999));
    assertEquals(List.of(), world.sent);
    assertEquals(Standing.REGISTERING, world.line(directory).standing());
    world.run(Duration.ofMillis(2100));
    assertEquals(Set.of(A, B), directory.store.keySet());
    assertEquals(2, world.sent.size());
    assertEquals(Standing.REGISTERED, world.line(directory).standing());
    assertEquals(Found.PASSIVE, world.line(directory).found());
    assertEquals(2, world.line(directory).registered());
  }

  @Test
  void aConfiguredDirectoryAgentIsAskedForItsAdvertisementUntilItAnswers() {
    world.offer("a", 10);
    Directory directory = world.directory(2, 1);
    directory.deaf = true;
    world.follow(world.agent.configure(world.now, Set.of(2), List.of(directory.key.address())));
    seconds(20);
    assertEquals(4, directory.asks);
    assertEquals(List.of(), world.sent);
    assertEquals(Standing.SILENT, world.line(directory).standing());
    seconds(7200);
    assertEquals(Standing.SILENT, world.line(directory).standing());
    assertTrue(directory.asks < 20, directory.asks + " requests in two hours");
    directory.deaf = false;
    seconds(904);
    assertEquals(Set.of(A), directory.store.keySet());
    assertEquals(Found.CONFIGURED, world.line(directory).found());
  }

  @Test
  void onlyScopesInCommonAreRegistered() {
    Directory both = world.directory(2, 1).scopes("Lab,DEFAULT,OPS");
    Directory other = world.directory(2, 2).scopes("ELSE");
    world.offer(DirectoryWorld.service(A, "OPS,lab", 600, "(LOAD=1)"));
    world.offer(DirectoryWorld.service(B, "ELSE", 600, "(LOAD=1)"));
    both.announce();
    other.announce();
    seconds(4);
    assertEquals(Set.of(A), both.store.keySet());
    assertEquals(DirectoryWorld.parsed("OPS,lab"), both.store.get(A).scopes());
    assertEquals(Set.of(B), other.store.keySet());
    Directory third = world.directory(2, 3).scopes("NOBODY");
    third.announce();
    seconds(20);
    assertEquals(Standing.UNUSED, world.line(third).standing());
  }

  @Test
  void aDirectoryAgentOfVersionOneWithoutScopesIsToldAllAndTheDefaultScopeNotAtAll() {
    Directory directory = world.directory(1, 1).scopes("");
    world.offer("a", 1);
    world.offer(DirectoryWorld.service(B, "OPS", 600, "(LOAD=1)"));
    world.offer(DirectoryWorld.service("service:printer:lpr://p", "DEFAULT", 600, "(COLOR=TRUE)"));
    directory.announce();
    seconds(4);
    assertEquals(Set.of(A, B), directory.store.keySet(), "abstract types are of version 2");
    assertEquals(Scopes.NONE, directory.store.get(A).scopes());
    assertEquals(DirectoryWorld.parsed("OPS"), directory.store.get(B).scopes());
  }

  @Test
  void oneThatSpeaksBothVersionsIsToldInVersionTwoOnly() {
    world.offer("a", 1);
    Directory one = world.directory(1, 1);
    Directory two = world.directory(2, 1);
    one.announce();
    two.announce();
    seconds(10);
    assertEquals(Set.of(), one.store.keySet());
    assertEquals(Set.of(A), two.store.keySet());
    assertEquals(Standing.UNUSED, world.line(one).standing());
  }

  @Test
  void aRegistrationIsRefreshedBeforeItExpires() {
    Directory directory = world.directory(2, 1);
    world.offer(DirectoryWorld.service(A, "DEFAULT", 60, "(LOAD=1)"));
    world.offer(DirectoryWorld.service(B, "DEFAULT", 1, "(LOAD=1)"));
    directory.announce();
    seconds(600);
    assertEquals(Set.of(A, B), directory.store.keySet());
    assertEquals(List.of(), directory.expired);
    List<Sent> a =
        world.registrations(directory, 0).stream()
            .filter(s -> s.sending().request().service().url().equals(A))
            .toList();
    assertTrue(a.size() >= 13 && a.size() <= 14, a.size() + " in ten minutes");
  }

  @Test
  void theRefreshIntervalThatADirectoryAgentAsksForIsKept() {
    Directory directory = world.directory(2, 1);
    directory.attributes = "(min-refresh-interval=300)";
    world.offer(DirectoryWorld.service(A, "DEFAULT", 60, "(LOAD=1)"));
    directory.announce();
    for (int i = 0; i < 1200; i++) {
      seconds(1);
      world.offer(DirectoryWorld.service(A, "DEFAULT", 60, "(LOAD=" + (i % 2) * 100 + ")"));
    }
    List<Sent> sent = world.registrations(directory, 0);
    assertTrue(sent.size() >= 3 && sent.size() <= 4, sent.toString());
    assertEquals(List.of(), directory.expired);
  }

  /** Ledger A1. */
  @Test
  void aLoadThatFlapsIsToldOnceASecondAndEveryChangeWithinASecond() {
    Directory directory = world.directory(2, 1);
    world.offer("a", 0);
    directory.announce();
    seconds(10);
    long since = world.millis();
    for (int i = 0; i < 6000; i++) {
      world.offer("a", i % 2 == 0 ? 100 : 0);
      world.run(Duration.ofMillis(10));
    }
    List<Sent> sent = world.registrations(directory, since);
    assertTrue(sent.size() >= 59 && sent.size() <= 61, sent.size() + " in a minute");
    for (int i = 1; i < sent.size(); i++) {
      assertTrue(sent.get(i).millis() - sent.get(i - 1).millis() >= 1000, sent.toString());
    }
    assertTrue(sent.stream().allMatch(s -> load(s) >= 0 && load(s) <= 100));
    world.offer("a", 42);
    seconds(1);
    assertEquals(42, directory.store.get(A).attributes().integer("LOAD").orElseThrow());
  }

  @Test
  void aChangeOfTheLoadIsToldAtOnceASmallOneLaterAndAnyOtherAtOnce() {
    Directory directory = world.directory(2, 1);
    world.offer("a", 50);
    directory.announce();
    seconds(20);
    long since = world.millis();
    world.offer("a", 55);
    assertEquals(since, world.registrations(directory, since).get(0).millis(), "at once");
    seconds(2);
    world.offer("a", 58);
    seconds(27);
    assertEquals(1, world.registrations(directory, since).size());
    seconds(2);
    assertEquals(58, directory.store.get(A).attributes().integer("LOAD").orElseThrow());
    world.offer(DirectoryWorld.service(A, "DEFAULT", 10800, "(LOAD=58),BIND"));
    seconds(1);
    assertTrue(directory.store.get(A).attributes().has("BIND"));
  }

  /** Ledger A2. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyRestartOfADirectoryAgentIsFollowedByOneRegistrationOfEachService(int version) {
    Directory directory = world.directory(version, 1);
    world.offer("a", 1);
    world.offer("b", 1);
    directory.announce();
    seconds(30);
    for (int restart = 0; restart < 100; restart++) {
      directory.announce();
      directory.announce();
      seconds(20);
      long since = world.millis();
      directory.restart();
      seconds(5);
      assertEquals(Set.of(A, B), directory.store.keySet(), "restart " + restart);
      seconds(15);
      assertEquals(2, world.registrations(directory, since).size(), "restart " + restart);
    }
  }

  @Test
  void aFloodOfForgedAdvertisementsStoresFewAgentsAndCausesFewWaves() {
    Directory real = world.directory(2, 1);
    world.offer("a", 1);
    real.announce();
    seconds(5);
    long since = world.millis();
    for (int i = 0; i < 60_000; i++) {
      Directory forged = world.new Directory(2, 1000 + i % 5000);
      if (i % 3 == 0) {
        forged = world.new Directory(2, 1); // in the real one's name
        forged.boot = 2000L + i;
      }
      forged.announce();
      if (i % 3 == 1) {
        forged.goDown();
      }
      world.run(Duration.ofMillis(1));
      int most = 1 + 2 * org.loadstar.slp.DirectoryTable.MOST;
      assertTrue(world.agent.report().size() <= most, world.agent.report().size() + " known");
    }
    List<Sent> sent = world.registrations(real, since);
    assertTrue(sent.size() >= 3 && sent.size() <= 5, sent.size() + " registrations in a minute");
    long waves =
        world.sent.stream()
            .filter(s -> s.millis() >= since && s.sending().attempt() == 1)
            .map(Sent::millis)
            .distinct()
            .count();
    assertTrue(waves <= 5, waves + " waves in a minute");
    assertTrue(world.sent.size() < 500, world.sent.size() + " messages");
    assertEquals(Set.of(A), real.store.keySet());
  }

  @Test
  void aRequestIsRepeatedAtTwoSixAndFourteenSecondsThenTheAgentIsForgottenAndFoundAgain() {
    Directory directory = world.directory(2, 1);
    world.offer("a", 1);
    directory.announce();
    directory.deaf = true;
    seconds(60);
    long first = world.sent.get(0).millis();
    assertEquals(
        List.of(0L, 2000L, 6000L, 14_000L),
        world.sent.stream().map(s -> s.millis() - first).toList());
    assertEquals(List.of(1, 2, 3, 4), world.sent.stream().map(s -> s.sending().attempt()).toList());
    assertEquals(Standing.SILENT, world.line(directory).standing());
    assertFalse(world.agent.known());
    directory.deaf = false;
    directory.announce();
    seconds(5);
    assertEquals(Set.of(A), directory.store.keySet());
    directory.deaf = true;
    world.offer("a", 99);
    seconds(3600);
    assertEquals(List.of(), world.agent.report(), "one that nobody configured is forgotten");
  }

  @Test
  void oneThatComesBackIsFoundWithoutAnAnnouncement() {
    Directory directory = world.directory(2, 1);
    world.offer("a", 1);
    directory.announce();
    seconds(5);
    directory.deaf = true;
    directory.store.clear();
    world.offer("a", 99);
    seconds(40);
    assertEquals(Standing.SILENT, world.line(directory).standing());
    directory.deaf = false;
    seconds(70);
    assertEquals(Set.of(A), directory.store.keySet());
  }

  @Test
  void aServiceThatADirectoryAgentNeverAcknowledgesKeepsNoOtherFromBeingRegistered() {
    Directory directory = world.directory(2, 1);
    directory.answer = s -> s.request().service().url().equals(A) ? null : SlpError.OK;
    world.offer("a", 1);
    world.offer("b", 1);
    directory.announce();
    seconds(60);
    assertEquals(Set.of(B), directory.store.keySet());
    assertEquals(Standing.REFUSED, world.line(directory).standing());
    assertEquals(A + ": no answer", world.line(directory).refusal());
    long tries = world.sent.size();
    seconds(600);
    assertEquals(tries, world.sent.size(), "and it is left alone until its refresh");
  }

  @Test
  void whatIsRefusedIsShownAndToldAgainWhenItChanges() {
    Directory directory = world.directory(2, 1);
    directory.answer = s -> SlpError.INVALID_REGISTRATION;
    world.offer("a", 1);
    directory.announce();
    seconds(60);
    assertEquals(1, world.sent.size());
    assertEquals(Standing.REFUSED, world.line(directory).standing());
    assertEquals(A + ": INVALID_REGISTRATION", world.line(directory).refusal());
    assertEquals(0, world.line(directory).registered());
    directory.answer = s -> SlpError.OK;
    world.offer("a", 50);
    seconds(1);
    assertEquals(Standing.REGISTERED, world.line(directory).standing());
    assertEquals("", world.line(directory).refusal());
  }

  @Test
  void aBusyDirectoryAgentIsLeftAloneForLongerAndLonger() {
    Directory directory = world.directory(2, 1);
    directory.answer = s -> SlpError.DA_BUSY_NOW;
    world.offer("a", 1);
    world.offer("b", 1);
    directory.announce();
    seconds(120);
    long first = world.sent.get(0).millis();
    List<Long> rests =
        world.sent.stream().map(s -> (s.millis() - first + 500) / 1000).limit(6).toList();
    assertEquals(List.of(0L, 2L, 6L, 14L, 30L, 62L), rests);
    directory.answer = s -> SlpError.OK;
    seconds(61);
    assertEquals(Set.of(A, B), directory.store.keySet());
  }

  @Test
  void aRejectedRefreshIsTriedLater() {
    Directory directory = world.directory(2, 1);
    world.offer("a", 1);
    directory.announce();
    seconds(10);
    directory.answer = s -> SlpError.REFRESH_REJECTED;
    world.offer("a", 50);
    seconds(20);
    assertEquals(2, world.sent.size());
    directory.answer = s -> SlpError.OK;
    seconds(12);
    assertEquals(50, directory.store.get(A).attributes().integer("LOAD").orElseThrow());
  }

  @Test
  void whatIsTooLargeForADirectoryAgentsDatagramIsToldByStream() {
    Directory directory = world.directory(2, 1);
    directory.overflow = true;
    world.offer("a", 1);
    directory.announce();
    seconds(6);
    assertEquals(List.of(false, true), world.sent.stream().map(s -> s.sending().stream()).toList());
    assertEquals(Set.of(A), directory.store.keySet());
  }

  @Test
  void whoeverDatagramsDoNotReachIsFoundAndToldByStream() {
    Directory directory = world.directory(2, 1);
    directory.deafToDatagrams = true;
    world.follow(world.agent.configure(world.now, Set.of(2), List.of(directory.key.address())));
    world.offer("a", 1);
    seconds(17);
    assertEquals(Set.of(A), directory.store.keySet());
    world.offer("b", 1);
    seconds(1);
    assertEquals(Set.of(A, B), directory.store.keySet(), "from then on at once");
    assertEquals(Standing.REGISTERED, world.line(directory).standing());
  }

  @Test
  void aServerThatStopsIsDeregisteredEverywhereAndOneThatReturnsIsRegisteredAfterThat() {
    Directory one = world.directory(2, 1);
    Directory two = world.directory(1, 2);
    world.offer("a", 1);
    world.offer("b", 1);
    one.announce();
    two.announce();
    seconds(5);
    world.withdraw(A);
    world.offer("a", 1);
    seconds(2);
    assertEquals(Set.of(A, B), one.store.keySet());
    world.withdraw(A);
    seconds(1);
    assertEquals(Set.of(B), one.store.keySet());
    assertEquals(Set.of(B), two.store.keySet());
    world.withdraw(B);
    seconds(1);
    assertFalse(world.agent.known());
  }

  @Test
  void aServerThatComesAndGoesIsRegisteredOnceASecondAtMost() {
    Directory directory = world.directory(2, 1);
    directory.announce();
    seconds(5);
    long since = world.millis();
    for (int i = 0; i < 1000; i++) {
      world.offer("a", 1);
      world.run(Duration.ofMillis(5));
      world.withdraw(A);
      world.run(Duration.ofMillis(5));
    }
    int count = world.registrations(directory, since).size();
    assertTrue(count >= 5 && count <= 11, count + " in ten seconds");
    seconds(2);
    assertEquals(Set.of(), directory.store.keySet());
  }

  @Test
  void atTheEndAllIsDeregisteredAtOnce() {
    List<Directory> directories =
        IntStream.range(1, 5).mapToObj(host -> world.directory(2, host)).toList();
    world.offer("a", 1);
    world.offer("b", 1);
    directories.forEach(Directory::announce);
    seconds(5);
    int before = world.sent.size();
    world.follow(world.agent.end());
    assertEquals(8, world.sent.size() - before);
    assertTrue(world.agent.known());
    world.run(Duration.ofMillis(2));
    assertFalse(world.agent.known());
    directories.forEach(d -> assertEquals(Set.of(), d.store.keySet()));
  }

  @Test
  void oneThatGoesDownIsToldNothingUntilItIsBack() {
    Directory directory = world.directory(2, 1);
    world.offer("a", 1);
    directory.announce();
    seconds(20);
    directory.goDown();
    directory.deaf = true;
    int before = world.sent.size();
    world.offer("a", 99);
    seconds(10);
    assertEquals(before, world.sent.size());
    directory.deaf = false;
    directory.restart();
    seconds(4);
    assertEquals(Set.of(A), directory.store.keySet());
  }

  @Test
  void anAgentThatIsConfiguredNoLongerAndWasNeverHeardOfIsForgotten() {
    Directory directory = world.directory(2, 1);
    directory.deaf = true;
    world.follow(world.agent.configure(world.now, Set.of(1, 2), List.of(directory.key.address())));
    assertEquals(2, world.agent.report().size());
    world.follow(world.agent.configure(world.now, Set.of(1, 2), List.of()));
    assertEquals(List.of(), world.agent.report());
  }
}
