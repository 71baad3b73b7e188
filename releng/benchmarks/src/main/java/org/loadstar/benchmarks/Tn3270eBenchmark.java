// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.benchmarks.Figures.Series;
import org.loadstar.testkit.TestAuthority;
import org.loadstar.testkit.TestAuthority.Identity;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/** Our terminal beside Debian's s3270, in turn, with the same host in this process. */
public final class Tn3270eBenchmark {
  private static final int ROUNDS = 5;
  private static final int PEER_SCREENS = 1_600;
  private static final int OUR_SCREENS = 16_000;
  private static final int ENGINE_SCREENS = 50_000;
  private static final int WARM_SCREENS = 60_000;
  private static final int ROUND_TRIPS = 2_000;
  private static final int WARM_ROUND_TRIPS = 5;
  private static final int[] IDLE = {1_000, 10_000};
  private static final int CONNECTS = 1_000;

  private final Figures figures;
  private final Path root;
  private final Path folder;
  private final byte[] screen = Screens.record();
  private final TestAuthority authority = TestAuthority.root("Benchmark");
  private final Path trusted;

  private Tn3270eBenchmark(Path root) throws IOException {
    this.root = root;
    this.folder = Files.createTempDirectory("loadstar-benchmark");
    this.trusted = TestAuthority.write(folder.resolve("authority.pem"), authority.certificate());
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("java", System.getProperty("java.vm.version"));
    settings.put("jvm", String.join(" ", Ours.JVM));
    settings.put("rounds", ROUNDS);
    settings.put("screen", "EWA 43 x 80, 43 SFE with two attributes, " + screen.length + " bytes");
    settings.put("peer", "Debian s3270, -model 3279-4-E, no trace");
    this.figures = new Figures(settings);
  }

  /**
   * Runs it: the folder of the project and the file to write are the arguments, and a part of it,
   * if not all is wanted: screens, idle or connect.
   */
  public static void main(String... args) throws Exception {
    Tn3270eBenchmark benchmark = new Tn3270eBenchmark(Path.of(args[0]));
    benchmark.run(args.length > 2 ? List.of(args[2]) : List.of("screens", "idle", "connect"));
    benchmark.figures.write(Path.of(args[1]));
  }

  private void run(List<String> parts) throws Exception {
    Identity identity = authority.server("127.0.0.1");
    SslContext tls =
        SslContextBuilder.forServer(identity.keys().getPrivate(), identity.chain()).build();
    try (ScreenHost host = new ScreenHost(screen, null);
        ScreenHost secure = new ScreenHost(screen, tls);
        S3270 s3270 = new S3270(host.port())) {
      ScreenHost.Peer peerTerminal = host.next();
      if (parts.contains("screens")) {
        screens(host, s3270, peerTerminal);
      }
      if (parts.contains("idle")) {
        idle(host, secure, s3270);
      }
      if (parts.contains("connect")) {
        try (Ours ours = new Ours(root, folder.resolve("rate"), trusted)) {
          figures.tell("connect plain", rate(ours, host.port() + " plain"));
          figures.tell("connect TLS", rate(ours, secure.port() + " tls"));
        }
      }
    }
  }

  private void screens(ScreenHost host, S3270 s3270, ScreenHost.Peer peerTerminal)
      throws Exception {
    try (Ours ours = new Ours(root, folder.resolve("one"), trusted)) {
      ours.begin("open 1 " + host.port() + " plain");
      ScreenHost.Peer ourTerminal = host.next();
      ours.end();
      screens(s3270, peerTerminal, ours, ourTerminal);
      roundTrips(peerTerminal, ourTerminal);
    }
  }

  private void idle(ScreenHost host, ScreenHost secure, S3270 s3270) throws Exception {
    for (int count : IDLE) {
      double each = idle(count, host.port() + " plain");
      Series resident = new Series("bytes resident", List.of((double) s3270.residentBytes()));
      figures.ratio(
          count == IDLE[IDLE.length - 1] ? "idle-heap" : "idle-heap-" + count,
          resident.median() / each,
          heap(each),
          resident);
    }
    figures.tell("tls heap of " + IDLE[0], heap(idle(IDLE[0], secure.port() + " tls")));
  }

  private static Series heap(double each) {
    return new Series("bytes of heap a session", List.of(each));
  }

  private void screens(
      S3270 s3270, ScreenHost.Peer peerTerminal, Ours ours, ScreenHost.Peer ourTerminal)
      throws Exception {
    Engine engine = new Engine(screen);
    engine.apply(WARM_SCREENS);
    ourTerminal.pipeline(WARM_SCREENS);
    peerTerminal.pipeline(PEER_SCREENS / 4);
    List<Double> peers = new ArrayList<>();
    List<Double> engines = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double before = s3270.processorSeconds();
      peerTerminal.pipeline(PEER_SCREENS);
      peers.add(PEER_SCREENS / (s3270.processorSeconds() - before));
      engines.add(ENGINE_SCREENS / engine.apply(ENGINE_SCREENS));
      before = ours.processorSeconds();
      ourTerminal.pipeline(OUR_SCREENS);
      ends.add(OUR_SCREENS / (ours.processorSeconds() - before));
    }
    Series peer = new Series("screens per processor second", peers);
    Series engineSeries = new Series("screens per processor second", engines);
    Series endSeries = new Series("screens per processor second", ends);
    figures.ratio("engine", engineSeries.median() / peer.median(), engineSeries, peer);
    figures.ratio("end-to-end", endSeries.median() / peer.median(), endSeries, peer);
  }

  private void roundTrips(ScreenHost.Peer peerTerminal, ScreenHost.Peer ourTerminal)
      throws Exception {
    List<List<Double>> peers = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Double>> ours = List.of(new ArrayList<>(), new ArrayList<>());
    for (int round = 0;
        round < WARM_ROUND_TRIPS;
        round++) { // a compiler works beside the first ones
      roundTrips(ourTerminal, List.of(new ArrayList<>(), new ArrayList<>()));
    }
    for (int round = 0; round < ROUNDS; round++) {
      roundTrips(peerTerminal, peers);
      roundTrips(ourTerminal, ours);
    }
    String[] names = {"round-trip-p50", "round-trip-p99"};
    for (int i = 0; i < names.length; i++) {
      Series peer = new Series("microseconds", peers.get(i));
      Series our = new Series("microseconds", ours.get(i));
      figures.ratio(names[i], peer.median() / our.median(), our, peer);
    }
  }

  private static void roundTrips(ScreenHost.Peer terminal, List<List<Double>> into)
      throws InterruptedException {
    double[] micros = new double[ROUND_TRIPS];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = terminal.roundTrip() / 1e3;
    }
    Arrays.sort(micros);
    into.get(0).add(micros[ROUND_TRIPS / 2]);
    into.get(1).add(micros[ROUND_TRIPS * 99 / 100]);
  }

  /** The bytes of heap that an idle session takes. */
  private double idle(int count, String where) throws Exception {
    try (Ours ours =
        new Ours(root, folder.resolve("idle" + count + where.replace(' ', '-')), trusted)) {
      rate(ours, where); // what is loaded with the first ones is none of the sessions'
      long before = ours.bytesInUse();
      ours.command("open " + count + " " + where);
      double each = (ours.bytesInUse() - before) / (double) count;
      figures.note(
          count
              + " sessions, "
              + where.split(" ", -1)[1]
              + ": "
              + ours.command("threads")
              + " threads");
      return each;
    }
  }

  /** Opens and closes sessions; the first time to warm up. */
  private static Series rate(Ours ours, String where) throws Exception {
    List<Double> rates = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double seconds = Long.parseLong(ours.command("open " + CONNECTS + " " + where)) / 1e9;
      ours.command("close");
      if (round > 0) {
        rates.add(CONNECTS / seconds);
      }
    }
    return new Series("sessions per second", rates);
  }

  /** Telnet and 3270 data stream alone, in this thread. */
  private static final class Engine implements TelnetListener {
    private final HostInterpreter interpreter =
        new HostInterpreter(Screen.ofModel(4), CodePage.CP037);
    private final TelnetDecoder decoder = new TelnetDecoder(this);
    private final ByteBuf wire = Unpooled.buffer();

    Engine(byte[] screen) {
      decoder.recordMode(true);
      TelnetEncoder.record(Unpooled.wrappedBuffer(screen), wire);
    }

    /** The processor seconds for so many screens. */
    double apply(int count) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        decoder.decode(wire.duplicate());
      }
      return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
    }

    @Override
    public void record(ByteBuf data) {
      interpreter.apply(data);
    }

    @Override
    public void text(ByteBuf data) {}

    @Override
    public void command(TelnetCommand command) {}

    @Override
    public void option(OptionVerb verb, TelnetOption option) {}

    @Override
    public void subnegotiation(TelnetOption option, ByteBuf payload) {}
  }
}
