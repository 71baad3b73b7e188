// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.Expectation;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PlaneReport;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.distributor.tracker.ConnectionTracker;
import org.loadstar.distributor.tracker.Seed;
import org.loadstar.distributor.tracker.TrackedConnection;
import org.loadstar.distributor.tracker.TrackerLimits;

/**
 * What every {@link org.loadstar.api.distributor.ForwardingPlane} must do: tables in, events out.
 * Subclass it with a driver of the plane; the tests know neither sockets nor packets.
 */
public abstract class ForwardingPlaneContract {
  private static final String VIP = "vip";
  private static final PlaneLimits LIMITS = new PlaneLimits(1000, 100, 1000, 100_000, 5000);

  private final Recorder recorder = new Recorder();
  private PlaneDriver driver;
  private long epoch;

  /** The plane and its surroundings, for one test. */
  protected abstract PlaneDriver driver() throws Exception;

  @BeforeEach
  void open() throws Exception {
    driver = driver();
  }

  @AfterEach
  void close() {
    driver.close();
    assertEquals(List.of(), recorder.faults());
  }

  /** A table in the making. */
  private record Plan(
      List<Integer> slots,
      int affinitySeconds,
      List<Affinity> affinities,
      List<Expectation> expectations,
      Map<String, PortRange> slices,
      PlaneLimits limits,
      int maxOfFirst) {
    Plan limits(PlaneLimits other) {
      return new Plan(slots, affinitySeconds, affinities, expectations, slices, other, maxOfFirst);
    }

    Plan affinity(int seconds, Affinity... known) {
      return new Plan(slots, seconds, List.of(known), expectations, slices, limits, maxOfFirst);
    }

    Plan expect(Expectation... expected) {
      return new Plan(
          slots, affinitySeconds, affinities, List.of(expected), slices, limits, maxOfFirst);
    }

    Plan slice(String target, PortRange ports) {
      return new Plan(
          slots,
          affinitySeconds,
          affinities,
          expectations,
          Map.of(target, ports),
          limits,
          maxOfFirst);
    }

    Plan maxOfFirst(int connections) {
      return new Plan(
          slots, affinitySeconds, affinities, expectations, slices, limits, connections);
    }
  }

  private static Plan slots(Integer... slots) {
    return new Plan(List.of(slots), 0, List.of(), List.of(), Map.of(), LIMITS, 0);
  }

  /** Three targets, and the first two ports. */
  private void apply(Plan plan) {
    apply(plan, UnaryOperator.identity());
  }

  private void apply(Plan plan, UnaryOperator<ForwardingTable> change) {
    var first = driver.target(0);
    var limited =
        new TargetRow(
            first.name(),
            first.address(),
            first.port(),
            first.local(),
            plan.maxOfFirst(),
            false,
            first.proxyProtocol());
    driver
        .plane()
        .apply(
            change.apply(
                new ForwardingTable(
                    VIP,
                    ++epoch,
                    driver.address(),
                    List.of(new PortRange(driver.port(0), driver.port(1))),
                    List.of(limited, driver.target(1), driver.target(2)),
                    plan.slots(),
                    plan.affinitySeconds(),
                    plan.affinities(),
                    plan.expectations(),
                    plan.slices(),
                    "",
                    plan.limits())),
            recorder);
  }

  private PlaneDriver.Client connect(int client) throws Exception {
    return driver.connect(client, driver.port(0));
  }

  /** Where the next connections of client 0 go: names, or {@code -} where they are refused. */
  private List<String> targets(int count) throws Exception {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(connect(0).target().orElse("-"));
    }
    return targets;
  }

  private Recorder.Full full() {
    int before = recorder.fulls().size();
    driver.plane().reportAll(VIP);
    await().until(() -> recorder.fulls().size() > before);
    return recorder.fulls().get(recorder.fulls().size() - 1);
  }

  private Optional<LiveConnection> live(ConnectionKey key) {
    return full().connections().stream().filter(c -> c.key().equals(key)).findFirst();
  }

  private void awaitLive(ConnectionKey key, ConnectionState state) {
    await().until(() -> live(key).map(LiveConnection::state).equals(Optional.of(state)));
  }

  @Test
  void slotsAreTakenInTheirOrder() throws Exception {
    apply(slots(0, 1, 1, 2));
    assertEquals(List.of("t0", "t1", "t1", "t2", "t0", "t1"), targets(6));
  }

  @Test
  void theSlotsGoOnWhereTheyWereWhenTheyAreTheSameAndBeginAgainWhenNot() throws Exception {
    apply(slots(0, 1, 2));
    assertEquals(List.of("t0"), targets(1));
    apply(slots(0, 1, 2));
    assertEquals(List.of("t1"), targets(1));
    apply(slots(0, 1, 2, 2));
    assertEquals(List.of("t0", "t1", "t2", "t2"), targets(4));
  }

  @Test
  void withoutSlotsEverybodyIsRefused() throws Exception {
    apply(slots());
    assertEquals(List.of("-", "-"), targets(2));
    apply(slots(2));
    assertEquals(List.of("t2"), targets(1));
  }

  @Test
  void anExpectationIsForItsClientAndForOneConnection() throws Exception {
    Expectation expected =
        new Expectation(driver.client(1), driver.port(0), "t2", driver.now() + 60_000);
    apply(slots(0).expect(expected));
    assertEquals(Optional.of("t0"), connect(2).target());
    PlaneDriver.Client owner = connect(1);
    assertEquals(Optional.of("t2"), owner.target());
    assertEquals(Optional.of("t0"), connect(1).target());
    assertEquals(ConnectionCause.EXPECTATION, live(owner.key()).orElseThrow().cause());
    // The same one in the next table is the one that was used.
    apply(slots(0).expect(expected));
    assertEquals(Optional.of("t0"), connect(1).target());
  }

  @Test
  void anExpectationOpensAPortThatIsNotDistributed() throws Exception {
    int port = driver.port(3);
    apply(slots(0).expect(new Expectation(driver.client(1), port, "t2", driver.now() + 60_000)));
    assertEquals(Optional.empty(), driver.connect(2, port).target());
    assertEquals(Optional.of("t2"), driver.connect(1, port).target());
    assertEquals(Optional.empty(), driver.connect(1, port).target());
  }

  @Test
  void anExpectationThatIsTooOldIsNone() throws Exception {
    apply(
        slots(0).expect(new Expectation(driver.client(1), driver.port(0), "t2", driver.now() - 1)));
    assertEquals(Optional.of("t0"), connect(1).target());
  }

  @Test
  void anExpectationGoesToATargetThatTakesNoOtherConnection() throws Exception {
    apply(
        slots()
            .expect(
                new Expectation(driver.client(1), driver.port(0), "t1", driver.now() + 60_000)));
    assertEquals(Optional.empty(), connect(0).target());
    assertEquals(Optional.of("t1"), connect(1).target());
  }

  @Test
  void aSliceOfPortsBelongsToItsTarget() throws Exception {
    apply(slots(0).slice("t2", new PortRange(driver.port(1), driver.port(1))));
    PlaneDriver.Client sliced = driver.connect(0, driver.port(1));
    assertEquals(Optional.of("t2"), sliced.target());
    assertEquals(Optional.of("t0"), connect(0).target());
    assertEquals(ConnectionCause.SLICE, live(sliced.key()).orElseThrow().cause());
  }

  @Test
  void anExpectationCountsMoreThanASlice() throws Exception {
    int port = driver.port(1);
    apply(
        slots(0)
            .slice("t2", new PortRange(port, port))
            .expect(new Expectation(driver.client(1), port, "t1", driver.now() + 60_000)));
    assertEquals(Optional.of("t1"), driver.connect(1, port).target());
    assertEquals(Optional.of("t2"), driver.connect(1, port).target());
  }

  @Test
  void aClientGoesWhereItsOtherConnectionsAre() throws Exception {
    apply(slots(0, 1, 2).affinity(60));
    assertEquals(Optional.of("t0"), connect(0).target());
    PlaneDriver.Client first = connect(1);
    assertEquals(Optional.of("t1"), first.target());
    PlaneDriver.Client second = connect(1);
    assertEquals(Optional.of("t1"), second.target());
    assertEquals(ConnectionCause.AFFINITY, live(second.key()).orElseThrow().cause());
    // The next slot was not used up by it.
    assertEquals(Optional.of("t2"), connect(2).target());
  }

  @Test
  void aClientGoesWhereTheTableSaysThatItWas() throws Exception {
    apply(slots(0, 2).affinity(60, new Affinity(driver.client(1), "t2", driver.now() + 60_000)));
    assertEquals(Optional.of("t2"), connect(1).target());
    assertEquals(Optional.of("t0"), connect(2).target());
  }

  @Test
  void aTablesAffinityHoldsAlsoWhereThePlaneIsToKeepNone() throws Exception {
    apply(slots(0, 2).affinity(0, new Affinity(driver.client(1), "t2", Long.MAX_VALUE)));
    assertEquals(Optional.of("t2"), connect(1).target());
    assertEquals(Optional.of("t0"), connect(2).target());
    apply(slots(0).affinity(0));
    assertEquals(Optional.of("t0"), connect(1).target());
  }

  @Test
  void anAffinityToATargetThatTakesNoNewConnectionIsNone() throws Exception {
    apply(slots(1).affinity(60));
    assertEquals(Optional.of("t1"), connect(0).target());
    apply(slots(2).affinity(60));
    assertEquals(Optional.of("t2"), connect(0).target());
  }

  @Test
  void tooManyConnectionsAreRefusedUntilOneEnds() throws Exception {
    apply(slots(0).limits(new PlaneLimits(3, 100, 1000, 100_000, 5000)));
    PlaneDriver.Client first = connect(0);
    assertEquals(List.of("t0", "t0", "-", "-"), targets(4));
    first.close();
    driver.settle();
    await().until(() -> connect(0).target().isPresent());
    assertRefusal();
  }

  @Test
  void tooManyConnectionsOfOneClientAreRefusedAndOthersAreNot() throws Exception {
    apply(slots(0).limits(new PlaneLimits(1000, 100, 2, 100_000, 5000)));
    assertEquals(List.of("t0", "t0", "-"), targets(3));
    assertEquals(Optional.of("t0"), connect(1).target());
    assertRefusal();
  }

  /** A refusal is told with its reason, unless that report got lost. */
  private void assertRefusal() {
    full();
    List<String> reasons =
        recorder.events().stream()
            .filter(PlaneEvent.Refused.class::isInstance)
            .map(event -> ((PlaneEvent.Refused) event).reason())
            .toList();
    assertTrue(!reasons.isEmpty() || !driver.isLossless(), "no refusal was told");
    assertTrue(reasons.stream().noneMatch(String::isBlank), reasons.toString());
  }

  @Test
  void whatIsTooMuchForATargetGoesToTheNextSlot() throws Exception {
    apply(slots(0, 0, 1).maxOfFirst(2));
    assertEquals(List.of("t0", "t0", "t1", "t1", "t1"), targets(5));
    apply(slots(0).maxOfFirst(2));
    assertEquals(List.of("-"), targets(1));
  }

  @Test
  void runningConnectionsStayWhateverTheTableSays() throws Exception {
    apply(slots(0));
    PlaneDriver.Client running = connect(0);
    assertEquals(Optional.of("t0"), running.send());
    apply(slots(1));
    assertEquals(Optional.of("t0"), running.send());
    assertEquals(Optional.of("t1"), connect(0).target());
    apply(slots(0), ForwardingPlaneContract::withoutFirst);
    assertEquals(Optional.of("t0"), running.send());
    assertEquals(Optional.of("t1"), connect(0).target());
    apply(slots(0).limits(new PlaneLimits(1, 1, 1, 1, 1000)));
    assertEquals(Optional.of("t0"), running.send());
    assertEquals("t0", live(running.key()).orElseThrow().target());
  }

  private static ForwardingTable withoutFirst(ForwardingTable table) {
    return new ForwardingTable(
        table.vip(),
        table.epoch(),
        table.address(),
        table.ports(),
        table.targets().subList(1, 3),
        table.slots(),
        table.affinitySeconds(),
        table.affinities(),
        table.expectations(),
        table.slices(),
        table.helper(),
        table.limits());
  }

  @Test
  void aWithdrawnAddressTakesNoNewConnectionAndKeepsTheRunning() throws Exception {
    apply(slots(0));
    PlaneDriver.Client running = connect(0);
    driver.plane().withdraw(VIP, false);
    assertEquals(Optional.empty(), connect(0).target());
    assertEquals(Optional.of("t0"), running.send());
    apply(slots(0));
    assertEquals(Optional.of("t0"), connect(0).target());
    assertEquals(Optional.of("t0"), running.send());
  }

  @Test
  void aWithdrawnAddressEndsTheRunningWhereThatIsAskedFor() throws Exception {
    apply(slots(0));
    connect(0);
    connect(1);
    driver.plane().withdraw(VIP, true);
    await().until(() -> full().connections().isEmpty());
    assertEquals(Optional.empty(), connect(0).target());
  }

  @Test
  void aHalfClosedConnectionIsClosing() throws Exception {
    apply(slots(0));
    PlaneDriver.Client client = connect(0);
    awaitLive(client.key(), ConnectionState.ESTABLISHED);
    client.halfClose();
    awaitLive(client.key(), ConnectionState.CLOSING);
  }

  @Test
  void reportsHaveGrowingNumbersAndTellALifeInItsOrder() throws Exception {
    apply(slots(0, 1, 2));
    for (int i = 0; i < 30; i++) {
      PlaneDriver.Client client = connect(i % 10);
      client.send();
      if (i % 2 == 0) {
        client.close();
      } else {
        client.reset();
      }
    }
    driver.settle();
    await().until(() -> full().connections().isEmpty());
    await()
        .until(
            () ->
                !driver.isLossless()
                    || recorder.events().stream().filter(event -> step(event) == 3).count() == 30);
    long last = 0;
    for (PlaneReport report : recorder.reports()) {
      assertEquals(VIP, report.vip());
      assertTrue(report.sequence() > last, report.sequence() + " after " + last);
      assertTrue(report.sequence() == last + 1 || !driver.isLossless(), "a report got lost");
      last = report.sequence();
    }
    Map<ConnectionKey, Integer> steps = new HashMap<>();
    for (PlaneEvent event : recorder.events()) {
      int step = step(event);
      int before = steps.getOrDefault(event.key(), -1);
      assertTrue(step > before, event + " after step " + before);
      steps.put(event.key(), step);
    }
    if (driver.isLossless()) {
      assertEquals(30, steps.size());
      assertTrue(steps.values().stream().allMatch(step -> step == 3), steps.toString());
      assertEquals(
          30, recorder.events().stream().filter(PlaneEvent.Opened.class::isInstance).count());
    }
  }

  private static int step(PlaneEvent event) {
    return switch (event.getClass().getSimpleName()) {
      case "Opened" -> 0;
      case "Established" -> 1;
      case "Closing" -> 2;
      default -> 3;
    };
  }

  @Test
  void anOpenedConnectionIsToldWithItsCauseAndTheEpochThatDecided() throws Exception {
    apply(slots(0));
    apply(slots(1));
    List<ConnectionKey> keys = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      keys.add(connect(0).key());
    }
    full();
    List<PlaneEvent.Opened> opened =
        recorder.events().stream()
            .filter(PlaneEvent.Opened.class::isInstance)
            .map(PlaneEvent.Opened.class::cast)
            .toList();
    assertTrue(opened.size() > 2, "events: " + recorder.events().size());
    for (PlaneEvent.Opened event : opened) {
      assertTrue(keys.contains(event.key()), event.toString());
      assertEquals("t1", event.target());
      assertEquals(ConnectionCause.WEIGHT, event.cause());
      assertEquals(2, event.epoch());
    }
  }

  @Test
  void theFullReportIsWhatLives() throws Exception {
    apply(slots(0, 1, 2));
    Map<ConnectionKey, String> truth = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      PlaneDriver.Client client = connect(i % 10);
      String target = client.target().orElseThrow();
      switch (i % 4) {
        case 0 -> client.close();
        case 1 -> client.reset();
        default -> truth.put(client.key(), target);
      }
    }
    driver.settle();
    await().until(() -> full().connections().size() <= truth.size());
    Recorder.Full full = full();
    Map<ConnectionKey, String> told = new HashMap<>();
    for (LiveConnection connection : full.connections()) {
      assertEquals(ConnectionState.ESTABLISHED, connection.state());
      assertEquals(ConnectionCause.WEIGHT, connection.cause());
      told.put(connection.key(), connection.target());
    }
    assertEquals(truth, told);
    assertTrue(recorder.reports().stream().allMatch(r -> r.sequence() <= full.sequence()));
  }

  /** The same reports, and the full ones that the tracker asks for, tell it what lives. */
  @Test
  void theTrackerKnowsTheTruthAfterAFullReport() throws Exception {
    List<String> asked = new ArrayList<>();
    ConnectionTracker tracker =
        new ConnectionTracker(
            TrackerLimits.DEFAULT, Seed.random(), driver.now(), vip -> asked.add(vip));
    apply(
        slots(0, 1, 2),
        table -> {
          tracker.table(table);
          return table;
        });
    Map<ConnectionKey, String> truth = new HashMap<>();
    List<PlaneDriver.Client> open = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      PlaneDriver.Client client = connect(i % 10);
      truth.put(client.key(), client.target().orElseThrow());
      open.add(client);
      if (i % 3 == 0) {
        PlaneDriver.Client ends = open.remove(i / 3);
        truth.remove(ends.key());
        ends.close();
      }
    }
    driver.settle();
    await().until(() -> full().connections().size() == truth.size());
    int[] taken = {0};
    await()
        .until(
            () -> {
              for (; taken[0] < recorder.reports().size(); taken[0]++) {
                tracker.apply(recorder.reports().get(taken[0]), driver.now());
              }
              return !driver.isLossless() || truth.equals(tracked(tracker));
            });
    long last = recorder.reports().get(taken[0] - 1).sequence();
    long lost = last - taken[0];
    assertEquals(lost, tracker.counts(VIP).orElseThrow().lostReports());
    assertEquals(lost == 0 ? List.of() : List.of(VIP), asked);
    Recorder.Full full = full();
    tracker.full(VIP, full.sequence(), full.connections(), driver.now());
    assertEquals(truth, tracked(tracker));
    assertEquals(truth.size(), tracker.counts(VIP).orElseThrow().all().established());
    assertEquals(0, tracker.halfOpen());
  }

  private static Map<ConnectionKey, String> tracked(ConnectionTracker tracker) {
    Map<ConnectionKey, String> known = new HashMap<>();
    for (TrackedConnection each : tracker.connections(VIP, "", Integer.MAX_VALUE)) {
      known.put(each.key(), each.target());
    }
    return known;
  }
}
