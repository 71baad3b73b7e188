// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.distributor.ftp.FtpHelper;
import org.loadstar.distributor.relay.FlowCaller;
import org.loadstar.distributor.relay.RelayPlane;
import org.loadstar.net.NetworkStack;

/** A relay in a process of its own, with one event loop. */
public final class RelayProcess {
  private RelayProcess() {}

  /**
   * Relays until its standard input ends.
   *
   * @param args the distributed address and port, the helper or {@code -}, whether to print what
   *     happens ({@code yes} or {@code no}), and the targets: {@code NAME ADDRESS PORT FIRST-LAST}
   *     each, with the slice of ports or {@code -}
   */
  public static void main(String... args) throws Exception {
    List<TargetRow> targets = new ArrayList<>();
    Map<String, PortRange> slices = new TreeMap<>();
    for (int i = 4; i < args.length; i += 4) {
      targets.add(
          new TargetRow(
              args[i],
              InetAddress.getByName(args[i + 1]),
              Integer.parseInt(args[i + 2]),
              false,
              0,
              false,
              0));
      if (!args[i + 3].equals("-")) {
        String[] ends = args[i + 3].split("-", 2);
        slices.put(args[i], new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1])));
      }
    }
    int port = Integer.parseInt(args[1]);
    FtpHelper ftp = new FtpHelper();
    try (OneLoop loop = new OneLoop();
        RelayPlane plane =
            new RelayPlane(loop, (name, start) -> FlowCaller.direct(ftp.open(start)))) {
      plane.apply(
          new ForwardingTable(
              "vip",
              1,
              InetAddress.getByName(args[0]),
              List.of(new PortRange(port, port)),
              targets,
              IntStream.range(0, targets.size()).boxed().toList(),
              0,
              List.of(),
              List.of(),
              slices,
              args[2].equals("-") ? "" : args[2],
              new PlaneLimits(20_000, 10_000, 20_000, 1_000_000, 10_000)),
          new Printer(args[3].equals("yes")));
      loop.group.next().submit(() -> {}).get();
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Nothing is asked here.
      }
    }
  }

  private record Printer(boolean events) implements PlaneListener {
    @Override
    public void report(PlaneReport report) {
      if (events) {
        for (PlaneEvent event : report.events()) {
          System.out.println(event);
        }
      }
    }

    @Override
    public void full(String vip, long sequence, List<LiveConnection> connections) {}

    @Override
    public void fault(String vip, String fault) {
      System.out.println("fault " + fault);
    }
  }

  private static final class OneLoop implements NetworkStack, AutoCloseable {
    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @Override
    public Lease lease() {
      return new Lease() {
        @Override
        public EventLoopGroup group() {
          return group;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public List<NetworkInterface> multicastInterfaces() {
      return List.of();
    }

    @Override
    public int multicastTtl() {
      return 0;
    }

    @Override
    public void close() {
      group.shutdownGracefully();
    }
  }
}
