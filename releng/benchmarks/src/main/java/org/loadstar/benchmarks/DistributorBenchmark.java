// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.loadstar.benchmarks.Figures.Series;
import org.loadstar.distributor.tracker.TrackerBenchmark;
import org.loadstar.distributor.tracker.TrackerBenchmark.Rounds;
import org.openjdk.jmh.runner.RunnerException;

/** The relay beside haproxy, and the connection tracker alone. */
public final class DistributorBenchmark {
  private final Figures figures;

  private DistributorBenchmark() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("java", System.getProperty("java.vm.version"));
    settings.put("tracker", "JMH 1.37, one thread, 1,000,000 connections, 90 % of lookups hit");
    settings.putAll(RelayBenchmark.settings());
    this.figures = new Figures(settings);
  }

  /**
   * Runs all of it.
   *
   * @param args the folder of the project, the file to write, and {@code relay} or {@code tracker}
   *     for that part alone
   */
  public static void main(String... args) throws Exception {
    DistributorBenchmark benchmark = new DistributorBenchmark();
    String part = args.length > 2 ? args[2] : "";
    if (!part.equals("tracker")) {
      RelayBenchmark.run(benchmark.figures);
    }
    if (!part.equals("relay")) {
      benchmark.tracker();
    }
    benchmark.figures.write(Path.of(args[1]));
  }

  private void tracker() throws RunnerException {
    for (Rounds rounds : TrackerBenchmark.run()) {
      figures.tell(rounds.name(), new Series(rounds.unit(), rounds.rounds()));
    }
  }
}
