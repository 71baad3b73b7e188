// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.loadstar.benchmarks.Figures.Series;
import org.loadstar.distributor.internal.DistributorProcess;

/**
 * Our distributor, with tracker and placement behind its relay, beside Debian's haproxy in TCP
 * mode, in turn, on one processor with one thread each that relays; clients and server are in this
 * process, on the other processor.
 */
final class RelayBenchmark implements AutoCloseable {
  private static final String EPOLL = "epoll";
  private static final String NIO = "nio";
  private static final String PEER = "haproxy";
  private static final int ROUNDS = 5;
  private static final int WARM_ROUNDS = 2;
  private static final int CONNECTIONS = 6_000;

  /** As many as it takes until the second compiler has little left to do. */
  private static final int WARM_CONNECTIONS = 60_000;

  private static final int ROUND_TRIPS = 5_000;
  private static final long STREAM = 100L << 20;
  private static final String JVM = "-Xmx256m -XX:+UseSerialGC";
  private static final String HAPROXY =
      """
      global
        nbthread 1
        maxconn 5000
      defaults
        mode tcp
        option splice-auto
        timeout connect 5s
        timeout client 1h
        timeout server 1h
      listen relay
        bind 127.0.0.1:%d
        server one 127.0.0.2:%d
      """;

  private final InetSocketAddress server = at("127.0.0.2", 17_001);
  private final Traffic traffic = new Traffic(server, STREAM);
  private final List<Side> sides = new ArrayList<>();

  /** Who is measured. */
  private record Side(String name, Process process, InetSocketAddress address) {}

  /** One thing to do through a side; answers how much it was. */
  private interface Work {
    double through(InetSocketAddress to) throws Exception;
  }

  private RelayBenchmark() throws IOException {}

  private static InetSocketAddress at(String address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  /** The settings, for the document. */
  static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "relay",
        "the distributor, one event loop (epoll but for the lines that say nio), java "
            + JVM
            + ", on processor 0");
    settings.put("haproxy", HAPROXY.strip().replace("\n", "; ") + "; on processor 0");
    settings.put("relay rounds", ROUNDS + ", in turn; clients and server on processor 1");
    return settings;
  }

  /** Measures all of it. */
  static void run(Figures figures) throws Exception {
    try (RelayBenchmark benchmark = new RelayBenchmark()) {
      benchmark.start();
      benchmark.measure(figures);
    }
  }

  private void start() throws Exception {
    start(EPOLL, at("127.0.0.1", 17_002));
    start(NIO, at("127.0.0.1", 17_004));
    Path config = Files.createTempFile("loadstar-benchmark", ".cfg");
    InetSocketAddress peer = at("127.0.0.1", 17_003);
    Files.writeString(config, HAPROXY.formatted(peer.getPort(), server.getPort()));
    sides.add(
        new Side(
            PEER,
            started(List.of("taskset", "-c", "0", "haproxy", "-db", "-f", config.toString()), peer),
            peer));
  }

  private void start(String transport, InetSocketAddress ours) throws Exception {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0", "java"));
    command.addAll(List.of(JVM.split(" ")));
    command.addAll(
        List.of(
            "-Djava.util.logging.config.file="
                + System.getProperty("java.util.logging.config.file"),
            "-cp",
            System.getProperty("java.class.path"),
            DistributorProcess.class.getName(),
            transport,
            ours.getHostString(),
            String.valueOf(ours.getPort()),
            server.getHostString(),
            String.valueOf(server.getPort())));
    sides.add(new Side(transport, started(command, ours), ours));
  }

  private static Process started(List<String> command, InetSocketAddress at) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    while (process.isAlive()) {
      try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
        socket.getOutputStream();
        return process;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IOException(command.get(3) + " has ended");
  }

  private void measure(Figures figures) throws Exception {
    for (Side ours : sides.subList(0, 2)) {
      traffic.connections(ours.address, ours.name.equals(EPOLL) ? WARM_CONNECTIONS : CONNECTIONS);
    }
    Map<String, Series> connections =
        rounds(
            "connections a processor second",
            to -> {
              // By nio it is not told, and would only take its time.
              if (!to.equals(sides.get(1).address)) {
                traffic.connections(to, CONNECTIONS);
              }
              return CONNECTIONS;
            });
    ratio(figures, "connections", connections, EPOLL);
    Map<String, Series> down = rounds("MB a processor second", to -> traffic.down(to) / 1e6);
    ratio(figures, "throughput-down-nio", down, NIO);
    ratio(figures, "throughput-down-epoll", down, EPOLL);
    Map<String, Series> up = rounds("MB a processor second", to -> traffic.up(to) / 1e6);
    ratio(figures, "throughput-up-nio", up, NIO);
    ratio(figures, "throughput-up-epoll", up, EPOLL);
    latency(figures);
  }

  private static void ratio(
      Figures figures, String name, Map<String, Series> series, String transport) {
    Series ours = figure(series, transport);
    Series peer = figure(series, PEER);
    figures.ratio(name, ours.median() / peer.median(), ours, peer);
  }

  private static Series figure(Map<String, Series> series, String side) {
    return Objects.requireNonNull(series.get(side));
  }

  /**
   * Rounds in turn. What counts is the processor time of who is measured: it does not depend on how
   * fast the clients and the server are, nor on what else the machine does.
   */
  private Map<String, Series> rounds(String unit, Work work) throws Exception {
    Map<String, List<Double>> all = new HashMap<>();
    for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
      for (Side side : sides) {
        double before = Processes.processorSeconds(side.process.pid());
        double done = work.through(side.address);
        double seconds = Processes.processorSeconds(side.process.pid()) - before;
        if (round >= 0) {
          all.computeIfAbsent(side.name, name -> new ArrayList<>()).add(done / seconds);
        }
      }
    }
    return series(unit, all);
  }

  private static Map<String, Series> series(String unit, Map<String, List<Double>> rounds) {
    Map<String, Series> series = new HashMap<>();
    rounds.forEach((side, each) -> series.put(side, new Series(unit, each)));
    return series;
  }

  /** What each adds to the 99th percentile of a round trip without it. */
  private void latency(Figures figures) throws Exception {
    Map<String, List<Double>> all = new HashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double direct = Traffic.roundTrip99(server, ROUND_TRIPS);
      for (Side side : sides) {
        double through = Traffic.roundTrip99(side.address, ROUND_TRIPS);
        if (round > 0) {
          all.computeIfAbsent(side.name, name -> new ArrayList<>()).add(through - direct);
        }
      }
    }
    Map<String, Series> series = series("microseconds", all);
    Series ours = figure(series, EPOLL);
    Series peer = figure(series, PEER);
    figures.ratio("latency-added-p99", peer.median() / ours.median(), ours, peer);
  }

  @Override
  public void close() throws IOException {
    for (Side side : sides) {
      side.process.destroy();
      side.process.onExit().join();
    }
    traffic.close();
  }
}
