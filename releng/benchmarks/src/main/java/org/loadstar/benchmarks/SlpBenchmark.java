// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Our directory agent beside LiveTribe's, in turn on the same processor. */
public final class SlpBenchmark {
  private static final int ROUNDS = 5;
  private static final int[] SIZES = {10, 100, 1_000, 10_000};
  private static final long ROUND_MILLIS = 1_500;
  private static final long WARM_MILLIS = 2_000;
  private static final long FIRST_WARM_MILLIS = 20_000;
  private static final String MATCHES_FIVE = "(LOAD<=7)";
  private static final String MATCHES_NONE = "(LOAD>=101)";
  private static final int REFRESHES_PER_SECOND = 100;

  /** A directory agent with who asks it. */
  private record Side(String name, Agents agent, Requester requester) {
    Requester.Rate round(String predicate, Set<String> expected, long millis) throws IOException {
      return requester.measure(predicate, expected, millis);
    }

    /** A round that counts, with the microseconds of the processor that an answer took. */
    double round(String predicate, Set<String> expected, Rounds into) throws IOException {
      double before = agent.processorSeconds();
      Requester.Rate rate = requester.measure(predicate, expected, ROUND_MILLIS);
      into.perSecond.add(rate.perSecond());
      into.micros.add((agent.processorSeconds() - before) * 1e6 / rate.replies());
      return rate.busy();
    }
  }

  /** What the rounds of one side found. */
  private record Rounds(List<Double> perSecond, List<Double> micros) {
    Rounds() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private final Figures figures;
  private final Path root;
  private double busiest;

  private SlpBenchmark(Path root) {
    this.root = root;
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("java", System.getProperty("java.vm.version"));
    settings.put("jvm", String.join(" ", Agents.JVM));
    settings.put("rounds", ROUNDS);
    settings.put("roundMillis", ROUND_MILLIS);
    settings.put("window", Requester.WINDOW);
    settings.put("predicate", MATCHES_FIVE);
    settings.put(
        "peer", "LiveTribe SLP 2.2.1, StandardDirectoryAgentServer, logging off, defaults");
    settings.put("processors", "taskset: agents on 0 in turn, who asks on 1");
    this.figures = new Figures(settings);
  }

  /**
   * Runs all of it: the folder of the project and the file to write are the arguments; the word
   * {@code find} as a third one leaves the directory agents out.
   */
  public static void main(String... args) throws Exception {
    SlpBenchmark benchmark = new SlpBenchmark(Path.of(args[0]));
    if (args.length < 3) {
      benchmark.directories();
    }
    new FindBenchmark(benchmark.figures, benchmark.root).run();
    benchmark.figures.write(Path.of(args[1]));
  }

  static String url(int number) {
    return "service:tn3270://host" + number + ".example.net:23";
  }

  /** Five have a load of 0 to 4, all others at least 8. */
  static String attributes(int number, int load) {
    return "(LOAD="
        + load
        + "),(LUPOOL=POOL1 3270002,POOL2 3270003),(SERVERNAME=server"
        + number
        + "),BIND,DATA,RESPONSES";
  }

  static int load(int number) {
    return number < 5 ? number : 8 + number % 93;
  }

  private static Set<String> five() {
    Set<String> urls = new TreeSet<>();
    for (int i = 0; i < 5; i++) {
      urls.add(url(i));
    }
    return urls;
  }

  private void directories() throws Exception {
    Path folder = Files.createTempDirectory("loadstar-benchmark");
    try (Agents ours = Agents.ours(root, folder.resolve("ours"), directoryAgent());
        Agents theirs = Agents.peer(root, folder.resolve("peer"));
        Requester ourRequester = new Requester(ours.port);
        Requester theirRequester = new Requester(theirs.port)) {
      Side our = new Side("ours", ours, ourRequester);
      Side peer = new Side("peer", theirs, theirRequester);
      directory(our, peer);
    }
    figures.note(
        String.format(Locale.ROOT, "who asks was busy at most %.0f %% of the time", 100 * busiest));
  }

  private static Map<String, Object> directoryAgent() {
    return Map.of(
        "org.loadstar.directory",
        Map.of("enabled", true, "servicesPerSource", 100_000, "attributeBytesPerSource", 64 << 20));
  }

  private void directory(Side ours, Side peer) throws Exception {
    List<Double> flat = new ArrayList<>();
    List<Double> atTen = new ArrayList<>();
    boolean peerHolds = true;
    int registered = 0;
    long[] bytes = new long[4];
    for (int size : SIZES) {
      register(ours, registered, size);
      peerHolds = peerHolds && held(peer, registered, size);
      registered = size;
      long warm = size == SIZES[0] ? FIRST_WARM_MILLIS : WARM_MILLIS;
      ours.round(MATCHES_FIVE, five(), warm);
      peerHolds = peerHolds && peer.round(MATCHES_FIVE, five(), warm).perSecond() > 0;
      flat = compare("requests-" + size, MATCHES_FIVE, five(), ours, peer, peerHolds);
      if (size == SIZES[0]) {
        atTen = flat;
        bytes[0] = ours.agent.bytesInUse();
        bytes[1] = peer.agent.bytesInUse();
      }
    }
    bytes[2] = ours.agent.bytesInUse();
    bytes[3] = peerHolds ? peer.agent.bytesInUse() : 0;
    Figures.Series last = new Figures.Series("/s at 10000", flat);
    Figures.Series first = new Figures.Series("/s at 10", atTen);
    figures.ratio("flat", last.median() / first.median(), last, first);
    ours.round(MATCHES_NONE, Set.of(), WARM_MILLIS);
    compare("none-matching", MATCHES_NONE, Set.of(), ours, peer, peerHolds);
    Refresher refresher = new Refresher(ours, peerHolds ? peer : null);
    try {
      compare("while-refreshing", MATCHES_FIVE, five(), ours, peer, peerHolds);
    } finally {
      figures.note(refresher.end() + " refreshes a second went on with while-refreshing");
    }
    memory(bytes, peerHolds);
  }

  private void memory(long[] bytes, boolean peerHolds) {
    double services = SIZES[SIZES.length - 1] - SIZES[0];
    Figures.Series ours = new Figures.Series("bytes", List.of((bytes[2] - bytes[0]) / services));
    Figures.Series peer = new Figures.Series("bytes", List.of((bytes[3] - bytes[1]) / services));
    if (peerHolds) {
      figures.ratio("memory-per-registration", peer.median() / ours.median(), ours, peer);
    } else {
      figures.tell("memory-per-registration", ours);
    }
  }

  private static void register(Side side, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      side.requester.register(url(i), attributes(i, load(i)));
    }
  }

  private boolean held(Side peer, int from, int to) {
    try {
      register(peer, from, to);
      return true;
    } catch (IOException cannot) {
      figures.note(
          "LiveTribe's agent does not hold " + to + " registrations: " + cannot.getMessage());
      return false;
    }
  }

  private List<Double> compare(
      String name, String predicate, Set<String> expected, Side ours, Side peer, boolean peerToo)
      throws IOException {
    Rounds our = new Rounds();
    Rounds their = new Rounds();
    for (int round = 0; round < ROUNDS; round++) {
      busiest = Math.max(busiest, ours.round(predicate, expected, our));
      if (peerToo) {
        peer.round(predicate, expected, their);
      }
    }
    Figures.Series a = new Figures.Series("/s", our.perSecond);
    Figures.Series b = new Figures.Series("/s", their.perSecond);
    Figures.Series aMicros = new Figures.Series("us", our.micros);
    Figures.Series bMicros = new Figures.Series("us", their.micros);
    String processor = name.replace("requests", "processor");
    if (peerToo && b.median() > 0) {
      figures.ratio(name, a.median() / b.median(), a, b);
      figures.ratio(
          processor.equals(name) ? "processor-" + name : processor,
          bMicros.median() / aMicros.median(),
          aMicros,
          bMicros);
    } else {
      figures.tell(name, a);
    }
    return our.perSecond;
  }

  /** Registers services again and again, at a steady pace, with another load each time. */
  private static final class Refresher extends Thread {
    private final List<Requester> requesters = new ArrayList<>();
    private final long start = System.nanoTime();
    private volatile boolean ended;
    private final AtomicLong refreshes = new AtomicLong();

    Refresher(Side ours, @Nullable Side peer) throws IOException {
      super("refresher");
      requesters.add(new Requester(ours.agent.port));
      if (peer != null) {
        requesters.add(new Requester(peer.agent.port));
      }
      start();
    }

    @Override
    public void run() {
      try {
        for (int i = 0; !ended; i++) {
          int number = 5 + i % 9_000;
          for (Requester requester : requesters) {
            requester.register(url(number), attributes(number, 8 + i % 90));
          }
          refreshes.incrementAndGet();
          long next = start + i * 1_000_000_000L / REFRESHES_PER_SECOND;
          LockSupport.parkNanos(next - System.nanoTime());
        }
      } catch (IOException lost) {
        // Told by the count.
      }
    }

    long end() throws InterruptedException {
      ended = true;
      double seconds = (System.nanoTime() - start) / 1e9;
      join();
      requesters.forEach(Requester::close);
      return Math.round(refreshes.get() / seconds);
    }
  }
}
