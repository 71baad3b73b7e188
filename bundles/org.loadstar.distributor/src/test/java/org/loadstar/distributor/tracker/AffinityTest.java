// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.Expectation;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneReport;

/** Clients that go where they went before, and connections that are to come. */
class AffinityTest {
  private static final long START = 1_000_000_000_000L;
  private static final InetAddress CLIENT = Tables.address("192.0.2.9");

  private final ConnectionTracker tracker =
      new ConnectionTracker(
          new TrackerLimits(1000, 100, 5, 3, 60_000), Seed.random(), START, vip -> {});
  private long sequence;

  private AffinityTest() {
    tracker.table(Tables.table("tn", Tables.ADDRESS, 60, Map.of(), "t1", "t2"));
  }

  private static ConnectionKey key(InetAddress client, int clientPort) {
    return new ConnectionKey(client, clientPort, Tables.address(Tables.ADDRESS), 23);
  }

  private void report(long now, PlaneEvent event) {
    tracker.apply(new PlaneReport("tn", ++sequence, List.of(event)), now);
  }

  private void open(int clientPort, String target, ConnectionCause cause) {
    report(START, new PlaneEvent.Opened(key(CLIENT, clientPort), target, cause, 1));
    report(START, new PlaneEvent.Established(key(CLIENT, clientPort), target, 1));
  }

  private void close(long now, int clientPort, String target) {
    report(now, new PlaneEvent.Closed(key(CLIENT, clientPort), target, 1, 1));
  }

  @Test
  void theTimeBeginsWithTheEndOfTheLastConnection() {
    open(1, "t1", ConnectionCause.WEIGHT);
    open(2, "t1", ConnectionCause.AFFINITY);
    close(START + 1_000, 1, "t1");
    long later = START + 7_000_000;
    assertEquals(
        List.of(new Affinity(CLIENT, "t1", Long.MAX_VALUE)), tracker.affinities("tn", later));
    close(later, 2, "t1");
    assertEquals(
        List.of(new Affinity(CLIENT, "t1", later + 60_000)), tracker.affinities("tn", later));
    assertEquals(1, tracker.affinityCount("tn", later + 59_999));
    assertEquals(List.of(), tracker.affinities("tn", later + 60_000));
    assertEquals(0, tracker.affinityCount("tn", later + 60_000));
  }

  @Test
  void aClientThatComesBackInTimeIsBoundAgain() {
    open(1, "t2", ConnectionCause.WEIGHT);
    close(START + 1, 1, "t2");
    open(3, "t2", ConnectionCause.AFFINITY);
    assertEquals(
        List.of(new Affinity(CLIENT, "t2", Long.MAX_VALUE)),
        tracker.affinities("tn", START + 100_000_000));
  }

  @Test
  void aDataConnectionCountsButBindsNobodyElsewhere() {
    open(1, "t1", ConnectionCause.WEIGHT);
    open(2, "t2", ConnectionCause.EXPECTATION);
    close(START, 1, "t1");
    assertEquals(
        List.of(new Affinity(CLIENT, "t1", Long.MAX_VALUE)), tracker.affinities("tn", START));
    close(START, 2, "t2");
    assertEquals(
        List.of(new Affinity(CLIENT, "t1", START + 60_000)), tracker.affinities("tn", START));
  }

  @Test
  void aTargetsOwnConnectionBindsNobody() {
    open(1, "t1", ConnectionCause.OUTBOUND);
    assertEquals(List.of(), tracker.affinities("tn", START));
  }

  @Test
  void aClientThatWasPlacedElsewhereIsBoundThere() {
    open(1, "t1", ConnectionCause.WEIGHT);
    open(2, "t2", ConnectionCause.WEIGHT);
    assertEquals("t2", tracker.affinities("tn", START).get(0).target());
  }

  @Test
  void ofTooManyClientsWithoutConnectionsTheOldestIsForgotten() {
    for (int i = 0; i < 8; i++) {
      ConnectionKey key = key(Tables.address("192.0.2." + (100 + i)), 5);
      report(START + i, new PlaneEvent.Established(key, "t1", 1));
      report(START + i, new PlaneEvent.Closed(key, "t1", 1, 1));
    }
    open(1, "t1", ConnectionCause.WEIGHT);
    List<Affinity> left = tracker.affinities("tn", START + 10);
    assertEquals(6, left.size());
    assertEquals(CLIENT, left.get(0).client());
    assertEquals(Tables.address("192.0.2.103"), left.get(1).client());
  }

  @Test
  void clientsOfIpv6AreBoundToo() {
    InetAddress client = Tables.address("2001:db8::9");
    tracker.table(Tables.table("six", "2001:db8::190", 60, Map.of(), "t1"));
    ConnectionKey key = new ConnectionKey(client, 9, Tables.address("2001:db8::190"), 23);
    tracker.apply(
        new PlaneReport("six", 1, List.of(new PlaneEvent.Established(key, "t1", 1))), START);
    assertEquals(
        List.of(new Affinity(client, "t1", Long.MAX_VALUE)), tracker.affinities("six", START));
  }

  @Test
  void anExpectationIsUsedOnceAndByItsClient() {
    Expectation expected = new Expectation(CLIENT, 23, "t1", START + 10_000);
    assertTrue(tracker.expect("tn", expected, START));
    assertEquals(List.of(expected), tracker.expectations("tn", START));
    ConnectionKey other = key(Tables.address("192.0.2.77"), 5);
    report(START, new PlaneEvent.Opened(other, "t1", ConnectionCause.EXPECTATION, 1));
    assertEquals(List.of(expected), tracker.expectations("tn", START));
    open(5, "t1", ConnectionCause.EXPECTATION);
    assertEquals(List.of(), tracker.expectations("tn", START));
  }

  @Test
  void anExpectationIsForgottenAfterItsTime() {
    assertTrue(tracker.expect("tn", new Expectation(CLIENT, 1, "t1", START + 10), START));
    assertEquals(List.of(), tracker.expectations("tn", START + 10));
  }

  @Test
  void tooManyExpectationsAreRefused() {
    for (int i = 1; i <= 3; i++) {
      assertTrue(tracker.expect("tn", new Expectation(CLIENT, i, "t1", START + 10L * i), START));
    }
    Expectation more = new Expectation(CLIENT, 4, "t2", START + 100);
    assertFalse(tracker.expect("tn", more, START));
    assertTrue(tracker.expect("tn", new Expectation(CLIENT, 3, "t2", START + 50), START));
    assertTrue(tracker.expect("tn", more, START + 10));
    assertEquals(3, tracker.expectations("tn", START + 10).size());
    assertFalse(tracker.expect("nowhere", more, START));
  }
}
