// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionReport;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.DistributorRuntime;
import org.loadstar.api.distributor.DistributorRuntimeDTO.ConnectionDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.VipDTO;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.api.distributor.TargetWeights;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Registry;

/** The components with a plane that the test plays. */
class DistributorComponentTest {
  private static final String VIP = "192.0.2.190";

  private final Registry registry = new Registry();
  private final DistributorComponent distributor = new DistributorComponent(registry.context());
  private final DistributorRuntime runtime = registry.registered(DistributorRuntime.class);
  private final Plane plane = new Plane();
  private final Map<String, TargetComponent> targets = new HashMap<>();
  private final List<VipComponent> vips = new ArrayList<>();

  @AfterEach
  void close() {
    distributor.close();
    await()
        .atMost(10, SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-distributor")));
  }

  private static Map<String, Object> raw(String pid, Map<String, Object> values) {
    Map<String, Object> raw = new HashMap<>(values);
    raw.put("service.pid", pid);
    return raw;
  }

  private void target(String name, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(Map.of("check", "none", "address", "192.0.2.1"));
    all.putAll(values);
    TargetConfig config = Configs.of(TargetConfig.class, all);
    Map<String, Object> raw = raw(TargetSettings.PID + "~" + name, all);
    TargetComponent known = targets.get(name);
    if (known == null) {
      targets.put(name, new TargetComponent(distributor, config, raw));
    } else {
      known.modified(config, raw);
    }
  }

  private VipComponent vip(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>();
    all.put("address", VIP);
    all.put("ports", new String[] {"23"});
    all.put("targets", new String[] {"one", "two"});
    all.putAll(values);
    VipConfig config = Configs.of(VipConfig.class, all);
    Map<String, Object> raw = raw(VipSettings.PID + "~v", all);
    if (vips.isEmpty()) {
      vips.add(new VipComponent(distributor, config, raw));
    } else {
      vips.get(0).modified(config, raw);
    }
    return vips.get(0);
  }

  private VipDTO told() {
    return runtime.getRuntimeDTO().vips.get(0);
  }

  private DestinationDTO destination(String target) {
    return told().destinations.stream()
        .filter(d -> d.target.equals(target))
        .findFirst()
        .orElseThrow();
  }

  private static ConnectionKey key(int clientPort) {
    try {
      return new ConnectionKey(
          InetAddress.getByName("198.51.100.7"), clientPort, InetAddress.getByName(VIP), 23);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void open(int clientPort, String target) {
    plane.tell(
        "v",
        new PlaneEvent.Opened(key(clientPort), target, ConnectionCause.WEIGHT, 1),
        new PlaneEvent.Established(key(clientPort), target, 100));
  }

  private void twoTargets() throws InterruptedException {
    target("one", Map.of("local", true));
    target("two", Map.of("address", "192.0.2.2", "port", 2323));
    vip(Map.of());
    distributor.addPlane(plane, Plane.NAMED);
    plane.nextWith(List.of("one", "two"));
  }

  @Test
  void aTableIsMadeOfTheConfigurationInWhateverOrderItComes() throws Exception {
    distributor.addPlane(plane, Plane.NAMED);
    vip(Map.of("affinitySeconds", 9, "ftp", true));
    target("two", Map.of("address", "192.0.2.2", "port", 2323, "maxConnections", 5));
    target("one", Map.of("local", true));
    ForwardingTable table = plane.nextWith(List.of("one", "two"));
    assertEquals("v", table.vip());
    assertEquals(VIP, table.address().getHostAddress());
    assertEquals("ftp", table.helper());
    assertEquals(9, table.affinitySeconds());
    assertEquals(2323, table.targets().stream().mapToInt(t -> t.port()).max().orElse(0));
    VipDTO told = told();
    assertEquals("ACTIVE", told.state);
    assertEquals("", told.note);
    assertEquals(List.of("23"), told.ports);
    assertEquals(50.0, destination("one").share);
  }

  @Test
  void whatIsMissingIsSaid() {
    vip(Map.of());
    await().atMost(10, SECONDS).until(() -> !runtime.getRuntimeDTO().vips.isEmpty());
    assertEquals("FAULT", told().state);
    assertEquals("there is no plane named 'relay'; not configured: target one, two", told().note);
  }

  @Test
  void aWrongConfigurationLeavesTheOneBeforeAndIsNamed() throws Exception {
    twoTargets();
    vip(Map.of("method", "FAIR"));
    await().atMost(10, SECONDS).until(() -> !told().note.isEmpty());
    assertTrue(told().note.startsWith(VipSettings.PID + "~v: method is 'FAIR'"), told().note);
    assertEquals("BASEWLM", told().method);
    target("one", Map.of("weight", -1));
    await().atMost(10, SECONDS).until(() -> told().note.contains("weight is '-1'"));
    vip(Map.of());
    target("one", Map.of("local", true));
    await().atMost(10, SECONDS).until(() -> told().note.isEmpty());
  }

  @Test
  void anAddressThatWasNeverRightIsToldToo() {
    vip(Map.of("ports", new String[] {"none"}));
    await().atMost(10, SECONDS).until(() -> !runtime.getRuntimeDTO().vips.isEmpty());
    assertEquals("v", told().name);
    assertEquals("FAULT", told().state);
    assertTrue(told().note.contains("ports is '[none]'"), told().note);
  }

  @Test
  void connectionsAreInTheRoutingTableTheNewestFirst() throws Exception {
    twoTargets();
    open(1001, "one");
    open(1002, "two");
    await().atMost(10, SECONDS).until(() -> told().active == 2);
    List<ConnectionDTO> rows = runtime.connections("", "", 10);
    assertEquals(2, rows.size());
    assertEquals("198.51.100.7:1002", rows.get(0).client);
    assertEquals(VIP + ":23", rows.get(0).address);
    assertEquals("two false ESTABLISHED WEIGHT", words(rows.get(0)));
    assertEquals("one true ESTABLISHED WEIGHT", words(rows.get(1)));
    assertEquals(1, runtime.connections("v", "one", 10).size());
    assertEquals(1, runtime.connections("", "", 1).size());
    assertEquals(1, destination("two").active);
    plane.tell("v", new PlaneEvent.Closed(key(1002), "two", 1, 2));
    await().atMost(10, SECONDS).until(() -> told().active == 1);
    assertEquals(1, destination("two").total);
  }

  private static String words(ConnectionDTO row) {
    return row.target + " " + row.local + " " + row.state + " " + row.cause;
  }

  @Test
  void aLostReportIsHealedByAFullOne() throws Exception {
    twoTargets();
    open(1001, "one");
    plane.lose(new PlaneEvent.Closed(key(1001), "one", 0, 0));
    plane.lose(new PlaneEvent.Established(key(1003), "two", 1));
    open(1002, "one");
    await()
        .atMost(10, SECONDS)
        .until(() -> runtime.connections("", "two", 10).size() == 1 && told().active == 2);
    assertEquals(2, told().lostReports);
  }

  @Test
  void theWorkloadManagerThatIsNamedDecides() throws Exception {
    target("one", Map.of());
    target("two", Map.of());
    vip(Map.of("weights", "manager"));
    distributor.addPlane(plane, Plane.NAMED);
    plane.nextWith(List.of("one", "two"));
    Map<String, Integer> weights = new ConcurrentHashMap<>(Map.of("one", 0, "two", 7));
    TargetWeights manager = (vip, all) -> all.containsKey("one") ? weights : Map.of();
    distributor.addWeights(
        registry.reference("third.party", manager, Map.of(TargetWeights.NAME, "manager")));
    distributor.addWeights(
        registry.reference(
            "third.party",
            (TargetWeights) (vip, all) -> Map.of("one", 9, "two", 0),
            Map.of(TargetWeights.NAME, "another")));
    plane.nextWith(List.of("two"));
    assertEquals(7, destination("two").weight);
    weights.put("one", 3);
    plane.nextWith(List.of("one", "two"));
  }

  @Test
  void aWorkloadManagerThatTalksNonsenseIsQuarantinedAndTheConfiguredWeightsHold()
      throws Exception {
    twoTargets();
    vip(Map.of("weights", "manager"));
    distributor.addWeights(
        registry.reference(
            "third.party",
            (TargetWeights) (String vip, Map<String, TargetStatus> all) -> Map.of("one", -5),
            Map.of(TargetWeights.NAME, "manager")));
    await().atMost(10, SECONDS).until(() -> runtime.getRuntimeDTO().extensions.get(0).quarantined);
    assertTrue(String.valueOf(runtime.getRuntimeDTO().extensions.get(0).lastFault).contains("-5"));
    assertEquals(10, destination("one").weight);
    assertEquals("ACTIVE", told().state);
    String note =
        "the workload manager 'manager' tells nothing of one, two: the configured weight holds";
    await().atMost(10, SECONDS).untilAsserted(() -> assertEquals(note, told().note));
    vip(Map.of());
    await().atMost(10, SECONDS).untilAsserted(() -> assertEquals("", told().note));
  }

  @Test
  void aDrainedTargetGetsNothingAndItsConnectionsAreEndedWhenTheTimeIsOver() throws Exception {
    twoTargets();
    open(1001, "two");
    await().atMost(10, SECONDS).until(() -> told().active == 1);
    distributor.drain("two", Duration.ofMillis(200), true);
    plane.nextWith(List.of("one"));
    await().atMost(10, SECONDS).until(() -> plane.calls.contains("end v two"));
    distributor.resume("two", true);
    plane.nextWith(List.of("one", "two"));
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> distributor.drain("three", Duration.ZERO, true))
                .getMessage());
    assertTrue(message.contains("'three'") && message.contains("[one, two]"), message);
  }

  @Test
  void whatCannotBeKeptIsRefusedUnlessItIsForOnce() throws Exception {
    twoTargets();
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> distributor.drain("two", Duration.ZERO, false))
                .getMessage());
    assertTrue(message.contains("--once"), message);
    assertEquals("ACTIVE", destination("two").state);
  }

  @Test
  void anAgentTellsTheWeightWhileTheCheckTellsWhetherTheServiceWorks() throws Exception {
    distributor.bindNetwork(
        new NetworkStackComponent(Configs.of(NetworkStackComponent.Config.class, Map.of())));
    AtomicInteger checks = new AtomicInteger();
    try (ServerSocket service = serve(client -> checks.incrementAndGet())) {
      try (ServerSocket agent =
          serve(client -> client.getOutputStream().write("75%\n".getBytes(US_ASCII)))) {
        target("two", Map.of());
        target(
            "one",
            Map.of(
                "address",
                "127.0.0.1",
                "port",
                service.getLocalPort(),
                "check",
                "tcp",
                "checkMillis",
                50,
                "agentPort",
                agent.getLocalPort(),
                "weight",
                40));
        vip(Map.of());
        await().atMost(20, SECONDS).until(() -> destination("one").weight == 30);
        await().atMost(20, SECONDS).until(() -> destination("one").state.equals("ACTIVE"));
      }
      int before = checks.get();
      await().atMost(20, SECONDS).until(() -> checks.get() > before + 5);
      assertEquals("ACTIVE", destination("one").state, "an agent that does not answer changes it");
    }
    await().atMost(20, SECONDS).until(() -> destination("one").state.equals("DOWN"));
    assertEquals(30, destination("one").weight);
  }

  private interface Behaviour {
    void serve(Socket client) throws IOException;
  }

  private static ServerSocket serve(Behaviour behaviour) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  behaviour.serve(client);
                } catch (IOException gone) {
                  // The check has ended first, or the test has.
                }
              }
            },
            "server of a test");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @Test
  void aTargetThatLeavesKeepsItsConnectionsForTheDrainTime() throws Exception {
    twoTargets();
    open(1001, "two");
    await().atMost(10, SECONDS).until(() -> told().active == 1);
    vip(Map.of("targets", new String[] {"one"}, "drainSeconds", 1));
    ForwardingTable table = plane.nextWith(List.of("one"));
    assertEquals(2, table.targets().size(), "it is still known");
    await().atMost(10, SECONDS).until(() -> plane.calls.contains("end v two"));
  }

  @Test
  void aPlaneThatGoesAndComesBackIsToldAndHeals() throws Exception {
    twoTargets();
    open(1001, "two");
    await().atMost(10, SECONDS).until(() -> told().active == 1);
    distributor.removePlane(plane, Plane.NAMED);
    await().atMost(10, SECONDS).until(() -> told().state.equals("FAULT"));
    Plane other = new Plane();
    other.lives(key(1007), "one");
    distributor.addPlane(other, Plane.NAMED);
    other.nextWith(List.of("one", "two"));
    await()
        .atMost(10, SECONDS)
        .until(() -> runtime.connections("", "", 10).size() == 1 && told().active == 1);
    assertEquals("one", runtime.connections("", "", 10).get(0).target);
    assertEquals("ACTIVE", told().state);
  }

  @Test
  void aFaultOfThePlaneIsTheAddresssFault() throws Exception {
    twoTargets();
    plane.listener.fault("v", "port 23 cannot be opened");
    await().atMost(10, SECONDS).until(() -> told().state.equals("FAULT"));
    assertEquals("port 23 cannot be opened", told().note);
    plane.listener.fault("v", "");
    await().atMost(10, SECONDS).until(() -> told().state.equals("ACTIVE"));
  }

  @Test
  void targetsReportTheConnectionsThatTheyOpenedFromTheDistributedAddress() throws Exception {
    twoTargets();
    InetAddress own = InetAddress.getByName("192.0.2.2");
    ConnectionReport report =
        () -> {
          List<LiveConnection> all = new ArrayList<>();
          for (int i = 0; i < 10_000; i++) {
            InetAddress local = i % 2 == 0 ? InetAddress.getByName(VIP) : own;
            all.add(
                new LiveConnection(
                    new ConnectionKey(InetAddress.getByName("198.51.100.9"), 20, local, 10_000 + i),
                    "two",
                    ConnectionState.ESTABLISHED,
                    ConnectionCause.OUTBOUND));
          }
          return all;
        };
    distributor.addReport(
        registry.reference("third.party", report, Map.of(ConnectionReport.TARGET, "two")));
    await().atMost(15, SECONDS).until(() -> told().active == 5_000);
    assertEquals("two false ESTABLISHED OUTBOUND", words(runtime.connections("", "", 1).get(0)));
  }

  @Test
  void anAddressThatIsConfiguredNoMoreIsWithdrawnAndItsConnectionsGoOn() throws Exception {
    twoTargets();
    open(1001, "two");
    vips.get(0).close();
    await().atMost(10, SECONDS).until(() -> plane.calls.contains("withdraw v false"));
    assertEquals(List.of(), runtime.getRuntimeDTO().vips);
  }
}
