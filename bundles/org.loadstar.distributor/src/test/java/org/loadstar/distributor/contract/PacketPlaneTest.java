// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.distributor.tracker.ConnectionTracker;
import org.loadstar.distributor.tracker.Seed;
import org.loadstar.distributor.tracker.Segment;
import org.loadstar.distributor.tracker.TrackedConnection;
import org.loadstar.distributor.tracker.TrackerLimits;

class PacketPlaneTest extends ForwardingPlaneContract {
  private final PacketDriver packets = new PacketDriver();
  private final ConnectionTracker tracker =
      new ConnectionTracker(
          TrackerLimits.DEFAULT,
          Seed.random(),
          packets.now(),
          vip -> packets.plane().reportAll(vip));

  /** The tracker itself listens to the plane. */
  private final PlaneListener listener =
      new PlaneListener() {
        @Override
        public void report(PlaneReport report) {
          tracker.apply(report, packets.now());
        }

        @Override
        public void full(String vip, long sequence, List<LiveConnection> connections) {
          tracker.full(vip, sequence, connections, packets.now());
        }

        @Override
        public void fault(String vip, String fault) {}
      };

  @Override
  protected PlaneDriver driver() {
    return new PacketDriver();
  }

  private void distribute(int halfOpen) {
    ForwardingTable table =
        new ForwardingTable(
            "vip",
            1,
            packets.address(),
            List.of(new PortRange(packets.port(0), packets.port(0))),
            List.of(packets.target(0), packets.target(1), packets.target(2)),
            List.of(0, 1, 2),
            0,
            List.of(),
            List.of(),
            Map.of(),
            "",
            new PlaneLimits(100_000, halfOpen, 100_000, 1_000_000, 5_000));
    tracker.table(table);
    packets.plane().apply(table, listener);
  }

  private ConnectionKey key(int client, int port) {
    return new ConnectionKey(packets.client(client), port, packets.address(), packets.port(0));
  }

  private Optional<String> send(ConnectionKey key, int flags, int sequence) {
    return packets.plane().packet(key, new Segment(flags, sequence, 0));
  }

  /** The stale-entry trap: ports that are used again soon meet the entries of their last use. */
  @Test
  void sixHundredConnectionsOverTwentyPortsAreSixHundredNewOnes() {
    distribute(100);
    for (int i = 0; i < 600; i++) {
      ConnectionKey key = key(0, 20_000 + i % 20);
      int isn = 1000 * i;
      Optional<String> target = Optional.of("t" + i % 3);
      assertEquals(target, send(key, Segment.SYN, isn));
      assertEquals(target, send(key, Segment.ACK, isn + 1));
      int end = i % 2 == 0 ? Segment.ACK | Segment.FIN : Segment.RST;
      assertEquals(target, send(key, end, isn + 1));
    }
    packets.settle();
    packets.plane().reportAll("vip");
    assertEquals(0, tracker.size());
  }

  @Test
  void aFloodOfSynsTakesNothingFromEstablishedConnections() {
    distribute(50);
    List<PlaneDriver.Client> established = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      established.add(packets.connect(i % 10, packets.port(0)));
    }
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      taken += send(key(i % 10, 30_000 + i / 10), Segment.SYN, i).isPresent() ? 1 : 0;
    }
    assertEquals(50, taken);
    packets.pass(10_000);
    packets.plane().reportAll("vip");
    assertEquals(100, tracker.size());
    assertEquals(0, tracker.halfOpen());
    for (PlaneDriver.Client client : established) {
      assertTrue(client.target().isPresent() && sends(client));
    }
  }

  private static boolean sends(PlaneDriver.Client client) {
    try {
      return client.send().equals(client.target());
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** One report in ten is lost, and nobody asks for a full one but the tracker. */
  @Test
  void theTrackerHealsByItself() throws Exception {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("lives whose reports get lost, seed " + seed);
    Random random = new Random(seed);
    distribute(100);
    List<PlaneDriver.Client> open = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      if (open.size() < 20 || random.nextInt(5) < 2) {
        open.add(packets.connect(random.nextInt(10), packets.port(0)));
      } else {
        PlaneDriver.Client client = open.remove(random.nextInt(open.size()));
        if (random.nextBoolean()) {
          client.close();
        } else {
          client.reset();
        }
      }
      packets.pass(random.nextInt(400));
      tracker.advance(packets.now());
    }
    packets.settle();
    packets.pass(1_000);
    tracker.advance(packets.now());
    long lost = tracker.counts("vip").orElseThrow().lostReports();
    assertTrue(lost > 100, "lost: " + lost);
    // What was told last may be what got lost; the next report shows it.
    for (int i = 0; i < 2 && !truth(open).equals(tracked()); i++) {
      open.add(packets.connect(0, packets.port(0)));
      packets.plane().flush();
      packets.pass(1_000);
      tracker.advance(packets.now());
    }
    assertEquals(truth(open), tracked(), "seed " + seed);
    assertEquals(open.size(), tracker.counts("vip").orElseThrow().all().established());
  }

  private static Map<ConnectionKey, String> truth(List<PlaneDriver.Client> open) {
    Map<ConnectionKey, String> truth = new HashMap<>();
    open.forEach(client -> truth.put(client.key(), client.target().orElseThrow()));
    return truth;
  }

  private Map<ConnectionKey, String> tracked() {
    Map<ConnectionKey, String> tracked = new HashMap<>();
    for (TrackedConnection each : tracker.connections("vip", "", 10_000)) {
      tracked.put(each.key(), each.target());
    }
    return tracked;
  }
}
