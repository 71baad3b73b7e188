// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionState;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The figures of the tracker alone. */
public final class TrackerBenchmark {
  /**
   * The rounds of one figure.
   *
   * @param name what was measured
   * @param unit of each round
   */
  public record Rounds(String name, String unit, List<Double> rounds) {}

  private TrackerBenchmark() {}

  /** Measures: each benchmark in a process of its own, a minute in all. */
  public static List<Rounds> run() throws RunnerException {
    List<Rounds> all = new ArrayList<>();
    all.add(jmh("lookups", "a second, in bursts of 64"));
    all.add(jmh("single", "lookups a second, one at a time"));
    all.add(jmh("dependent", "lookups a second, each after the answer to the one before"));
    all.add(jmh("inserts", "a second, in bursts of 64, each ended by its time"));
    all.add(jmh("rebuild", "ms for a million of three reports"));
    all.add(new Rounds("tracker IPv4", "bytes an entry", List.of(bytes(false))));
    all.add(new Rounds("tracker IPv6", "bytes an entry", List.of(bytes(true))));
    return all;
  }

  private static Rounds jmh(String name, String unit) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(TrackerRounds.class.getName() + "." + name)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    List<Double> rounds = new ArrayList<>();
    result
        .getBenchmarkResults()
        .forEach(
            fork ->
                fork.getIterationResults()
                    .forEach(round -> rounds.add(round.getPrimaryResult().getScore())));
    return new Rounds("tracker " + name, unit, rounds);
  }

  private static double bytes(boolean ipv6) {
    ConnectionTable table =
        new ConnectionTable(Seed.random(), TrackedMillion.COUNT, 1, (key, was, is) -> {});
    FourTuple key = new FourTuple();
    for (int i = 0; i < TrackedMillion.COUNT; i++) {
      TrackedMillion.key(key, i);
      if (ipv6) {
        key.ipv6(key.word0, 1, key.ports >>> 16, 2, 3, key.ports & 0xFFFF);
      }
      table.update(
          key, before -> Meta.of(ConnectionState.ESTABLISHED, ConnectionCause.WEIGHT, 1), 0);
    }
    return table.bytes() / (double) TrackedMillion.COUNT;
  }
}
