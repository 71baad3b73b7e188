// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;

/** A million connections of three targets, as objects of the API and as octets. */
final class TrackedMillion {
  static final int COUNT = 1_000_000;
  static final List<String> TARGETS = List.of("t0", "t1", "t2");
  static final String VIP = "ftp";
  private static final int ADDRESS = 0x0A63_00BE;
  private static final int PORT = 21;
  private static final int CLIENTS = 0x0A00_0000;
  private static final int RECORD = 12;

  private TrackedMillion() {}

  /** The key of a connection; those from {@link #COUNT} on are not tracked. */
  static FourTuple key(FourTuple into, int number) {
    return into.ipv4(CLIENTS + (number >>> 10), 1024 + (number & 1023), ADDRESS, PORT);
  }

  static ForwardingTable table() {
    List<TargetRow> rows =
        TARGETS.stream()
            .map(name -> new TargetRow(name, address(ADDRESS + 1), 0, false, 0, false, 0))
            .toList();
    return new ForwardingTable(
        VIP,
        1,
        address(ADDRESS),
        List.of(new PortRange(PORT, PORT)),
        rows,
        List.of(0, 1, 2),
        0,
        List.of(),
        List.of(),
        Map.of(),
        "",
        new PlaneLimits(COUNT, 1000, COUNT, COUNT, 5_000));
  }

  static ConnectionTracker tracker() {
    ConnectionTracker tracker =
        new ConnectionTracker(TrackerLimits.DEFAULT, Seed.random(), 0, vip -> {});
    tracker.table(table());
    return tracker;
  }

  /** The report of a target as it comes over a wire: addresses and ports of each connection. */
  static ByteBuffer report(int target) {
    ByteBuffer octets = ByteBuffer.allocate((COUNT / TARGETS.size() + 1) * RECORD);
    FourTuple key = new FourTuple();
    for (int i = target; i < COUNT; i += TARGETS.size()) {
      key(key, i);
      octets.putLong(key.word0).putInt(key.ports);
    }
    return octets.flip();
  }

  static List<LiveConnection> decode(String target, ByteBuffer octets) {
    List<LiveConnection> all = new ArrayList<>(octets.remaining() / RECORD);
    byte[] address = new byte[4];
    InetAddress local = address(ADDRESS);
    for (int at = octets.position(); at < octets.limit(); at += RECORD) {
      octets.get(at, address);
      InetAddress client = address(address);
      if (octets.getInt(at + 4) != ADDRESS) {
        throw new IllegalArgumentException("another address");
      }
      ConnectionKey key =
          new ConnectionKey(
              client, octets.getShort(at + 8) & 0xFFFF, local, octets.getShort(at + 10) & 0xFFFF);
      all.add(new LiveConnection(key, target, ConnectionState.ESTABLISHED, ConnectionCause.WEIGHT));
    }
    return all;
  }

  private static InetAddress address(int number) {
    return address(ByteBuffer.allocate(4).putInt(number).array());
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
