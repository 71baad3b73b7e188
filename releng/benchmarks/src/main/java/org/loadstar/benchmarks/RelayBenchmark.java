// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.benchmarks.Figures.Series;

/**
 * Our relay beside Debian's haproxy in TCP mode, in turn, on one processor with one thread each;
 * clients and server are in this process, on the other processor.
 */
final class RelayBenchmark implements AutoCloseable {
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 8_000;
  private static final int WARM_CONNECTIONS = 20_000;
  private static final int ROUND_TRIPS = 5_000;
  private static final long STREAM = 200L << 20;
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
    settings.put("relay", "one event loop, NIO, java " + JVM + ", on processor 0");
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

  /** For a run of this part alone. */
  public static void main(String... args) throws Exception {
    Figures figures = new Figures(settings());
    run(figures);
    figures.write(Path.of(args[1]));
  }

  private void start() throws Exception {
    InetSocketAddress ours = at("127.0.0.1", 17_002);
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0", "java"));
    command.addAll(List.of(JVM.split(" ")));
    command.addAll(
        List.of(
            "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
            "-cp",
            System.getProperty("java.class.path"),
            RelayProcess.class.getName(),
            "127.0.0.1",
            "17002",
            "-",
            "no",
            "one",
            "127.0.0.2",
            "17001",
            "-"));
    sides.add(new Side("ours", started(command, ours), ours));
    Path config = Files.createTempFile("loadstar-benchmark", ".cfg");
    InetSocketAddress peer = at("127.0.0.1", 17_003);
    Files.writeString(config, HAPROXY.formatted(peer.getPort(), server.getPort()));
    sides.add(
        new Side(
            "haproxy",
            started(List.of("taskset", "-c", "0", "haproxy", "-db", "-f", config.toString()), peer),
            peer));
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
    traffic.connections(sides.get(0).address, WARM_CONNECTIONS);
    List<Series> connections =
        rounds(
            "connections a processor second",
            to -> {
              traffic.connections(to, CONNECTIONS);
              return CONNECTIONS;
            });
    ratio(figures, "connections", connections);
    List<Series> down = rounds("MB a processor second", to -> traffic.down(to) / 1e6);
    ratio(figures, "throughput-down-nio", down);
    List<Series> up = rounds("MB a processor second", to -> traffic.up(to) / 1e6);
    ratio(figures, "throughput-up-nio", up);
    latency(figures);
  }

  private static void ratio(Figures figures, String name, List<Series> series) {
    Series ours = series.get(0);
    Series peer = series.get(1);
    figures.ratio(name, ours.median() / peer.median(), ours, peer);
    figures.tell("wall ours " + name.charAt(name.length() - 5), series.get(2));
    figures.tell("wall peer " + name.charAt(name.length() - 5), series.get(3));
  }

  /** Rounds in turn, with one more to warm up. */
  private List<Series> rounds(String unit, Work work) throws Exception {
    List<List<Double>> all =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round <= ROUNDS; round++) {
      for (int i = 0; i < sides.size(); i++) {
        Side side = sides.get(i);
        double before = Processes.processorSeconds(side.process.pid());
        long began = System.nanoTime();
        double done = work.through(side.address);
        double seconds = Processes.processorSeconds(side.process.pid()) - before;
        if (round > 0) {
          all.get(i).add(done / seconds);
          all.get(i + 2).add(done / ((System.nanoTime() - began) / 1e9));
        }
      }
    }
    return all.stream().map(rounds -> new Series(unit, rounds)).toList();
  }

  /** What each adds to the 99th percentile of a round trip without it. */
  private void latency(Figures figures) throws Exception {
    List<List<Double>> all = List.of(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round <= ROUNDS; round++) {
      double direct = Traffic.roundTrip99(server, ROUND_TRIPS);
      for (int i = 0; i < sides.size(); i++) {
        double through = Traffic.roundTrip99(sides.get(i).address, ROUND_TRIPS);
        if (round > 0) {
          all.get(i).add(through - direct);
        }
      }
    }
    Series ours = new Series("microseconds", all.get(0));
    Series peer = new Series("microseconds", all.get(1));
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
