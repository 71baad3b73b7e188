// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.testkit.TestAuthority.wish;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.api.server.ServerRuntimeDTO.TerminalDTO;
import org.loadstar.net.internal.tls.TlsProfileComponent;
import org.loadstar.testkit.TestAuthority;
import org.loadstar.testkit.TestAuthority.Identity;
import org.loadstar.tn3270.e.TerminalRequest;

/** Listeners that encrypt, and terminals of the Java runtime's TLS. */
class TlsListenerTest {
  private static final TestAuthority ROOT = TestAuthority.root("Bank Root");
  private static final Identity SERVER = ROOT.server("localhost", "127.0.0.1");
  private static final Identity OPERATOR = ROOT.issue(wish("CN=operator").client());
  private static final SSLContext CLIENT = OPERATOR.context(ROOT.certificate());
  private static final TerminalRequest WANTED =
      new TerminalRequest("IBM-3278-2-E", List.of(), TestTerminal.FUNCTIONS);

  @TempDir Path folder;
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
    assertEquals(0, fixture.network.leases.get(), "leases left");
  }

  private TlsProfileComponent profile(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("service.pid", "org.loadstar.tls~own");
    all.putIfAbsent("keyStore", SERVER.write(folder.resolve("server.pem")));
    return new TlsProfileComponent(fixture.tls, all);
  }

  private void listen(String mode, boolean startTls) {
    fixture.listen("alpha", Map.of("tls", mode, "startTls", startTls, "tlsProfile", "own"));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static SSLSocket encrypt(SSLContext context, Socket socket) throws IOException {
    SSLSocket encrypted =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    encrypted.startHandshake();
    return encrypted;
  }

  private static void say(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  private static void hear(Socket socket, String hex) throws IOException {
    byte[] got = socket.getInputStream().readNBytes(hex.length() / 2);
    assertEquals(hex, HexFormat.of().formatHex(got));
  }

  private Socket startTls() throws IOException {
    Socket socket = connect();
    hear(socket, "fffd2e");
    say(socket, "fffb2efffa2e01fff0");
    hear(socket, "fffa2e01fff0");
    return socket;
  }

  /** A terminal on the first screen, and what the server tells of it. */
  private TerminalDTO shows(Socket socket) throws IOException {
    try (TestTerminal terminal = new TestTerminal(socket, WANTED)) {
      terminal.awaitText("LOADSTAR");
      return fixture.only().sessions.get(0);
    }
  }

  private List<String> advertised(String attribute) {
    AdvertisedServer server = (AdvertisedServer) fixture.advertised().get(0).service;
    return server.describe().attributes().get(attribute);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTerminalIsEncryptedInEitherWay(boolean startTls) throws Exception {
    profile(Map.of());
    listen("require", startTls);
    TerminalDTO told = shows(encrypt(CLIENT, startTls ? startTls() : connect()));
    assertEquals("TLSv1.3", told.tlsProtocol);
    assertTrue(told.tlsCipherSuite.startsWith("TLS_"), told.tlsCipherSuite);
    assertEquals("", told.tlsPeer);
    assertEquals("TN3270E", told.protocol);
    assertEquals("require", fixture.only().tls);
    assertEquals(List.of("TLSV1.3", "TLSV1.2"), advertised("SECURITY"));
    assertTrue(advertised("CIPHERSUITES").contains("TLS_AES_256_GCM_SHA384"));
    assertTrue(!advertised("CIPHERSUITES").contains("NULL_NULL"));
  }

  @Test
  void aTerminalWithoutItIsServedWhereItIsPreferredOnly() throws Exception {
    profile(Map.of("protocols", "TLSv1.2"));
    listen("prefer", false);
    assertEquals("TLSv1.2", shows(encrypt(CLIENT, startTls())).tlsProtocol);
    await().until(() -> fixture.only().sessions.isEmpty());
    Socket clear = connect();
    hear(clear, "fffd2e");
    say(clear, "fffc2e");
    assertEquals("", shows(clear).tlsProtocol);
    assertEquals(List.of("TLSV1.2", "NONE"), advertised("SECURITY"));
    assertTrue(advertised("CIPHERSUITES").contains("NULL_NULL"));
    assertEquals(0, fixture.only().faults);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fffc2e", "fffb28fffc2e", "fffa2e01fff0", "fffb2efffc2e"})
  void aTerminalThatDoesNotEncryptIsClosedAndCounted(String words) throws Exception {
    profile(Map.of());
    listen("require", true);
    try (Socket socket = connect()) {
      hear(socket, "fffd2e");
      say(socket, words);
      byte[] rest = socket.getInputStream().readAllBytes();
      assertTrue(!HexFormat.of().formatHex(rest).contains("fffd28"), "no TN3270E in clear");
    }
    await().untilAsserted(() -> assertEquals(1, fixture.only().faults));
  }

  @Test
  void whatIsSentInClearToADirectListenerIsNoTls() throws Exception {
    profile(Map.of());
    listen("require", false);
    try (Socket socket = connect()) {
      say(socket, "fffb2efffb28");
      byte[] rest = socket.getInputStream().readAllBytes();
      assertTrue(!HexFormat.of().formatHex(rest).contains("fffd"), "no telnet in clear");
    }
    await().untilAsserted(() -> assertEquals(1, fixture.only().faults));
  }

  /** A client's records may stand in one piece with its FOLLOWS; telnet there is no TLS. */
  @Test
  void whatIsInjectedBehindFollowsEndsTheConnection() throws Exception {
    profile(Map.of());
    listen("require", true);
    try (Socket socket = connect()) {
      hear(socket, "fffd2e");
      say(socket, "fffb2e" + "fffa2e01fff0" + "fffb28fffa28");
      byte[] rest = socket.getInputStream().readAllBytes();
      assertTrue(!HexFormat.of().formatHex(rest).contains("fffd28"), "no TN3270E in clear");
    }
    await().untilAsserted(() -> assertEquals(1, fixture.only().faults));
  }

  @ParameterizedTest
  @ValueSource(strings = {"want", "need"})
  void aClientsCertificateIsToldWhereItIsWanted(String clientAuth) throws Exception {
    Path trust = TestAuthority.write(folder.resolve("root.pem"), ROOT.certificate());
    profile(Map.of("trustStore", trust, "clientAuth", clientAuth));
    listen("require", true);
    assertEquals("CN=operator", shows(encrypt(CLIENT, startTls())).tlsPeer);
    Identity stranger = TestAuthority.root("Other").issue(wish("CN=operator").client());
    SSLContext foreign = stranger.context(ROOT.certificate());
    if (clientAuth.equals("want")) {
      await().until(() -> fixture.only().sessions.isEmpty());
      assertEquals("", shows(encrypt(foreign, startTls())).tlsPeer);
    } else {
      assertThrows(
          SSLException.class,
          () -> {
            try (Socket socket = encrypt(foreign, startTls())) {
              socket.getInputStream().readAllBytes();
            }
          });
      await().untilAsserted(() -> assertEquals(1, fixture.only().faults));
    }
  }

  @Test
  void withoutAUsableProfileNothingIsOpenedUntilThereIsOne() throws Exception {
    listen("require", false);
    ListenerDTO told = fixture.only();
    assertEquals(0, told.port);
    assertTrue(told.note.contains("there is no TLS profile 'own': configure org.load"), told.note);
    assertTrue(fixture.advertised().isEmpty());
    profile(Map.of("keyStore", List.of())).close();
    assertTrue(fixture.only().note.contains("TLS"), fixture.only().note);
    profile(Map.of());
    assertEquals("", fixture.only().note);
    assertEquals("TLSv1.3", shows(encrypt(CLIENT, connect())).tlsProtocol);
  }

  @Test
  void anotherProfileConcernsWhatComesAndNotWhatIsThere() throws Exception {
    TlsProfileComponent profile = profile(Map.of());
    listen("require", false);
    Socket socket = encrypt(CLIENT, connect());
    try (TestTerminal terminal = new TestTerminal(socket, WANTED)) {
      terminal.awaitText("LOADSTAR");
      TestAuthority young = TestAuthority.root("Young Root");
      young.server("localhost", "127.0.0.1").write(folder.resolve("server.pem"));
      assertThrows(SSLException.class, () -> encrypt(CLIENT, connect()));
      SSLContext trusting = OPERATOR.context(young.certificate());
      encrypt(trusting, connect()).close();
      profile.close();
      assertTrue(fixture.only().note.contains("there is no TLS profile 'own'"));
      terminal.sendMark();
    }
  }
}
