// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.livetribe.slp.Scopes;
import org.livetribe.slp.ServiceType;
import org.livetribe.slp.settings.Keys;
import org.livetribe.slp.settings.MapSettings;
import org.livetribe.slp.ua.StandardUserAgentClient;

/** How long a search for ten servers takes: our user agent beside LiveTribe's. */
final class FindBenchmark {
  private static final int SERVERS = 10;
  private static final int ROUNDS = 5;
  private static final int KNOWN_WARM = 2_000;
  private static final int KNOWN_FINDS = 300;
  private static final int MULTICAST_FINDS = 4;
  private static final List<String> TYPES = List.of("service:tn3270", "service:tn3270e");
  private static final ServiceType TN3270 = new ServiceType("service:tn3270");

  private final Figures figures;
  private final Path root;
  private final Path folder;

  FindBenchmark(Figures figures, Path root) throws Exception {
    this.figures = figures;
    this.root = root;
    this.folder = Files.createTempDirectory("loadstar-benchmark-find");
  }

  void run() throws Exception {
    try (Agents directory = Agents.ours(root, folder.resolve("directory"), directory())) {
      try (Requester registering = new Requester(directory.port)) {
        for (int i = 0; i < SERVERS; i++) {
          registering.register(
              SlpBenchmark.url(i), SlpBenchmark.attributes(i, SlpBenchmark.load(i)));
        }
      }
      knownDirectory(directory.port);
    }
    try (Agents directory = Agents.ours(root, folder.resolve("counted"), directory())) {
      requests(directory.port);
    }
    try (Agents agents = Agents.ours(root, folder.resolve("agents"), gateways())) {
      withoutDirectory(agents.port);
    }
  }

  private static Map<String, Object> directory() {
    return Map.of("org.loadstar.directory", Map.of("enabled", true));
  }

  private static Map<String, Object> gateways() {
    Map<String, Object> gateways = new HashMap<>();
    for (int i = 0; i < SERVERS; i++) {
      gateways.put(
          "org.loadstar.agent.gateway~g" + i,
          Map.of(
              "url",
              SlpBenchmark.url(i),
              "load",
              SlpBenchmark.load(i),
              "luPools",
              List.of("POOL1 3270002", "POOL2 3270003")));
    }
    return gateways;
  }

  private static Map<String, Object> asking(int port, String version, boolean knowing) {
    Map<String, Object> all = new HashMap<>(Agents.ground(port));
    Map<String, Object> endpoint = new HashMap<>(Agents.endpoint(port));
    endpoint.put("versions", List.of(version));
    all.put("org.loadstar.slp.endpoint", endpoint);
    all.put(
        "org.loadstar.discovery",
        knowing
            ? Map.of("directoryAgents", List.of("127.0.0.1"), "daDiscoveryTimeoutMillis", 0)
            : Map.of("daDiscoveryTimeoutMillis", 0));
    return all;
  }

  private static StandardUserAgentClient peer(int port, boolean knowing) {
    MapSettings settings = new MapSettings();
    settings.put(Keys.PORT_KEY, port);
    settings.put(Keys.ADDRESSES_KEY, new String[] {"127.0.0.1"});
    if (knowing) {
      settings.put(Keys.DA_ADDRESSES_KEY, new String[] {"127.0.0.1"});
      // It does not ask again by TCP where a reply by UDP does not hold all.
      settings.put(Keys.UA_UNICAST_PREFER_TCP, true);
    }
    StandardUserAgentClient userAgent = StandardUserAgentClient.newInstance(settings);
    userAgent.init();
    return userAgent;
  }

  private static int find(StandardUserAgentClient userAgent) {
    return userAgent.findServices(TN3270, "en", Scopes.DEFAULT, "").size();
  }

  private void knownDirectory(int port) throws Exception {
    StandardUserAgentClient peer = peer(port, true);
    try (Finder ours = Finder.start(root, folder.resolve("known"), asking(port, "2", true))) {
      for (int i = 0; i < KNOWN_WARM; i++) {
        found(ours::find);
        found(() -> find(peer));
      }
      compare("find-known-da", KNOWN_FINDS, ours::find, () -> find(peer));
    }
  }

  /** How many requests a search takes, as a tap before the directory agent counts them. */
  private void requests(int port) throws Exception {
    try (Requester registering = new Requester(port)) {
      for (String type : TYPES) {
        for (int i = 0; i < SERVERS; i++) {
          String url = type + "://10.0.0." + i + (type.endsWith("e") ? ":24" : ":23");
          registering.register(type, url, SlpBenchmark.attributes(i, SlpBenchmark.load(i)));
        }
      }
    }
    try (Tap tap = new Tap(port, true)) {
      requests(tap, "2", "with-3059", true);
    }
    try (Tap tap = new Tap(port, false)) {
      requests(tap, "2", "without-3059", false);
    }
    try (Tap tap = new Tap(port, true)) {
      requests(tap, "1", "without-3059", false);
    }
  }

  /** The first search makes the directory agent known, the second has no connection yet. */
  private void requests(Tap tap, String version, String name, boolean keeps) throws Exception {
    String figure = "requests-per-find-v" + version + "-" + name;
    try (Finder ours =
        Finder.start(root, folder.resolve("v" + version + name), asking(tap.port, version, true))) {
      ours.types();
      tap.taken();
      count(tap, ours, figure + (keeps ? "-by-udp" : ""));
      if (keeps) {
        count(tap, ours, figure + "-kept-connection");
      }
    }
  }

  private void count(Tap tap, Finder ours, String figure) throws Exception {
    int servers = ours.find();
    if (servers != TYPES.size() * SERVERS) {
      throw new IllegalStateException(servers + " servers were found");
    }
    List<Tap.Asked> asked = tap.taken();
    for (String type : TYPES) {
      long all = asked.stream().filter(a -> a.type().equals(type)).count();
      long stream = asked.stream().filter(a -> a.type().equals(type) && a.stream()).count();
      figures.tell(
          figure + "-" + type.substring("service:".length()),
          new Figures.Series("requests, by TCP of them " + stream, List.of((double) all)));
    }
  }

  private void withoutDirectory(int port) throws Exception {
    StandardUserAgentClient peer = peer(port, false);
    try (Finder ours = Finder.start(root, folder.resolve("without"), asking(port, "2", false))) {
      found(ours::find);
      compare("find-without-da", MULTICAST_FINDS, ours::find, () -> find(peer));
      sent("sent-per-find-without-da-v2", ours);
    }
  }

  private static void found(Callable<Integer> search) throws Exception {
    int servers = search.call();
    if (servers != SERVERS) {
      throw new IllegalStateException(servers + " servers were found");
    }
  }

  private static List<Double> millis(Callable<Integer> search, int times) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      found(search);
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis.stream().sorted().toList();
  }

  /** Larger is better: the peer's time over ours. */
  private void compare(String name, int times, Callable<Integer> ours, Callable<Integer> peer)
      throws Exception {
    List<List<Double>> our = new ArrayList<>();
    List<List<Double>> their = new ArrayList<>();
    String fault = "";
    for (int round = 0; round < ROUNDS; round++) {
      our.add(millis(ours, times));
      try {
        if (fault.isEmpty()) {
          their.add(millis(peer, times));
        }
      } catch (Exception e) {
        fault = "LiveTribe's user agent: " + e;
        figures.note(name + ": " + fault);
      }
    }
    for (int percent : new int[] {50, 99}) {
      Figures.Series a = new Figures.Series("ms", percentile(our, percent));
      Figures.Series b = new Figures.Series("ms", percentile(their, percent));
      if (fault.isEmpty()) {
        figures.ratio(name + "-p" + percent, b.median() / a.median(), a, b);
      } else {
        figures.tell(name + "-p" + percent, a);
      }
    }
  }

  private static List<Double> percentile(List<List<Double>> rounds, int percent) {
    return rounds.stream()
        .map(r -> r.get(Math.min(r.size() - 1, r.size() * percent / 100)))
        .toList();
  }

  private void sent(String name, Finder ours) throws Exception {
    found(ours::find);
    long before = ours.sent();
    found(ours::find);
    figures.tell(name, new Figures.Series("messages", List.of((double) (ours.sent() - before))));
  }
}
