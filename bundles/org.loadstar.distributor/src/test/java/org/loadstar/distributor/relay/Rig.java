// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.distributor.contract.Recorder;
import org.loadstar.distributor.ftp.FtpHelper;
import org.loadstar.testkit.Ports;

/** A relay plane with one distributed address, its targets, and what it tells. */
final class Rig implements Closeable {
  static final String VIP = "vip";
  static final PlaneLimits LIMITS = new PlaneLimits(20_000, 10_000, 20_000, 1_000_000, 10_000);

  final Loops loops;
  final Recorder recorder = new Recorder();
  final RelayPlane plane;
  final InetSocketAddress at;
  private final List<Closeable> open = new ArrayList<>();
  private long epoch;

  Rig(Loops loops) {
    this(loops, "127.0.0.1");
  }

  Rig(Loops loops, String address) {
    this.loops = loops;
    at = new InetSocketAddress(Peer.address(address), Ports.free());
    FtpHelper ftp = new FtpHelper();
    plane =
        new RelayPlane(
            loops,
            (name, start) ->
                name.equals(FtpHelper.FTP) ? FlowCaller.direct(ftp.open(start)) : null);
  }

  /** A target on an address of its own. */
  Host host(int number) throws IOException {
    return closing(new Host("t" + number, "127.0.1." + (number + 1)));
  }

  /** Closes it at the end. */
  <T extends Closeable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  /** Applies a table with a slot for each target, and waits until it listens. */
  void apply(TargetRow... targets) throws Exception {
    apply(LIMITS, "", Map.of(), targets);
  }

  void apply(PlaneLimits limits, String helper, Map<String, PortRange> slices, TargetRow... targets)
      throws Exception {
    plane.apply(
        new ForwardingTable(
            VIP,
            ++epoch,
            at.getAddress(),
            List.of(new PortRange(at.getPort(), at.getPort())),
            List.of(targets),
            IntStream.range(0, targets.length).boxed().toList(),
            0,
            List.of(),
            List.of(),
            slices,
            helper,
            limits),
        recorder);
    loops.settle();
  }

  /** A client's connection. */
  Peer client() throws IOException {
    return client("127.0.2.1");
  }

  Peer client(String from) throws IOException {
    return closing(Peer.connect(from, at));
  }

  List<LiveConnection> live() {
    int before = recorder.fulls().size();
    plane.reportAll(VIP);
    await().until(() -> recorder.fulls().size() > before);
    return recorder.fulls().get(recorder.fulls().size() - 1).connections();
  }

  <E extends PlaneEvent> List<E> events(Class<E> type) {
    live(); // what happened is told
    return recorder.events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  void awaitLive(int count) {
    await().until(() -> live().size() == count);
  }

  @Override
  public void close() throws IOException {
    plane.close();
    assertEquals(0, loops.leases.get(), "event loops are given back");
    for (Closeable closeable : open) {
      closeable.close();
    }
    loops.close();
  }
}
