// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.distributor.tracker.Tables.address;

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
import org.loadstar.api.distributor.PortRange;

/** What targets tell of their own connections. */
class TargetReportsTest {
  private static final long NOW = 1_000_000_000_000L;

  private final ConnectionTracker tracker =
      new ConnectionTracker(TrackerLimits.DEFAULT, Seed.random(), NOW, vip -> {});

  @BeforeEach
  void start() {
    tracker.table(
        Tables.table(
            "ftp",
            Tables.ADDRESS,
            0,
            Map.of("t1", new PortRange(30_000, 30_999), "t2", new PortRange(31_000, 31_999)),
            "t1",
            "t2"));
  }

  private static ConnectionKey key(int client, String local, int port) {
    return new ConnectionKey(address("203.0.113.7"), 1 + client, address(local), port);
  }

  private static LiveConnection outbound(ConnectionKey key, String target) {
    return new LiveConnection(key, target, ConnectionState.ESTABLISHED, ConnectionCause.OUTBOUND);
  }

  private String state(ConnectionKey key) {
    return tracker.find(key).map(c -> c.target() + " " + c.state()).orElse("-");
  }

  @Test
  void ofTenThousandExactlyThoseWithTheDistributedAddressAreEntered() {
    List<LiveConnection> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String local = i % 2 == 0 ? Tables.ADDRESS : "10.98.0.11";
      all.add(outbound(key(i, local, 30_000 + i % 1000), "t1"));
    }
    assertEquals(5_000, tracker.targetReport("t1", 1, all, NOW));
    assertEquals(5_000, tracker.size());
    for (LiveConnection each : all) {
      boolean ours = each.key().address().equals(address(Tables.ADDRESS));
      Optional<TrackedConnection> found = tracker.find(each.key());
      assertEquals(ours, found.isPresent());
      found.ifPresent(f -> assertEquals(ConnectionCause.OUTBOUND, f.cause()));
    }
    assertEquals(5_000, tracker.counts("ftp", "t1").established());
  }

  @Test
  void forgedReportsAreNotEntered() {
    // The port of another target, another address, another target's name, another target's number.
    ConnectionKey slice = key(1, Tables.ADDRESS, 31_000);
    ConnectionKey local = key(1, "10.98.0.11", 30_000);
    ConnectionKey mine = key(1, Tables.ADDRESS, 30_000);
    assertEquals(
        0,
        tracker.targetReport(
            "t1",
            1,
            List.of(outbound(slice, "t1"), outbound(local, "t1"), outbound(mine, "t2")),
            NOW));
    assertEquals(0, tracker.targetReport("stranger", 1, List.of(outbound(mine, "stranger")), NOW));
    assertEquals(0, tracker.size());
    // A report that is older than the last.
    assertEquals(1, tracker.targetReport("t1", 5, List.of(outbound(mine, "t1")), NOW));
    assertEquals(0, tracker.targetReport("t1", 5, List.of(), NOW));
    assertEquals(
        0, tracker.targetReport("t1", 4, List.of(outbound(key(2, Tables.ADDRESS, 1), "t1")), NOW));
    assertEquals("t1 ESTABLISHED", state(mine));
    assertEquals(1, tracker.size());
  }

  @Test
  void aTargetDoesNotGetTheConnectionOfAnother() {
    ConnectionKey key = key(1, Tables.ADDRESS, 21);
    tracker.apply(
        new PlaneReport("ftp", 1, List.of(new PlaneEvent.Established(key, "t2", 1))), NOW);
    assertEquals(0, tracker.targetReport("t1", 1, List.of(outbound(key, "t1")), NOW));
    assertEquals("t2 ESTABLISHED", state(key));
    assertEquals(0, tracker.counts("ftp", "t1").total());
  }

  @Test
  void whatATargetDoesNotTellAnyMoreIsOver() {
    ConnectionKey one = key(1, Tables.ADDRESS, 30_001);
    ConnectionKey two = key(2, Tables.ADDRESS, 30_002);
    tracker.targetReport("t1", 1, List.of(outbound(one, "t1"), outbound(two, "t1")), NOW);
    ConnectionKey other = key(3, Tables.ADDRESS, 31_000);
    tracker.targetReport("t2", 1, List.of(outbound(other, "t2")), NOW);
    tracker.targetReport("t1", 2, List.of(outbound(two, "t1")), NOW);
    assertEquals("-", state(one));
    assertEquals("t1 ESTABLISHED", state(two));
    assertEquals("t2 ESTABLISHED", state(other));
  }

  @Test
  void aConnectionThatThePlaneOpenedJustNowIsNotOverBecauseTheTargetDoesNotTellItYet() {
    ConnectionKey key = key(1, Tables.ADDRESS, 21);
    tracker.apply(
        new PlaneReport("ftp", 1, List.of(new PlaneEvent.Established(key, "t1", 1))), NOW);
    tracker.targetReport("t1", 1, List.of(), NOW);
    assertEquals("t1 ESTABLISHED", state(key));
    // Once it has told of it, its word counts: the plane's stale entries end.
    tracker.targetReport("t1", 2, List.of(outbound(key, "t1")), NOW);
    tracker.targetReport("t1", 3, List.of(), NOW);
    assertEquals("-", state(key));
  }

  @Test
  void aFullReportOfThePlaneKeepsWhatTargetsTold() {
    ConnectionKey key = key(1, Tables.ADDRESS, 30_000);
    tracker.targetReport("t1", 1, List.of(outbound(key, "t1")), NOW);
    tracker.full("ftp", 0, List.of(), NOW);
    assertEquals("t1 ESTABLISHED", state(key));
  }

  @Test
  void threeTargetsRebuildATableFromNothing() {
    tracker.table(Tables.table("all", "2001:db8::190", 0, Map.of(), "a", "b", "c"));
    int each = 20_000;
    for (String target : List.of("a", "b", "c")) {
      List<LiveConnection> all = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        ConnectionKey key =
            new ConnectionKey(address("2001:db8::" + target), 1 + i, address("2001:db8::190"), 23);
        all.add(
            new LiveConnection(key, target, ConnectionState.ESTABLISHED, ConnectionCause.WEIGHT));
      }
      assertEquals(each, tracker.targetReport(target, 1, all, NOW));
    }
    assertEquals(3 * each, tracker.size());
    VipCounts counts = tracker.counts("all").orElseThrow();
    assertTrue(counts.targets().values().stream().allMatch(c -> c.established() == each));
  }
}
