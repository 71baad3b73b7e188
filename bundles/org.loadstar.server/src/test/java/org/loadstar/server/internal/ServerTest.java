// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.testkit.Ports;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.RejectReason;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.telnet.TelnetCommand;

/** Terminals at a listener: sessions, refusals, configuration changes, the advertisement. */
class ServerTest {
  private final Fixture fixture = new Fixture();
  private final List<TestTerminal> terminals = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (TestTerminal terminal : terminals) {
      terminal.close();
    }
    fixture.close();
    assertEquals(0, fixture.network.leases.get(), "leases left");
  }

  private TestTerminal logOn(String... resources) throws IOException {
    return logOnAs("IBM-3278-2-E", resources);
  }

  private TestTerminal logOnAs(String type, String... resources) throws IOException {
    TestTerminal terminal = TestTerminal.logOn(fixture.port(), type, resources);
    terminals.add(terminal);
    return terminal;
  }

  private static void toMenu(TestTerminal terminal) throws IOException {
    terminal.type("alice").press(Key.TAB).type("secret1").press(Key.ENTER);
    terminal.awaitText("PRIMARY MENU");
  }

  private LoadReading load() {
    return ((AdvertisedServer) fixture.advertised().get(0).service).load();
  }

  @Test
  void nothingIsOpenBeforeAListenerIsConfigured() {
    assertEquals(0, fixture.network.leases.get());
    assertEquals(List.of(), fixture.advertised());
    assertEquals(List.of(), fixture.report().listeners);
  }

  @Test
  void theServerEndsAListenerWhoseComponentIsForgottenAndNoneBeginsLater() {
    ListenerComponent forgotten = fixture.listen(2);
    assertEquals(1, fixture.network.leases.get());
    fixture.server.close();
    assertEquals(0, fixture.network.leases.get());
    assertEquals(List.of(), fixture.advertised());
    forgotten.bindNetwork(fixture.network);
    fixture.listen("late", Map.of());
    assertEquals(0, fixture.network.leases.get());
  }

  @Test
  void aTerminalLogsOnToAPoolAndWalksThroughTheDemo() throws Exception {
    fixture.listen(2);
    TestTerminal terminal = logOn("POOL2");
    assertEquals("POOL0001", terminal.connected.luName());
    assertEquals(TestTerminal.FUNCTIONS, terminal.connected.functions());
    assertEquals(new BindImage(24, 80, 24, 80, "DEMO"), terminal.bind);
    terminal.press(Key.ENTER);
    terminal.awaitText("Enter your user name");
    toMenu(terminal);
    terminal.type("1").press(Key.ENTER);
    terminal.awaitText("Row 1 to 17 of 144");
    terminal.press(Key.PF8);
    terminal.awaitText("Row 18 to 34 of 144");
    terminal.press(Key.CLEAR);
    terminal.awaitText("Row 18 to 34 of 144");
    terminal.press(Key.PF3);
    terminal.awaitText("PRIMARY MENU");
    terminal.press(Key.PF3);
    terminal.awaitText("ALICE has logged off");
    assertFalse(terminal.unbound);
    terminal.press(Key.PF3);
    terminal.awaitClosed();
    assertTrue(terminal.unbound);
    List<Integer> numbers =
        terminal.headers.stream()
            .filter(h -> h.dataType().code() == 0)
            .map(h -> h.sequenceNumber())
            .toList();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), numbers);
  }

  @Test
  void aLargeTerminalIsUsedToItsEdge() throws Exception {
    fixture.listen("alpha", Map.of());
    TestTerminal terminal = logOnAs("IBM-3278-4-E");
    assertEquals(new BindImage(24, 80, 43, 80, "DEMO"), terminal.bind);
    toMenu(terminal);
    terminal.press(Key.PF2);
    terminal.awaitText("Row 1 to 36 of 144");
    TestTerminal dynamic = logOnAs("IBM-DYNAMIC");
    assertEquals(new BindImage(24, 80, 0, 0, "DEMO"), dynamic.bind);
  }

  @Test
  void twentySessionsFillThePoolAndTheNextIsRefused() throws Exception {
    fixture.listen(20);
    assertEquals(new LoadReading.Sessions(0, 20), load());
    for (int i = 0; i < 20; i++) {
      logOn("POOL2");
    }
    assertEquals(new LoadReading.Sessions(20, 20), load());
    assertEquals(RejectReason.DEVICE_IN_USE, logOn("POOL2").rejected);
    ListenerDTO report = fixture.only();
    assertEquals(20, report.sessions.size());
    assertEquals(20, report.sessions.stream().map(s -> s.lu).distinct().count());
    assertEquals(Map.of("DEVICE-IN-USE", 1L), report.refused);
    terminals.remove(7).close();
    await().until(() -> load().equals(new LoadReading.Sessions(19, 20)));
    assertEquals("POOL0008", logOn("POOL2").connected.luName());
  }

  @Test
  void refusalsTellTheirReasons() throws Exception {
    fixture.listen(1);
    assertEquals(RejectReason.INV_NAME, logOn("POOL9").rejected);
    assertEquals(RejectReason.TYPE_NAME_ERROR, logOnAs("IBM-3278-4-E", "POOL2").rejected);
    assertEquals(RejectReason.INV_DEVICE_TYPE, logOnAs("IBM-3278-4-E").rejected);
    assertEquals(0, fixture.only().faults);
  }

  @Test
  void aTerminalWithoutFunctionsGetsScreensOnly() throws Exception {
    fixture.listen(1);
    TestTerminal terminal =
        new TestTerminal(fixture.port(), new TerminalRequest("IBM-3278-2-E", List.of(), Set.of()));
    terminals.add(terminal);
    terminal.awaitText("TN3270E SERVER");
    assertEquals(null, terminal.bind);
    toMenu(terminal);
    assertTrue(terminal.headers.stream().allMatch(h -> h.sequenceNumber() == 0));
    terminal.press(Key.PF3);
    terminal.awaitText("ALICE has logged off");
    terminal.press(Key.PF3);
    terminal.awaitClosed();
    assertFalse(terminal.unbound);
  }

  @Test
  void theSystemRequestKeySuspendsTheApplication() throws Exception {
    fixture.listen(1);
    TestTerminal terminal = logOn();
    toMenu(terminal);
    terminal.sendCommand(TelnetCommand.ABORT_OUTPUT);
    terminal.await(() -> terminal.serviceText.contains(TerminalSession.SERVICE_PROMPT));
    terminal.sendServiceText("HELP");
    terminal.await(() -> terminal.serviceText.contains("COMMAND UNRECOGNIZED"));
    int shown = terminal.headers.size();
    terminal.sendCommand(TelnetCommand.ABORT_OUTPUT);
    terminal.await(() -> terminal.headers.size() > shown);
    terminal.press(Key.PF5);
    terminal.awaitText("PRIMARY MENU");
    terminal.sendCommand(TelnetCommand.ABORT_OUTPUT);
    terminal.await(() -> terminal.serviceText.size() == 3);
    terminal.sendServiceText("logoff");
    terminal.awaitClosed();
    assertTrue(terminal.unbound);
  }

  @Test
  void attentionIsIgnored() throws Exception {
    fixture.listen(1);
    TestTerminal terminal = logOn();
    terminal.sendCommand(TelnetCommand.INTERRUPT_PROCESS);
    terminal.sendCommand(TelnetCommand.ARE_YOU_THERE);
    toMenu(terminal);
  }

  @Test
  void theAdvertisementTellsWhatIsTrue() throws Exception {
    ListenerComponent listener =
        fixture.listen(
            "alpha",
            Map.of(
                "luPools",
                new String[] {"POOL2 3270002 3", "ANYPOOL 2"},
                "loadBias",
                70,
                "host",
                "tn.example.org"));
    Registry.Registered advertised = fixture.advertised().get(0);
    assertEquals(
        Map.of(
            "name",
            "alpha",
            "service.pid",
            "org.loadstar.server.listener~alpha",
            AdvertisedServer.LOAD_BIAS,
            70),
        advertised.properties);
    ServerDescription description = ((AdvertisedServer) advertised.service).describe();
    assertEquals("alpha", description.name());
    assertEquals("tn.example.org", description.host());
    assertEquals(fixture.port(), description.port());
    assertEquals(
        List.of(new LuPool("POOL2", "3270002"), new LuPool("ANYPOOL", "")), description.pools());
    assertEquals(
        Set.of(
            "BIND",
            "DATA",
            "RESPONSES",
            "SYSREQ",
            "RFC1576",
            "RFC1646",
            "RFC2355",
            "SECURITY",
            "CIPHERSUITES",
            "PLATFORM",
            "PROTOCOL",
            "SERVERNAME",
            "RELEASE"),
        description.attributes().keySet());
    assertEquals(List.of("01.02.03"), description.attributes().get("RELEASE"));
    assertEquals(List.of("NONE"), description.attributes().get("SECURITY"));
    fixture.close(listener);
    assertEquals(List.of(), fixture.advertised());
  }

  @Test
  void otherPoolsBiasAndApplicationLeaveSessionsAlone() throws Exception {
    ListenerComponent listener = fixture.listen(2);
    int port = fixture.port();
    TestTerminal terminal = logOn();
    Fixture.modify(
        listener,
        Map.of(
            "luPools",
            new String[] {"OTHER 1"},
            "loadBias",
            10,
            "maxSessions",
            1,
            "application",
            "payroll"));
    assertEquals(port, fixture.port());
    assertEquals(10, fixture.advertised().get(0).properties.get(AdvertisedServer.LOAD_BIAS));
    assertEquals(new LoadReading.Sessions(1, 1), load());
    toMenu(terminal);
    assertEquals(RejectReason.DEVICE_IN_USE, logOn("OTHER").rejected);
    terminal.close();
    await().until(() -> load().equals(new LoadReading.Sessions(0, 1)));
    TestTerminal next = logOn("OTHER");
    next.awaitText("The application payroll is not running here.");
  }

  @Test
  void anotherPortIsOpenedAndSessionsStay() throws Exception {
    ListenerComponent listener = fixture.listen(2);
    int before = fixture.port();
    TestTerminal terminal = logOn();
    int free = Ports.free();
    Fixture.modify(listener, Map.of("luPools", new String[] {"POOL2 3270002 2"}, "port", free));
    assertEquals(free, fixture.port());
    assertEquals(1, fixture.advertised().size());
    assertEquals(free, ((AdvertisedServer) fixture.advertised().get(0).service).describe().port());
    assertThrows(
        IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), before).close());
    toMenu(terminal);
    assertEquals("POOL0002", logOn().connected.luName());
    assertEquals(2, fixture.only().sessions.size());
    assertEquals(2, fixture.network.leases.get());
    terminal.close();
    await().until(() -> fixture.network.leases.get() == 1);
  }

  @Test
  void aWrongValueKeepsTheLastGoodConfiguration() throws Exception {
    ListenerComponent listener = fixture.listen(1);
    int port = fixture.port();
    TestTerminal terminal = logOn();
    Fixture.modify(listener, Map.of("luPools", new String[] {"BAD"}, "loadBias", 1));
    ListenerDTO report = fixture.only();
    assertTrue(report.listening);
    assertEquals(port, report.port);
    assertTrue(report.note.contains("luPools is '[BAD]'"), report.note);
    assertEquals("POOL2", report.pools.get(0).name);
    assertEquals(50, fixture.advertised().get(0).properties.get(AdvertisedServer.LOAD_BIAS));
    toMenu(terminal);
    Fixture.modify(listener, Map.of());
    assertEquals("", fixture.only().note);
  }

  @Test
  void aTakenPortKeepsTheOldOne() throws Exception {
    ListenerComponent listener = fixture.listen(1);
    int port = fixture.port();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Fixture.modify(listener, Map.of("port", taken.getLocalPort()));
      ListenerDTO report = fixture.only();
      assertTrue(report.note.contains("port is '" + taken.getLocalPort() + "'"), report.note);
      assertEquals(port, report.port);
      assertEquals("POOL2", report.pools.get(0).name);
      logOn("POOL2");
    }
  }

  @Test
  void aPortThatIsTakenAtTheStartIsOpenedWhenItIsFree() throws Exception {
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    try (taken) {
      fixture.listen("alpha", Map.of("port", taken.getLocalPort()));
      assertFalse(fixture.only().listening);
      String note = fixture.only().note;
      assertTrue(note.endsWith("it is tried again"), note);
    }
    await().atMost(20, TimeUnit.SECONDS).until(() -> fixture.only().listening);
    assertEquals(taken.getLocalPort(), fixture.port());
    assertEquals("", fixture.only().note);
    assertEquals(1, fixture.advertised().size());
  }

  @Test
  void aPortIsNotTriedAgainWhenItsListenerIsClosed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      ListenerComponent listener = fixture.listen("alpha", Map.of("port", port));
      fixture.close(listener);
      assertEquals(List.of(), fixture.report().listeners);
    }
  }

  @Test
  void anotherAddressOfTheSamePortIsTaken() throws Exception {
    int free = Ports.free();
    ListenerComponent listener = fixture.listen("alpha", Map.of("port", free));
    TestTerminal terminal = logOn();
    Fixture.modify(listener, Map.of("port", free, "address", "0.0.0.0"));
    assertEquals("0.0.0.0", fixture.only().address);
    assertEquals(free, fixture.port());
    toMenu(terminal);
    Fixture.modify(listener, Map.of("port", free, "address", "192.0.2.1"));
    assertEquals("0.0.0.0", fixture.only().address);
    assertTrue(fixture.only().note.contains("192.0.2.1"), fixture.only().note);
    logOn();
  }

  @Test
  void aWrongConfigurationFromTheStartListensNowhere() {
    ListenerComponent listener = fixture.listen("alpha", Map.of("port", 99999));
    ListenerDTO report = fixture.only();
    assertFalse(report.listening);
    assertEquals("alpha", report.name);
    assertTrue(report.note.endsWith("port is '99999'; allowed: 0 to 65535"), report.note);
    assertEquals(List.of(), fixture.advertised());
    Fixture.modify(listener, Map.of());
    assertTrue(fixture.only().listening);
  }

  @Test
  void closingAListenerEndsItsSessionsAndItsPortBeforeItReturns() throws Exception {
    ListenerComponent listener = fixture.listen(1);
    int port = fixture.port();
    TestTerminal terminal = logOn();
    fixture.close(listener);
    assertThrows(
        IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    assertEquals(0, fixture.network.leases.get());
    terminal.awaitClosed();
    assertTrue(terminal.unbound);
  }

  @Test
  void losingTheNetworkServiceLeavesEverythingAlone() throws Exception {
    ListenerComponent listener = fixture.listen(1);
    TestTerminal terminal = logOn();
    listener.unbindNetwork(fixture.network);
    toMenu(terminal);
    Fixture.modify(listener, Map.of("loadBias", 60));
    assertTrue(fixture.only().listening);
  }

  @Test
  void changesAreCounted() throws Exception {
    fixture.listen(1);
    Object before =
        fixture
            .registry
            .registered(ServerRuntime.class)
            .get(0)
            .properties
            .get("service.changecount");
    logOn();
    await()
        .untilAsserted(
            () ->
                assertNotEquals(
                    before,
                    fixture
                        .registry
                        .registered(ServerRuntime.class)
                        .get(0)
                        .properties
                        .get("service.changecount")));
  }
}
