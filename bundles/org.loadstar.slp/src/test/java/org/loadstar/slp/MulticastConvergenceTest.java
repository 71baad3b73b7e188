// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.slp.MulticastConvergence.Action;

class MulticastConvergenceTest {
  private static final long MILLI = 1_000_000;

  /** A network with a clock of its own: agents that answer after a round trip, or do not. */
  private static final class Network {
    final MulticastConvergence search;
    final long start;
    final Random random;
    final double loss;
    final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));
    final TreeMap<String, Long> roundTrips = new TreeMap<>();
    final TreeMap<String, Long> bornAt = new TreeMap<>();
    final Set<String> found = new HashSet<>();
    final List<String> log = new ArrayList<>();
    final List<Long> sends = new ArrayList<>();
    long now;
    long timer = Long.MAX_VALUE;
    long usableAt = -1;
    long completeAt = -1;
    int foundWhenComplete;

    record Event(long at, String responder) {}

    Network(long start, long timeoutMillis, int listRoom, long seed, double loss) {
      this.start = start;
      this.search = new MulticastConvergence(start, timeoutMillis * MILLI, listRoom);
      this.random = new Random(seed);
      this.loss = loss;
    }

    Network(long timeoutMillis) {
      this(0, timeoutMillis, 1300, 1, 0);
    }

    Network agent(String address, long roundTripMillis, long bornAtMillis) {
      roundTrips.put(address, roundTripMillis);
      bornAt.put(address, bornAtMillis);
      return this;
    }

    /** Runs until the search has ended and every reply has arrived. */
    Network run() {
      perform(search.start());
      while (completeAt < 0 || !events.isEmpty()) {
        Event event = events.peek();
        if (event != null && event.at <= timer) {
          events.poll();
          now = event.at;
          perform(search.reply(start + now * MILLI, event.responder, found.add(event.responder)));
        } else {
          now = timer;
          timer = Long.MAX_VALUE;
          perform(search.timer(start + now * MILLI));
        }
      }
      return this;
    }

    private void perform(List<Action> actions) {
      for (Action action : actions) {
        if (action instanceof Action.Send send) {
          log.add(now + " send " + String.join(",", send.previousResponders()));
          sends.add(now);
          multicast(new HashSet<>(send.previousResponders()));
        } else if (action instanceof Action.Usable) {
          log.add(now + " usable");
          usableAt = now;
        } else if (action instanceof Action.Complete) {
          log.add(now + " complete");
          completeAt = now;
          foundWhenComplete = found.size();
        } else if (action instanceof Action.WaitUntil wait) {
          timer = (wait.nanos() - start) / MILLI;
        }
      }
    }

    private void multicast(Set<String> previousResponders) {
      roundTrips.forEach(
          (address, roundTrip) -> {
            boolean lostThere = random.nextDouble() < loss;
            boolean lostBack = random.nextDouble() < loss;
            boolean arrives = !lostThere && !lostBack;
            if (arrives && bornAt.get(address) <= now && !previousResponders.contains(address)) {
              events.add(new Event(now + roundTrip, address));
            }
          });
    }
  }

  @Test
  void onALocalNetworkTheResultIsUsableAfter300Milliseconds() {
    Network network = new Network(15_000).agent("10.0.0.1", 1, 0).agent("10.0.0.2", 5, 0).run();
    assertEquals(
        List.of(
            "0 send ",
            "100 send 10.0.0.1,10.0.0.2",
            "200 send 10.0.0.1,10.0.0.2",
            "300 usable",
            "300 send 10.0.0.1,10.0.0.2",
            "400 complete"),
        network.log);
  }

  @Test
  void withNothingFoundOnlyTheTimeoutEndsTheSearch() {
    Network network = new Network(15_000).run();
    assertEquals(List.of(0L, 100L, 300L, 700L, 1500L, 3100L, 6300L, 12_700L), network.sends);
    assertEquals(15_000, network.completeAt);
    assertEquals(-1, network.usableAt);
  }

  @Test
  void afterAnEmptyReplyRoundsAreShortButTheNetworkIsAskedEverMoreSeldom() {
    MulticastConvergence search = new MulticastConvergence(0, 2000 * MILLI, 100);
    search.start();
    assertEquals(
        List.of(new Action.WaitUntil(100 * MILLI)), search.reply(5 * MILLI, "10.0.0.1", false));
    List<Long> sends = new ArrayList<>();
    for (long now = 100; now < 1200; now += 100) {
      List<Action> actions = search.timer(now * MILLI);
      assertEquals(new Action.WaitUntil((now + 100) * MILLI), actions.get(actions.size() - 1));
      if (actions.contains(new Action.Send(List.of("10.0.0.1")))) {
        sends.add(now);
      }
    }
    assertEquals(List.of(100L, 300L, 700L), sends, "beside the one at the beginning");
    // what is found at last, whoever tells of it, has to be followed by rounds without news
    assertEquals(
        List.of(new Action.WaitUntil(1200 * MILLI)), search.reply(1150 * MILLI, "10.0.0.1", true));
    List<Integer> usable = new ArrayList<>();
    for (int now = 1200; now < 1500; now += 100) {
      List<Action> actions = search.timer(now * MILLI);
      assertTrue(actions.contains(new Action.Send(List.of("10.0.0.1"))), now + " ms");
      if (actions.contains(new Action.Usable())) {
        usable.add(now);
      }
    }
    assertEquals(List.of(1400), usable);
    assertEquals(List.of(new Action.Complete()), search.timer(1500 * MILLI));
  }

  @Test
  void whereAllAnswerWithNothingOnlyTheTimeoutEndsTheSearch() {
    MulticastConvergence search = new MulticastConvergence(0, 15_000 * MILLI, 100);
    List<Action> actions = search.start();
    int sends = 1;
    long now = 0;
    for (String agent : List.of("10.0.0.1", "10.0.0.2", "10.0.0.3")) {
      search.reply(20 * MILLI, agent, false);
    }
    while (!actions.contains(new Action.Complete())) {
      now = ((Action.WaitUntil) actions.get(actions.size() - 1)).nanos();
      actions = search.timer(now);
      sends += actions.get(0) instanceof Action.Send ? 1 : 0;
    }
    assertEquals(15_000 * MILLI, now);
    assertEquals(8, sends);
  }

  @Test
  void whatIsFoundBesideCountsTheSilenceOfWhatNobodyAnswers() {
    MulticastConvergence search = new MulticastConvergence(0, 15_000 * MILLI, 100);
    search.start();
    search.timer(100 * MILLI);
    // in the round from 100 to 300: rounds last twice the other's round trip from now on
    assertEquals(List.of(new Action.WaitUntil(500 * MILLI)), search.foundBeside(200 * MILLI));
    assertEquals(List.of(), search.foundBeside(200 * MILLI), "told once");
    assertEquals(200 * MILLI, search.roundTripNanos());
    List<Long> sends = new ArrayList<>();
    for (long at = 500; at < 1700; at += 400) {
      List<Action> actions = search.timer(at * MILLI);
      sends.add(at);
      assertEquals(at == 1300, actions.contains(new Action.Usable()), at + " ms");
      assertTrue(actions.contains(new Action.Send(List.of())), at + " ms");
    }
    assertEquals(3, sends.size());
    assertEquals(List.of(new Action.Complete()), search.timer(1700 * MILLI));
  }

  @Test
  void whatIsFoundBesideWithoutAMeasureEndsTheDoublingOfRounds() {
    MulticastConvergence search = new MulticastConvergence(0, 15_000 * MILLI, 100);
    search.start();
    search.foundBeside(0);
    for (int round = 1; round < 4; round++) {
      search.timer(round * 100L * MILLI);
    }
    assertEquals(List.of(new Action.Complete()), search.timer(400 * MILLI));
  }

  @Test
  void newsFromAKnownResponderCounts() {
    MulticastConvergence search = new MulticastConvergence(0, 15_000 * MILLI, 100);
    search.start();
    search.reply(5 * MILLI, "10.0.0.1", false);
    search.timer(100 * MILLI);
    assertEquals(
        List.of(new Action.WaitUntil(200 * MILLI)), search.reply(105 * MILLI, "10.0.0.1", true));
    search.timer(200 * MILLI);
    search.timer(300 * MILLI);
    assertEquals(new Action.Usable(), search.timer(400 * MILLI).get(0));
  }

  @Test
  void roundsLastTwiceTheRoundTrip() {
    Network network = new Network(15_000).agent("a", 200, 0).run();
    // the second round is extended when the reply comes
    assertEquals(List.of(0L, 100L, 500L, 900L, 1300L), network.sends);
    assertEquals(1300, network.usableAt);
    assertEquals(1700, network.completeAt);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1, 50, 99, 100, 101, 199, 200, 299, 300, 310, 600, 699, 700, 1000, 1500, 3000})
  void aRoundIsNeverShorterThanTheRoundTrip(long roundTrip) {
    Network network = new Network(60_000).agent("a", roundTrip, 0).run();
    List<Long> sends = network.sends;
    long last = network.completeAt - sends.get(sends.size() - 1);
    assertTrue(last >= roundTrip, last + " ms");
    assertTrue(last <= Math.max(100, 2 * roundTrip), last + " ms");
  }

  @Test
  void anAgentThatComesLateStartsTheCountAnew() {
    Network network = new Network(15_000).agent("a", 1, 0).agent("b", 1, 250).run();
    assertEquals(2, network.foundWhenComplete);
    assertEquals(300, network.usableAt);
    // the round from 300 has news, then three have none
    assertEquals(700, network.completeAt);
    assertEquals(1, network.log.stream().filter(l -> l.endsWith("usable")).count());
  }

  @Test
  void newsForEverDoesNotOutliveTheTimeout() {
    Network network = new Network(2_000);
    for (int i = 0; i < 100; i++) {
      network.agent("10.0.0." + i, 10, 50L * i);
    }
    network.run();
    assertEquals(2_000, network.completeAt);
    assertEquals(-1, network.usableAt);
  }

  @Test
  void requestsEndWhenTheListLeavesNoRoom() {
    Network network = new Network(0, 15_000, 17, 1, 0);
    network.agent("10.0.0.1", 1, 0).agent("10.0.0.2", 1, 0).run();
    assertEquals(List.of(0L, 100L, 200L, 300L), network.sends);
    Network tooSmall = new Network(0, 15_000, 16, 1, 0);
    tooSmall.agent("10.0.0.1", 1, 0).agent("10.0.0.2", 1, 0).run();
    assertEquals(List.of(0L), tooSmall.sends);
    assertEquals(400, tooSmall.completeAt);
    assertEquals(2, tooSmall.foundWhenComplete);
  }

  @Test
  void anEarlyTimerOnlyAsksForALaterOne() {
    MulticastConvergence search = new MulticastConvergence(0, 15_000 * MILLI, 100);
    search.start();
    assertEquals(List.of(new Action.WaitUntil(100 * MILLI)), search.timer(99 * MILLI));
  }

  @Test
  void nothingFollowsTheEnd() {
    MulticastConvergence search = new MulticastConvergence(0, 50 * MILLI, 100);
    assertEquals(new Action.WaitUntil(50 * MILLI), search.start().get(1));
    assertEquals(List.of(new Action.Complete()), search.timer(50 * MILLI));
    assertEquals(List.of(), search.timer(60 * MILLI));
    assertEquals(List.of(), search.reply(60 * MILLI, "a", true));
  }

  @Test
  void theClockMayOverflow() {
    Network network = new Network(Long.MAX_VALUE - 150 * MILLI, 15_000, 1300, 1, 0);
    network.agent("a", 1, 0).run();
    assertEquals(400, network.completeAt);
  }

  @Test
  void overALossyLinkAllTwentyAgentsAreFound() {
    int runs = 1000;
    int all = 0;
    long[] times = new long[runs];
    for (int seed = 0; seed < runs; seed++) {
      Network network = new Network(0, 15_000, 1300, seed, 0.05);
      for (int i = 1; i <= 20; i++) {
        network.agent("10.0.0." + i, 200, 0);
      }
      network.run();
      all += network.foundWhenComplete == 20 ? 1 : 0;
      times[seed] = network.completeAt;
    }
    Arrays.sort(times);
    assertTrue(all >= 999, all + " of " + runs);
    assertTrue(times[runs * 99 / 100] < 5_000, times[runs * 99 / 100] + " ms");
  }

  @Test
  void overASlowLossyLinkServersAreStillFound() {
    for (int seed = 0; seed < 200; seed++) {
      Network network = new Network(0, 15_000, 1300, seed, 0.05);
      network.agent("a", 600, 0).agent("b", 600, 0).agent("c", 600, 0).run();
      assertTrue(network.foundWhenComplete > 0, "seed " + seed);
    }
  }
}
