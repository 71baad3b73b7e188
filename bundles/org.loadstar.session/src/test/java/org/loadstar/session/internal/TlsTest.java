// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.testkit.TestAuthority.wish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.api.session.SessionRuntimeDTO.SessionDTO;
import org.loadstar.api.session.TlsMode;
import org.loadstar.net.internal.tls.TlsProfileComponent;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.testkit.TestAuthority;
import org.loadstar.testkit.TestAuthority.Identity;

/** Encrypted sessions with hosts of the Java runtime's TLS, and with those who meddle. */
class TlsTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final TestAuthority ROOT = TestAuthority.root("Bank Root");
  private static final Identity HOST = ROOT.server("tn3270.bank.test", "127.0.0.1");
  private static final String STARTED = "fffb2e" + "fffa2e01fff0";

  @TempDir Path folder;
  private World world = new World(Connector.Limits.STANDARD);

  @AfterEach
  void end() {
    world.close();
  }

  /** For hosts that will say nothing. */
  private void impatient() {
    world.close();
    world = new World(World.HASTY);
  }

  private void trust(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("service.pid", "org.loadstar.tls~bank");
    all.putIfAbsent(
        "trustStore", TestAuthority.write(folder.resolve("root.pem"), ROOT.certificate()));
    new TlsProfileComponent(world.tls, all);
  }

  private static SessionProfile profile(TlsMode mode, boolean startTls, HostPort... hosts) {
    return SessionProfile.discovering("test")
        .with(
            change ->
                change
                    .slp(false)
                    .hosts(hosts)
                    .reconnect(false)
                    .tls(mode)
                    .startTls(startTls)
                    .tlsProfile("bank"));
  }

  private static ScriptedHost direct(Identity identity) throws Exception {
    return new ScriptedHost(
        peer -> {
          peer.encrypt(identity.context());
          peer.session("HELLO");
          peer.stay();
        });
  }

  private static ScriptedHost starting(Identity identity) throws Exception {
    return new ScriptedHost(
        peer -> {
          peer.startTls();
          peer.encrypt(identity.context());
          peer.session("HELLO");
          peer.stay();
        });
  }

  private static ScriptedHost clear() throws Exception {
    return ScriptedHost.staying("HELLO");
  }

  /** A host whose script may fail, because its client refuses it. */
  private static ScriptedHost refused(ScriptedHost.Script script) throws Exception {
    return new ScriptedHost(
        peer -> {
          try {
            script.play(peer);
          } catch (IOException gone) {
            // The client left.
          }
        });
  }

  private Session shows(SessionProfile profile) throws Exception {
    Session session = world.open(profile);
    session
        .await(screen -> screen.shows("HELLO"), LONG)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    return session;
  }

  private String refusal(SessionProfile profile) {
    ExecutionException failed =
        assertThrows(
            ExecutionException.class,
            () -> world.sessions.open(profile).toCompletableFuture().get(10, TimeUnit.SECONDS));
    return ((SessionException) failed.getCause()).getMessage();
  }

  private SessionDTO told() {
    SessionRuntimeDTO dto = new SessionRuntimeDTO();
    world.sessions.tell(dto);
    return dto.sessions.get(0);
  }

  private static String lastStep(Session session) {
    List<Choice.Step> steps = session.choices().get(0).steps();
    return steps.get(steps.size() - 1).what();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aSessionIsEncryptedFromTheFirstByteAndThatIsTold(String protocol) throws Exception {
    trust(Map.of("protocols", protocol));
    try (ScriptedHost host = direct(HOST);
        Wire wire = new Wire(host.address(), piece -> piece)) {
      Session session = shows(profile(TlsMode.REQUIRE, false, wire.address()));
      SessionDTO dto = told();
      assertTrue(dto.tls);
      assertEquals(protocol, dto.tlsProtocol);
      assertEquals("CN=tn3270.bank.test", dto.tlsPeer);
      assertTrue(dto.tlsCipherSuite.startsWith("TLS_"), dto.tlsCipherSuite);
      assertEquals("", dto.tlsNote);
      assertTrue(
          lastStep(session)
              .endsWith(protocol + " " + dto.tlsCipherSuite + " with CN=tn3270.bank.test"),
          lastStep(session));
      assertOnlyTls(wire.fromClient(), 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"PREFER", "REQUIRE"})
  void inClearGoesNothingButTheNegotiationOfStartTls(TlsMode mode) throws Exception {
    trust(Map.of());
    try (ScriptedHost host = starting(HOST);
        Wire wire = new Wire(host.address(), piece -> piece)) {
      shows(profile(mode, true, wire.address()));
      assertTrue(told().tls);
      byte[] sent = wire.fromClient();
      assertEquals(STARTED, HexFormat.of().formatHex(sent, 0, STARTED.length() / 2));
      assertOnlyTls(sent, STARTED.length() / 2);
    }
  }

  /** Whole TLS records (RFC 8446 section 5.1), no byte besides. */
  private static void assertOnlyTls(byte[] sent, int from) {
    int at = from;
    while (at < sent.length) {
      assertTrue(sent[at] >= 20 && sent[at] <= 23 && sent[at + 1] == 3, "a TLS record at " + at);
      at += 5 + (sent[at + 3] & 0xFF) * 256 + (sent[at + 4] & 0xFF);
    }
    assertEquals(sent.length, at);
    assertFalse(new String(sent, StandardCharsets.ISO_8859_1).contains("IBM-3278"));
  }

  @Test
  void whatIsPreferredAndNotOfferedIsInClearAndTold() throws Exception {
    trust(Map.of());
    try (ScriptedHost host = clear()) {
      Session session = shows(profile(TlsMode.PREFER, true, host.address()));
      SessionDTO dto = told();
      assertFalse(dto.tls);
      assertEquals("in clear, for the server offers no START-TLS", dto.tlsNote);
      assertEquals("", dto.tlsProtocol + dto.tlsCipherSuite + dto.tlsPeer);
      assertTrue(lastStep(session).endsWith(", " + dto.tlsNote), lastStep(session));
    }
  }

  @Test
  void whereTlsIsOffTheOfferIsRefusedAndNothingIsTold() throws Exception {
    try (ScriptedHost host =
        new ScriptedHost(
            peer -> {
              peer.send("ff fd 2e");
              peer.expect("ff fc 2e");
              peer.session("HELLO");
              peer.stay();
            })) {
      shows(profile(TlsMode.OFF, false, host.address()));
      assertFalse(told().tls);
      assertEquals("", told().tlsNote);
    }
  }

  /** What a proxy makes of a host's DO START-TLS: another word, or nothing. */
  private static byte[] strip(byte[] piece) {
    String hex = HexFormat.of().formatHex(piece);
    return HexFormat.of().parseHex(hex.replace("fffd2e", ""));
  }

  @Test
  void aStrippedOfferIsRefusedWhereTlsIsRequired() throws Exception {
    trust(Map.of());
    // Such a host goes on without TLS when it hears WONT, which the proxy says for the client.
    try (ScriptedHost host =
            refused(
                peer -> {
                  peer.send("ff fd 2e");
                  peer.send("ff fd 28");
                  peer.expect("ff fb 2e");
                  peer.send("ff fe 2e");
                  peer.stay();
                });
        Wire wire = new Wire(host.address(), TlsTest::strip)) {
      String why = refusal(profile(TlsMode.REQUIRE, true, wire.address()));
      assertTrue(why.contains("the server has no START-TLS, and TLS is required"), why);
      assertEquals("fffb2e", HexFormat.of().formatHex(wire.fromClient()));
    }
  }

  @Test
  void aProxyThatSwallowsEveryWordOfItIsRefusedInTime() throws Exception {
    impatient();
    trust(Map.of());
    try (ScriptedHost host =
            refused(
                peer -> {
                  peer.send("ff fd 2e ff fd 28");
                  peer.stay();
                });
        Wire wire = new Wire(host.address(), TlsTest::strip)) {
      String why = refusal(profile(TlsMode.REQUIRE, true, wire.address()));
      assertTrue(why.contains("time-out: the server did not offer START-TLS"), why);
      assertEquals("fffb2e", HexFormat.of().formatHex(wire.fromClient()));
    }
  }

  @Test
  void aStrippedOfferIsToldWhereTlsIsPreferred() throws Exception {
    trust(Map.of());
    try (ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 2e");
                  peer.session("HELLO");
                  peer.stay();
                });
        Wire wire = new Wire(host.address(), TlsTest::strip)) {
      Session session = shows(profile(TlsMode.PREFER, true, wire.address()));
      assertFalse(told().tls);
      assertEquals("in clear, for the server offers no START-TLS", told().tlsNote);
      assertTrue(lastStep(session).endsWith("in clear, for the server offers no START-TLS"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"PREFER", "REQUIRE"})
  void whatIsInjectedBehindFollowsIsNeverRead(TlsMode mode) throws Exception {
    trust(Map.of());
    byte[] evil = ScriptedHost.bytes("ff fd 28 f5 c3 11 40 40 'EVIL' ff ef");
    try (ScriptedHost host =
            refused(
                peer -> {
                  peer.startTls();
                  peer.encrypt(HOST.context());
                });
        Wire wire = new Wire(host.address(), piece -> behindFollows(piece, evil))) {
      String why = refusal(profile(mode, true, wire.address()));
      assertTrue(why.contains(evil.length + " bytes in clear came after FOLLOWS"), why);
      assertEquals(STARTED, HexFormat.of().formatHex(wire.fromClient()));
    }
  }

  private static byte[] behindFollows(byte[] piece, byte[] evil) {
    if (!HexFormat.of().formatHex(piece).endsWith("fffa2e01fff0")) {
      return piece;
    }
    byte[] more = Arrays.copyOf(piece, piece.length + evil.length);
    System.arraycopy(evil, 0, more, piece.length, evil.length);
    return more;
  }

  @Test
  void whatIsInjectedBeforeTheHandshakeIsNeverAnswered() throws Exception {
    trust(Map.of());
    String evil = "ff fd 28 ff fd 18 ff fa 28 08 02 ff f0 ff fa 18 01 ff f0 'EVIL' ff f6 ff fd 2e";
    try (ScriptedHost host =
        refused(
            peer -> {
              peer.send(evil);
              peer.expect("ff fb 2e ff fa 2e 01 ff f0");
              peer.send("ff fa 2e 01 ff f0");
              peer.encrypt(HOST.context());
              peer.session("HELLO");
              peer.stay();
            })) {
      Session session = shows(profile(TlsMode.REQUIRE, true, host.address()));
      assertFalse(session.snapshot().shows("EVIL"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff fd 2e ff fe 2e | took START-TLS back",
        "ff fa 2e 01 ff f0 | FOLLOWS came before START-TLS was agreed",
        "ff fd 2e ff fa 2e 02 ff f0 | a malformed START-TLS subnegotiation",
        "ff fd 2e ff fa 2e 01 01 ff f0 | a malformed START-TLS subnegotiation"
      })
  void aServerThatDoesNotKeepToItIsRefused(String words) throws Exception {
    trust(Map.of());
    String[] parts = words.split(" \\| ", -1);
    try (ScriptedHost host =
        refused(
            peer -> {
              peer.send(parts[0]);
              peer.stay();
            })) {
      String why = refusal(profile(TlsMode.REQUIRE, true, host.address()));
      assertTrue(why.contains(parts[1]), why);
    }
  }

  @Test
  void theWrongWayOfBeginningIsToldWithTheRightOne() throws Exception {
    impatient();
    trust(Map.of());
    String right = "; if the server begins TLS inside telnet, set startTls=true";
    for (String said : List.of("ff fd 2e", "ff fd 2e ff fd 28")) {
      try (ScriptedHost host =
          refused(
              peer -> {
                peer.send(said);
                peer.stay();
              })) {
        String why = refusal(profile(TlsMode.REQUIRE, false, host.address()));
        assertTrue(why.endsWith(right), why);
      }
    }
    try (ScriptedHost host = refused(peer -> peer.encrypt(HOST.context()))) {
      String why = refusal(profile(TlsMode.REQUIRE, true, host.address()));
      assertTrue(why.contains("the server did not offer START-TLS"), why);
    }
  }

  @Test
  void aWrongCertificateIsToldAndTheNextServerIsTried() throws Exception {
    trust(Map.of());
    try (ScriptedHost wrong =
            refused(peer -> peer.encrypt(ROOT.server("other.bank.test").context()));
        ScriptedHost right = direct(HOST)) {
      Session session = shows(profile(TlsMode.REQUIRE, false, wrong.address(), right.address()));
      List<Choice.Attempt> attempts = session.choices().get(0).attempts();
      assertEquals(2, attempts.size());
      String why = attempts.get(0).reason();
      assertTrue(why.startsWith("the certificate 'CN=other.bank.test' (issued by 'CN=Bank"), why);
      assertTrue(why.contains("is not for the host '127.0.0.1': it is for 'DNS:other.b"), why);
    }
  }

  @Test
  void aDiscoveredServerIsTrustedOnlyByNamesThatWereSetHere() throws Exception {
    trust(Map.of());
    try (ScriptedHost host =
        refused(
            peer -> {
              peer.encrypt(HOST.context());
              peer.session("HELLO");
              peer.stay();
            })) {
      world.offer(host);
      SessionProfile found = profile(TlsMode.REQUIRE, false).with(change -> change.slp(true));
      String why = refusal(found);
      assertTrue(why.contains("set allowedHosts of the profile, or serverName of the TLS"), why);
      assertTrue(why.contains("nothing was sent"), why);
      assertEquals(0, host.accepted());
      shows(found.with(change -> change.allowedHosts(List.of("127.0.0.1")))).close();
      trust(Map.of("serverName", "tn3270.bank.test"));
      shows(found).close();
      trust(Map.of("serverName", "other.bank.test"));
      assertTrue(refusal(found).contains("is not for the host 'other.bank.test'"));
    }
  }

  @Test
  void aClientShowsItsCertificate() throws Exception {
    Identity operator = ROOT.issue(wish("CN=operator").client());
    trust(Map.of("keyStore", operator.write(folder.resolve("operator.pem"))));
    CompletableFuture<String> shown = new CompletableFuture<>();
    try (ScriptedHost host =
        new ScriptedHost(
            peer -> {
              peer.encrypt(HOST.context(ROOT.certificate()));
              shown.complete(peer.client());
              peer.session("HELLO");
              peer.stay();
            })) {
      shows(profile(TlsMode.REQUIRE, false, host.address()));
      assertEquals("CN=operator", shown.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aProfileThatIsNotThereOrCannotBeReadIsToldAndNothingIsSent() throws Exception {
    try (ScriptedHost host = clear()) {
      for (TlsMode mode : List.of(TlsMode.PREFER, TlsMode.REQUIRE)) {
        String why = refusal(profile(mode, false, host.address()));
        assertTrue(why.contains("there is no TLS profile 'bank': configure org.loadstar.tl"), why);
      }
      trust(Map.of("trustStore", folder.resolve("absent.pem")));
      String why = refusal(profile(TlsMode.REQUIRE, false, host.address()));
      assertTrue(why.contains("absent.pem' cannot be used: there is no such file"), why);
      assertEquals(0, host.accepted());
    }
  }

  @Test
  void aSessionStaysWhenItsTrustChangesAndTheNextOneIsVerifiedAnew() throws Exception {
    trust(Map.of());
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (ScriptedHost host =
        refused(
            peer -> {
              peer.encrypt(HOST.context());
              peer.session("HELLO");
              go.get(10, TimeUnit.SECONDS);
              peer.screen("STILL");
              peer.stay();
            })) {
      SessionProfile profile = profile(TlsMode.REQUIRE, false, host.address());
      Session session = shows(profile);
      TestAuthority.write(
          folder.resolve("root.pem"), TestAuthority.root("Another Root").certificate());
      assertTrue(refusal(profile).contains("neither trusted nor sent along"));
      go.complete(null);
      await().atMost(LONG).until(() -> session.snapshot().shows("STILL"));
    }
  }
}
