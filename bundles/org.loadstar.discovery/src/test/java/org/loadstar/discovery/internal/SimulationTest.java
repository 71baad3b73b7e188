// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;

/**
 * The whole user agent above its sockets on links with delay and loss, many times: every machine
 * that runs in production, a clock that costs no time.
 */
class SimulationTest {
  private static final int AGENTS = 20;

  /** Agent number n, with a server of load n. */
  private static VirtualNetwork.Answerer agent(int number, boolean attributeLists) {
    String url = "service:tn3270://10.0.0." + number + ":23";
    String attributes = "(LOAD=" + number + "),(LUPOOL=POOL1 3270002)";
    return request -> answer(request, url, attributes, attributeLists);
  }

  private static Optional<SlpMessage> answer(
      SlpMessage request, String url, String attributes, boolean attributeLists) {
    SlpHeader header = request.header().reply();
    if (request instanceof SrvRqst asked && asked.serviceType().equals("service:tn3270")) {
      boolean described =
          attributeLists && request.header().extension(AttributeListExtension.ID).isPresent();
      return Optional.of(
          new SrvRply(
              described
                  ? header.withExtensions(
                      List.of(new AttributeListExtension(url, attributes, List.of()).toExtension()))
                  : header,
              SlpError.OK,
              List.of(new UrlEntry(60, url))));
    }
    return request instanceof AttrRqst asked && asked.url().equals(url)
        ? Optional.of(new AttrRply(header, SlpError.OK, attributes, List.of()))
        : Optional.empty();
  }

  private record Outcome(boolean complete, int found, long described, long millis) {}

  private static Outcome run(long seed, int roundTripMillis, boolean complete, boolean lists) {
    VirtualNetwork network = new VirtualNetwork(seed, roundTripMillis, 0.05, List.of(2));
    for (int i = 1; i <= AGENTS; i++) {
      network.agent("10.0.0." + i, agent(i, lists));
    }
    ServerQuery query = complete ? ServerQuery.any().untilComplete() : ServerQuery.any();
    Findings findings = new Findings();
    Wish wish = Wish.of(query, Settings.DEFAULT);
    CompletableFuture<Boolean> done =
        new SlpSearch(network, network.clock, wish, 0, new KnownDirectories(), findings).start();
    long millis = network.await(done);
    List<ServerOffer> offers = findings.offers(List.of(), network.clock.instant());
    return new Outcome(
        done.join(),
        offers.size(),
        offers.stream().filter(o -> o.load().isPresent()).count(),
        millis);
  }

  /** Each has a clock and a network of its own. */
  private static List<Outcome> outcomes(int runs, IntFunction<Outcome> run) {
    return IntStream.range(0, runs).parallel().mapToObj(run).toList();
  }

  private static void allTwentyAreFound(boolean lists) {
    int runs = 1000;
    int all = 0;
    int loads = 0;
    long[] millis = new long[runs];
    List<Outcome> outcomes = outcomes(runs, seed -> run(seed, 200, true, lists));
    for (int seed = 0; seed < runs; seed++) {
      Outcome outcome = outcomes.get(seed);
      assertTrue(outcome.complete(), "seed " + seed);
      all += outcome.found() == AGENTS ? 1 : 0;
      loads += outcome.described() == AGENTS ? 1 : 0;
      millis[seed] = outcome.millis();
    }
    Arrays.sort(millis);
    System.out.printf(
        "seeds 0 to %d, 20 agents %s attribute lists, 200 ms, 5 %% loss each way: all found %d,"
            + " all loads %d of %d; complete after %d ms (median), %d ms (99th percentile)%n",
        runs - 1,
        lists ? "with" : "without",
        all,
        loads,
        runs,
        millis[runs / 2],
        millis[runs * 99 / 100]);
    assertTrue(all >= 999, all + " of " + runs + " found all servers");
    assertTrue(loads >= 999, loads + " of " + runs + " know all loads");
    assertTrue(millis[runs * 99 / 100] < 5000, millis[runs * 99 / 100] + " ms");
  }

  @Test
  void allTwentyServersAreFoundOverALossyLink() {
    allTwentyAreFound(true);
  }

  @Test
  void soTheyAreWhereEveryAgentIsAskedForItsAttributes() {
    allTwentyAreFound(false);
  }

  @Test
  void serversAreFoundOverASlowLossyLink() {
    int runs = 500;
    int all = 0;
    List<Outcome> outcomes = outcomes(runs, seed -> run(seed, 600, false, true));
    for (int seed = 0; seed < runs; seed++) {
      Outcome outcome = outcomes.get(seed);
      assertTrue(outcome.found() >= AGENTS / 2, "seed " + seed + ": " + outcome);
      all += outcome.found() == AGENTS ? 1 : 0;
    }
    System.out.printf("seeds 0 to %d, 600 ms: all found, usable, %d of %d%n", runs - 1, all, runs);
  }
}
