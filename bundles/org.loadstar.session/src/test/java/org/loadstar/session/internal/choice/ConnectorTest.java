// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.SessionException.Kind;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TlsMode;
import org.loadstar.session.internal.choice.ConnectorAction.Chosen;
import org.loadstar.session.internal.choice.ConnectorAction.Dial;
import org.loadstar.session.internal.choice.ConnectorAction.Failed;
import org.loadstar.session.internal.choice.ConnectorAction.Find;
import org.loadstar.session.internal.choice.ConnectorAction.HangUp;
import org.loadstar.session.internal.choice.ConnectorAction.Rank;
import org.loadstar.session.internal.choice.ConnectorAction.TellFailed;
import org.loadstar.session.internal.choice.ConnectorAction.TellSucceeded;
import org.loadstar.session.internal.choice.ConnectorAction.Timer;
import org.loadstar.testkit.ManualClock;

class ConnectorTest {
  private final ManualClock clock = new ManualClock();
  private final List<ConnectorAction> actions = new ArrayList<>();

  private Connector connector(SessionProfile profile, String lost) {
    Connector made = new Connector(profile, "open", lost, clock, Connector.Limits.STANDARD);
    then(made.start());
    return made;
  }

  private void then(List<ConnectorAction> more) {
    actions.clear();
    actions.addAll(more);
  }

  /** What is wanted, in short. */
  private String wanted() {
    return String.join(" ", actions.stream().map(ConnectorTest::brief).toList());
  }

  private static String brief(ConnectorAction action) {
    if (action instanceof Find) {
      return "find";
    } else if (action instanceof Rank rank) {
      return "rank" + rank.offers().size();
    } else if (action instanceof Dial dial) {
      return "dial:" + dial.offer().host();
    } else if (action instanceof HangUp) {
      return "hangup";
    } else if (action instanceof Timer timer) {
      return "timer:" + timer.after().toSeconds();
    } else if (action instanceof TellFailed told) {
      return "bad:" + told.offer().host();
    } else if (action instanceof TellSucceeded told) {
      return "good:" + told.offer().host();
    } else if (action instanceof Chosen chosen) {
      return "chosen:" + chosen.offer().host();
    } else if (action instanceof Failed failed) {
      return "failed:" + failed.kind();
    }
    throw new IllegalArgumentException(action.toString());
  }

  private Failed failed() {
    return (Failed) actions.get(actions.size() - 1);
  }

  private ServerOffer offer(String host) {
    return ServerOffer.at(host, 23, "slp", clock.instant());
  }

  private ServerList found(String... hosts) {
    return new ServerList(
        Arrays.stream(hosts).map(this::offer).toList(),
        true,
        new SearchReport(
            List.of("default"),
            List.of(2),
            List.of("eth7"),
            Duration.ofMillis(321),
            Duration.ofMillis(654),
            Duration.ofMillis(987),
            List.of("eth8 refused to send")));
  }

  /** As {@link #found}, but a late server may be missing. */
  private ServerList usable(String... hosts) {
    return new ServerList(found(hosts).offers(), false, found().report());
  }

  /** Ranks them in this order; a name with "!" in front is unusable. */
  private Ranking ranking(String... hosts) {
    return new Ranking(
        Arrays.stream(hosts)
            .map(
                h ->
                    h.startsWith("!")
                        ? new RankedOffer(offer(h.substring(1)), false, Double.NaN, "no pool P")
                        : new RankedOffer(offer(h), true, 1, "load 1"))
            .toList(),
        "standard",
        clock.instant(),
        List.of("note of the ranker"));
  }

  private static SessionProfile slp() {
    return SessionProfile.discovering("p");
  }

  private static SessionProfile hosts(String... hosts) {
    List<HostPort> all = Stream.of(hosts).map(h -> new HostPort(h, 23)).toList();
    return slp().with(change -> change.slp(false).hosts(all));
  }

  private static SessionProfile like(
      boolean tls, List<String> allowedHosts, Set<String> functions) {
    return slp()
        .with(
            change ->
                change
                    .scope("s1")
                    .daDiscoveryTimeout(Duration.ofSeconds(3))
                    .saMulticastTimeout(Duration.ofSeconds(4))
                    .luPool("POOL2")
                    .deviceType("IBM-3278-4-E")
                    .functions(functions)
                    .tls(tls ? TlsMode.REQUIRE : TlsMode.OFF)
                    .allowedHosts(allowedHosts));
  }

  @Test
  void findsRanksAndTakesTheFirst() {
    Connector connector = connector(slp(), "");
    assertEquals("find timer:60", wanted());
    clock.advance(Duration.ofMillis(40));
    then(connector.found(found("a", "b")));
    assertEquals("rank2 timer:5", wanted());
    then(connector.ranked(ranking("b", "a")));
    assertEquals("dial:b timer:5", wanted());
    then(connector.tcpConnected());
    assertEquals("timer:10", wanted());
    clock.advance(Duration.ofMillis(7));
    then(connector.accepted("TN3270E, LU X1"));
    assertEquals("good:b chosen:b", wanted());

    Choice choice = ((Chosen) actions.get(1)).choice();
    assertEquals("open", choice.cause());
    assertEquals("b:23", choice.chosen());
    assertEquals(List.of(new Choice.Attempt("b:23", true, "", 7)), choice.attempts());
    assertEquals(
        List.of(
            "0 looking for TN3270E servers in scope default",
            "40 2 found",
            "40 ranked by standard, 2 usable",
            "40 note of the ranker",
            "40 trying b:23",
            "40 TCP connected",
            "47 session on b:23: TN3270E, LU X1"),
        choice.steps().stream().map(s -> s.millis() + " " + s.what()).toList());
  }

  @Test
  void asksDiscoveryAndRankingForWhatTheProfileWants() {
    Connector connector = connector(like(true, List.of("*.corp"), Set.of("BIND-IMAGE")), "");
    Find find = (Find) actions.get(0);
    assertEquals("s1", find.query().scope());
    assertEquals("POOL2", find.query().pool());
    assertEquals("3270004", find.query().deviceType());
    assertEquals(Duration.ofSeconds(3), find.query().daDiscoveryTimeout());
    assertEquals(Duration.ofSeconds(4), find.query().saMulticastTimeout());
    assertEquals(Duration.ofSeconds(67), ((Timer) actions.get(1)).after());
    then(connector.found(found("a")));
    Rank rank = (Rank) actions.get(0);
    assertEquals("3270004", rank.requirements().deviceType());
    assertEquals(Set.of("BIND"), rank.requirements().functions());
    assertEquals(List.of("*.corp"), rank.requirements().allowedHosts());
    assertTrue(rank.requirements().tls());
  }

  @Test
  void aServerThatAdvertisesNoFunctionsServesTheStandardProfile() {
    Connector connector = connector(slp(), "");
    assertEquals("", ((Find) actions.get(0)).query().deviceType());
    then(connector.found(found("a")));
    assertEquals(Set.of(), ((Rank) actions.get(0)).requirements().functions());
  }

  @ParameterizedTest
  @CsvSource({
    "refused at once,    refuse, bad:a dial:b timer:5",
    "no TCP connection,  tcpTime, hangup bad:a dial:b timer:5",
    "refused later,      lateRefuse, bad:a dial:b timer:5",
    "no negotiation,     lateTime, hangup bad:a dial:b timer:5"
  })
  void goesToTheNextServerWhenOneFails(String name, String event, String expected) {
    Connector connector = connector(slp(), "");
    connector.found(found("a", "b"));
    connector.ranked(ranking("a", "b"));
    switch (event) {
      case "refuse" -> then(connector.refused("connection refused"));
      case "tcpTime" -> then(connector.timeUp(""));
      case "lateRefuse" -> {
        connector.tcpConnected();
        then(connector.refused("the server rejected the session: DEVICE-IN-USE"));
      }
      default -> {
        connector.tcpConnected();
        then(connector.timeUp("the server did not agree on functions"));
      }
    }
    assertEquals(expected, wanted());
  }

  @Test
  void allRefusedNamesEveryServerWithItsReason() {
    Connector connector = connector(slp(), "");
    connector.found(found("a", "b", "c", "d"));
    connector.ranked(ranking("a", "b", "c", "!d"));
    connector.refused("connection refused");
    connector.timeUp("");
    connector.tcpConnected();
    then(connector.timeUp("the server did not answer the device type"));
    assertEquals("hangup bad:c failed:ALL_REFUSED", wanted());
    assertEquals(
        """
        no server accepted a session:
        a:23: connection refused
        b:23: no TCP connection within 5 s
        c:23: no session within 10 s: the server did not answer the device type
        d:23: unusable: no pool P\
        """,
        failed().message());
    assertNull(failed().choice().chosen());
    assertEquals(3, failed().choice().attempts().size());
  }

  @Test
  void nothingUsableIsARefusalOfAll() {
    Connector connector = connector(slp(), "");
    connector.found(found("d"));
    then(connector.ranked(ranking("!d")));
    assertEquals("failed:ALL_REFUSED", wanted());
    assertTrue(failed().message().endsWith("d:23: unusable: no pool P"));
  }

  @Test
  void nothingFoundTellsWhatWasTried() {
    Connector connector = connector(like(false, List.of(), SessionProfile.DEFAULT_FUNCTIONS), "");
    then(connector.found(found()));
    assertEquals("failed:NO_SERVER_FOUND", wanted());
    assertEquals(
        "no TN3270E servers in scope s1 with LU pool POOL2 for 3270004 found: asked scopes"
            + " [default], SLP versions [2], interfaces [eth7]; time-outs: directory agents 321 ms,"
            + " service agents 654 ms; took 987 ms; eth8 refused to send",
        failed().message());
  }

  @Test
  void aSearchWithoutAnswerOrDiscoveryEnds() {
    Connector late = connector(slp(), "");
    then(late.timeUp(""));
    assertTrue(failed().message().contains("the search did not end within 60 s"));
    Connector alone = connector(slp(), "");
    then(alone.notFound("there is no discovery service"));
    assertEquals(Kind.NO_SERVER_FOUND, failed().kind());
    assertEquals(
        "no TN3270E servers in scope default found: there is no discovery service",
        failed().message());
  }

  @Test
  void withoutRankerTheOrderIsThatOfTheSearchAndTheLostServerIsLast() {
    Connector connector = connector(slp(), "a:23");
    connector.found(found("a", "b", "c"));
    then(connector.notRanked("no ranker"));
    assertEquals("dial:b timer:5", wanted());
    then(connector.refused("x"));
    assertEquals("bad:b dial:c timer:5", wanted());
    then(connector.refused("y"));
    assertEquals("bad:c dial:a timer:5", wanted());
    then(connector.refused("z"));
    assertTrue(
        failed().choice().steps().stream()
            .anyMatch(
                s ->
                    s.what()
                        .equals(
                            "no ranking (no ranker): the servers in the order in which they were"
                                + " found")));
  }

  @Test
  void aRankerThatDoesNotAnswerIsDoneWithout() {
    Connector connector = connector(slp(), "");
    connector.found(found("a"));
    then(connector.timeUp(""));
    assertEquals("dial:a timer:5", wanted());
  }

  @Test
  void restrictedHostsAreNotTriedUnranked() {
    Connector connector =
        connector(like(false, List.of("a"), SessionProfile.DEFAULT_FUNCTIONS), "");
    connector.found(found("a", "b"));
    then(connector.notRanked("no ranker"));
    assertEquals("failed:ALL_REFUSED", wanted());
    assertTrue(
        failed().message().contains("b:23: allowedHosts cannot be checked without a ranking"));
  }

  @Test
  void withoutSlpTheHostsAreTriedInOrderAndNothingIsSearched() {
    Connector connector = connector(hosts("a", "b"), "");
    assertEquals("dial:a timer:5", wanted());
    then(connector.refused("x"));
    assertEquals("bad:a dial:b timer:5", wanted());
    connector.tcpConnected();
    then(connector.accepted("TN3270"));
    assertEquals("good:b chosen:b", wanted());
    Choice choice = ((Chosen) actions.get(1)).choice();
    assertNull(choice.search());
    assertNull(choice.ranking());
  }

  @Test
  void withoutSlpTheLostHostIsTriedLast() {
    connector(hosts("a", "b"), "a:23");
    assertEquals("dial:b timer:5", wanted());
  }

  @Test
  void withoutSlpAndHostsThereIsNothing() {
    connector(hosts(), "");
    assertEquals("failed:NO_SERVER_FOUND", wanted());
    assertEquals("SLP is off and the profile 'p' names no hosts", failed().message());
  }

  @Test
  void eventsThatComeLateChangeNothing() {
    Connector connector = connector(slp(), "");
    then(connector.ranked(ranking("a")));
    assertEquals("", wanted());
    then(connector.refused("x"));
    assertEquals("", wanted());
    connector.found(found("a"));
    then(connector.found(found("b")));
    assertEquals("", wanted());
    connector.ranked(ranking("a"));
    then(connector.notRanked("late"));
    assertEquals("", wanted());
    then(connector.accepted("before TCP"));
    assertEquals("", wanted());
    connector.tcpConnected();
    connector.accepted("TN3270E");
    then(connector.timeUp(""));
    assertEquals("", wanted());
    then(connector.refused("x"));
    assertEquals("", wanted());
    then(connector.notFound("x"));
    assertEquals("", wanted());
  }

  @Test
  void whereAllRefuseTheLateServersAreLookedForAndTried() {
    Connector connector = connector(slp(), "");
    then(connector.found(usable("a")));
    then(connector.ranked(ranking("a")));
    then(connector.refused("full"));
    assertEquals("bad:a find timer:60", wanted());
    assertTrue(((Find) actions.get(1)).query().complete());
    then(connector.found(found("a", "late")));
    assertEquals("rank1 timer:5", wanted());
    then(connector.ranked(ranking("late")));
    assertEquals("dial:late timer:5", wanted());
    then(connector.refused("full"));
    assertEquals("bad:late failed:ALL_REFUSED", wanted());
  }

  @Test
  void whereNoLateServerIsFoundTheRefusalsAreTold() {
    for (boolean answered : List.of(true, false)) {
      Connector connector = connector(slp(), "");
      then(connector.found(usable("a")));
      then(connector.ranked(ranking("a")));
      then(connector.refused("full"));
      then(answered ? connector.found(found("a")) : connector.notFound("no service"));
      assertEquals("failed:ALL_REFUSED", wanted());
      assertTrue(failed().message().contains("a:23: full"), failed().message());
    }
  }
}
