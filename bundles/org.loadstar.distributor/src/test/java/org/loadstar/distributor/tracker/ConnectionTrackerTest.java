// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.loadstar.distributor.tracker.Tables.key;
import static org.loadstar.distributor.tracker.Tables.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneReport;

class ConnectionTrackerTest {
  private static final long START = 1_000_000_000_000L;
  private static final TrackerLimits LIMITS = new TrackerLimits(100, 10, 10, 10, 60_000);

  private final List<String> asked = new ArrayList<>();
  private final ConnectionTracker tracker =
      new ConnectionTracker(LIMITS, Seed.random(), START, asked::add);
  private long now = START;
  private long sequence;

  @BeforeEach
  void start() {
    tracker.table(table("ftp", "t1", "t2"));
  }

  private void report(PlaneEvent... events) {
    report(++sequence, events);
  }

  private void report(long number, PlaneEvent... events) {
    tracker.apply(new PlaneReport("ftp", number, List.of(events)), now);
  }

  private void full(LiveConnection... all) {
    tracker.full("ftp", sequence, List.of(all), now);
  }

  private static PlaneEvent opened(int client, String target) {
    return new PlaneEvent.Opened(key(client), target, ConnectionCause.WEIGHT, 1);
  }

  private static PlaneEvent established(int client, String target) {
    return new PlaneEvent.Established(key(client), target, 100);
  }

  private static PlaneEvent closing(int client, String target) {
    return new PlaneEvent.Closing(key(client), target);
  }

  private static PlaneEvent closed(int client, String target) {
    return new PlaneEvent.Closed(key(client), target, 10, 20);
  }

  private static LiveConnection live(int client, String target, ConnectionState state) {
    return new LiveConnection(key(client), target, state, ConnectionCause.WEIGHT);
  }

  private String state(int client) {
    return tracker.find(key(client)).map(c -> c.target() + " " + c.state()).orElse("-");
  }

  private VipCounts counts() {
    return tracker.counts("ftp").orElseThrow();
  }

  @Test
  void manyAreFoundTogetherAsOneByOne() {
    report(opened(1, "t1"), established(1, "t1"), opened(2, "t2"), opened(4, "t2"));
    Burst burst = new Burst(4);
    for (int i = 0; i < 4; i++) {
      burst.key(i).set(key(i + 1));
    }
    tracker.targets(burst, 4);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      found.add(String.valueOf(burst.target(i)));
      assertEquals(found.get(i), String.valueOf(tracker.target(burst.key(i))));
    }
    assertEquals(List.of("t1", "t2", "null", "t2"), found);
    // Used again, for fewer.
    burst.key(0).set(key(2));
    tracker.targets(burst, 1);
    assertEquals("t2", burst.target(0));
  }

  @Test
  void aLifeFromOpenedToClosed() {
    report(opened(1, "t1"));
    assertEquals("t1 HALF_OPEN", state(1));
    assertEquals(new TargetCounts(0, 0, 1, 1, 0), tracker.counts("ftp", "t1"));
    report(established(1, "t1"));
    assertEquals("t1 ESTABLISHED", state(1));
    assertEquals(new TargetCounts(1, 0, 0, 1, 0), tracker.counts("ftp", "t1"));
    report(closing(1, "t1"));
    assertEquals("t1 CLOSING", state(1));
    assertEquals(new TargetCounts(0, 1, 0, 1, 0), tracker.counts("ftp", "t1"));
    report(closed(1, "t1"));
    assertEquals("-", state(1));
    assertEquals(new TargetCounts(0, 0, 0, 1, 0), tracker.counts("ftp", "t1"));
    assertEquals(TargetCounts.NONE, tracker.counts("ftp", "t2"));
    assertEquals(0, tracker.size());
    assertEquals(List.of(), asked);
  }

  @Test
  void aReportThatComesTwiceOrLateChangesNothing() {
    report(opened(1, "t1"), established(1, "t1"));
    report(closed(1, "t1"));
    report(1, opened(1, "t1"), established(1, "t1"));
    report(2, closed(1, "t1"));
    assertEquals("-", state(1));
    assertEquals(1, tracker.counts("ftp", "t1").total());
    assertEquals(2, counts().staleReports());
    assertEquals(0, counts().lostReports());
  }

  @Test
  void aGapIsALossAndAsksForAFullReportOnce() {
    report(opened(1, "t1"));
    sequence += 3;
    report(established(1, "t1"));
    assertEquals(List.of("ftp"), asked);
    assertEquals(3, counts().lostReports());
    report(closing(1, "t1"));
    now += 4_999;
    tracker.advance(now);
    assertEquals(1, asked.size());
    // The answer got lost too.
    now += 1;
    tracker.advance(now);
    assertEquals(2, asked.size());
    full(live(1, "t1", ConnectionState.CLOSING));
    now += 100_000;
    tracker.advance(now);
    assertEquals(3, asked.size(), "its end was told by the time alone");
  }

  @Test
  void twoLossesInASecondAskOnce() {
    sequence = 1;
    report(opened(1, "t1"));
    full(live(1, "t1", ConnectionState.HALF_OPEN));
    sequence++;
    report(established(1, "t1"));
    assertEquals(1, asked.size());
    now += 1_000;
    tracker.advance(now);
    assertEquals(2, asked.size());
  }

  @Test
  void aFullReportHeals() {
    report(opened(1, "t1"), opened(2, "t2"), opened(3, "t1"), established(3, "t1"));
    sequence += 2;
    full(
        live(1, "t1", ConnectionState.ESTABLISHED),
        live(3, "t1", ConnectionState.CLOSING),
        live(4, "t2", ConnectionState.ESTABLISHED));
    assertEquals("t1 ESTABLISHED", state(1));
    assertEquals("-", state(2));
    assertEquals("t1 CLOSING", state(3));
    assertEquals("t2 ESTABLISHED", state(4));
    assertEquals(new TargetCounts(2, 1, 0, 4, 0), counts().all());
    assertEquals(2, counts().lostReports());
    full();
    assertEquals(0, tracker.size());
    assertEquals(new TargetCounts(0, 0, 0, 4, 0), counts().all());
  }

  @Test
  void aFullReportOfOneAddressLeavesOthersAlone() {
    tracker.table(Tables.table("tn", "10.99.0.191", 0, Map.of(), "t1"));
    ConnectionKey other =
        new ConnectionKey(Tables.address("192.0.2.1"), 7, Tables.address("10.99.0.191"), 23);
    tracker.apply(
        new PlaneReport("tn", 1, List.of(new PlaneEvent.Established(other, "t1", 5))), now);
    report(opened(1, "t1"));
    full();
    assertEquals("-", state(1));
    assertEquals(Optional.of("tn"), tracker.find(other).map(TrackedConnection::vip));
    assertEquals(1, tracker.counts("tn", "t1").established());
    tracker.remove("tn");
    assertEquals(Optional.empty(), tracker.find(other));
    assertEquals(0, tracker.size());
  }

  @Test
  void aFullReportThatWasOvertakenIsNotTakenAndAskedForAgain() {
    report(opened(1, "t1"));
    report(opened(2, "t1"));
    tracker.full("ftp", 1, List.of(live(1, "t1", ConnectionState.HALF_OPEN)), now);
    assertEquals("t1 HALF_OPEN", state(2));
    assertEquals(1, counts().staleReports());
    assertEquals(List.of("ftp"), asked);
  }

  @Test
  void aPlaneThatBeginsAnewIsListenedTo() {
    sequence = 41;
    report(opened(1, "t1"));
    tracker.begin("ftp");
    tracker.full("ftp", 0, List.of(), now);
    assertEquals("-", state(1));
    report(1, opened(2, "t1"));
    assertEquals("t1 HALF_OPEN", state(2));
  }

  @Test
  void eventsOfWhatIsNotKnownAreTolerated() {
    report(closing(1, "t1"), closed(2, "t1"), established(3, "t2"));
    report(new PlaneEvent.Unknown(key(4)), new PlaneEvent.Refused(key(5), "", "no target"));
    assertEquals(
        "- - t2 ESTABLISHED -", state(1) + " " + state(2) + " " + state(3) + " " + state(4));
    assertEquals(1, counts().unknownPackets());
    assertEquals(List.of(), asked);
    // The plane has forgotten what is known here.
    report(new PlaneEvent.Unknown(key(3)));
    assertEquals(List.of("ftp"), asked);
  }

  @Test
  void aKeyThatIsUsedAgainIsAnotherConnection() {
    report(opened(1, "t1"), established(1, "t1"), closing(1, "t1"));
    report(opened(1, "t2"));
    assertEquals("t2 HALF_OPEN", state(1));
    assertEquals(new TargetCounts(0, 0, 0, 1, 0), tracker.counts("ftp", "t1"));
    assertEquals(new TargetCounts(0, 0, 1, 1, 0), tracker.counts("ftp", "t2"));
    // And where its end and its beginning got lost.
    report(established(1, "t2"), closing(1, "t2"));
    report(established(1, "t1"));
    assertEquals("t1 ESTABLISHED", state(1));
    assertEquals(2, tracker.counts("ftp", "t1").total());
    assertEquals(0, tracker.counts("ftp", "t2").active());
  }

  @Test
  void refusalsAreCountedByReasonAndTarget() {
    report(opened(1, "t1"), new PlaneEvent.Refused(key(1), "t1", "connection refused"));
    report(new PlaneEvent.Refused(key(2), "", "too many connections"));
    report(new PlaneEvent.Refused(key(3), "", "too many connections"));
    assertEquals("-", state(1));
    assertEquals(Map.of("connection refused", 1L, "too many connections", 2L), counts().refused());
    assertEquals(1, tracker.counts("ftp", "t1").refused());
    for (int i = 0; i < 1000; i++) {
      report(new PlaneEvent.Refused(key(i), "", "reason " + i));
    }
    assertEquals(65, counts().refused().size());
    assertEquals(1003, counts().refused().values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void whatIsOfNoKnownTargetOrAddressIsNotTaken() {
    report(opened(1, "nobody"));
    ConnectionKey elsewhere =
        new ConnectionKey(Tables.address("192.0.2.1"), 7, Tables.address("10.99.0.7"), 21);
    report(new PlaneEvent.Opened(elsewhere, "t1", ConnectionCause.WEIGHT, 1));
    report(new PlaneEvent.Established(elsewhere, "t1", 1));
    full(
        live(1, "nobody", ConnectionState.ESTABLISHED),
        new LiveConnection(elsewhere, "t1", ConnectionState.ESTABLISHED, ConnectionCause.WEIGHT));
    assertEquals(List.of(), tracker.connections("", "", 10));
    assertEquals(5, counts().foreign());
    tracker.apply(new PlaneReport("nowhere", 1, List.of(opened(1, "t1"))), now);
    assertEquals(0, tracker.size() + tracker.halfOpen());
  }

  @Test
  void aHalfOpenOneEndsAndAnEstablishedOneDoesNot() {
    report(opened(1, "t1"), opened(2, "t1"), established(2, "t1"), opened(3, "t1"));
    report(established(3, "t1"), closing(3, "t1"));
    now += 2L * Tables.LIMITS.connectMillis() - ConnectionTracker.TICK_MILLIS;
    tracker.advance(now);
    assertEquals("t1 HALF_OPEN", state(1));
    now += 2 * ConnectionTracker.TICK_MILLIS;
    tracker.advance(now);
    assertEquals("-", state(1));
    assertEquals("t1 CLOSING", state(3));
    asked.clear();
    now += LIMITS.closingMillis();
    tracker.advance(now);
    assertEquals("t1 CLOSING", state(3));
    assertEquals(List.of("ftp"), asked);
    now += LIMITS.closingMillis() + ConnectionTracker.TICK_MILLIS;
    tracker.advance(now);
    assertEquals("-", state(3));
    // A year of silence.
    now += 365L * 24 * 3600 * 1000;
    tracker.advance(now);
    assertEquals("t1 ESTABLISHED", state(2));
    assertEquals(new TargetCounts(1, 0, 0, 3, 0), counts().all());
  }

  @Test
  void aFullTrackerRefusesClearlyAndLosesNothing() {
    for (int i = 0; i < 150; i++) {
      report(opened(i, "t1"), established(i, "t1"));
    }
    assertEquals(100, tracker.size());
    assertEquals(50, counts().untracked());
    for (int i = 0; i < 150; i++) {
      assertEquals(i < 100 ? "t1 ESTABLISHED" : "-", state(i));
    }
    // What found no room is entered when there is some.
    report(closed(7, "t1"));
    full(
        java.util.stream.IntStream.range(0, 150)
            .filter(i -> i != 7 && (i < 100 || i == 149))
            .mapToObj(i -> live(i, "t1", ConnectionState.ESTABLISHED))
            .toArray(LiveConnection[]::new));
    assertEquals("t1 ESTABLISHED", state(149));
    assertEquals(100, tracker.counts("ftp", "t1").established());
  }

  @Test
  void aFloodOfHalfOpenConnectionsTakesNothingFromEstablishedOnes() {
    for (int i = 0; i < 100; i++) {
      report(established(i, "t1"));
    }
    for (int i = 1000; i < 6000; i++) {
      report(opened(i, "t2"));
    }
    assertEquals(10, tracker.halfOpen());
    assertEquals(4990, counts().untracked());
    for (int i = 0; i < 100; i++) {
      assertEquals("t1 ESTABLISHED", state(i));
    }
    assertEquals(new TargetCounts(100, 0, 10, 110, 0), counts().all());
  }

  @Test
  void theNewestComeFirst() {
    for (int i = 0; i < 60; i++) {
      report(established(i, i % 2 == 0 ? "t1" : "t2"));
    }
    report(closing(3, "t2"));
    assertEquals(
        List.of(key(59), key(58), key(57)),
        tracker.connections("", "", 3).stream().map(TrackedConnection::key).toList());
    assertEquals(
        List.of(key(58), key(56)),
        tracker.connections("ftp", "t1", 2).stream().map(TrackedConnection::key).toList());
    assertEquals(30, tracker.connections("", "t2", 1000).size());
    assertEquals(List.of(), tracker.connections("tn", "", 10));
    assertEquals(List.of(), tracker.connections("", "", 0));
    assertEquals(
        new TrackedConnection(key(3), "ftp", "t2", ConnectionState.CLOSING, ConnectionCause.WEIGHT),
        tracker.connections("", "t2", 1000).get(28));
  }

  @Test
  void aTargetIsFoundByNumbers() {
    report(established(1, "t2"));
    assertEquals("t2", tracker.target(FourTuple.of(key(1))));
    assertNull(tracker.target(FourTuple.of(key(2))));
  }

  @Test
  void aTargetThatLeavesKeepsItsConnections() {
    report(established(1, "t1"));
    tracker.table(table("ftp", "t2"));
    assertEquals("t1 ESTABLISHED", state(1));
    full(live(1, "t1", ConnectionState.ESTABLISHED));
    assertEquals(1, tracker.counts("ftp", "t1").established());
    report(closed(1, "t1"));
    assertEquals(0, tracker.size());
  }

  /** One side has ended, and the other still has much to send. */
  @Test
  void aClosingOneThatThePlaneStillTellsOfLivesOn() {
    report(opened(1, "t1"), established(1, "t1"), closing(1, "t1"));
    for (int i = 0; i < 20; i++) {
      now += LIMITS.closingMillis() + ConnectionTracker.TICK_MILLIS;
      tracker.advance(now);
      assertEquals("t1 CLOSING", state(1));
      full(live(1, "t1", ConnectionState.CLOSING));
    }
    assertEquals(20, asked.size());
    assertEquals(1, tracker.counts("ftp", "t1").total());
  }
}
