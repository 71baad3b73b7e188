// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.testkit.TestAuthority.wish;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;
import org.loadstar.testkit.TestAuthority;
import org.loadstar.testkit.TestAuthority.Identity;

/** Profiles from configurations and files, and the handshakes that they make. */
class TlsProfilesTest {
  private static final String HOST = "tn3270.bank.test";
  private static final String SECRET = "CANARY-xyzzy";
  private static final TestAuthority ROOT = TestAuthority.root("Bank Root");
  private static final Identity GOOD = ROOT.server(HOST);

  @TempDir Path folder;
  private final TlsProfilesComponent profiles = new TlsProfilesComponent();

  private static Map<String, Object> properties(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("service.pid", "org.loadstar.tls~bank");
    return all;
  }

  private TlsProfileComponent configure(Map<String, Object> values) {
    return new TlsProfileComponent(profiles, properties(values));
  }

  private TlsProfile profile(String name) throws TlsException {
    try {
      return profiles.profile(name).toCompletableFuture().join();
    } catch (CompletionException failed) {
      throw (TlsException) failed.getCause();
    }
  }

  private Path trust() {
    return TestAuthority.write(folder.resolve("trust.pem"), ROOT.certificate());
  }

  private static SSLEngine client(TlsProfile profile, String host) {
    return profile.client(UnpooledByteBufAllocator.DEFAULT, host, 992).engine();
  }

  private static SSLEngine listener(TlsProfile profile) throws TlsException {
    return profile.server(UnpooledByteBufAllocator.DEFAULT).engine();
  }

  private static String failure(SSLEngine client, SSLEngine server) {
    return TlsException.describe(
        assertThrows(SSLException.class, () -> Talk.handshake(client, server)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aGoodServerIsAcceptedInBothProtocols(String protocol) throws Exception {
    configure(Map.of("trustStore", trust(), "protocols", new String[] {protocol}));
    SSLEngine client = client(profile("bank"), HOST);
    Talk.handshake(client, Talk.server(GOOD.context()));
    assertEquals(protocol, client.getSession().getProtocol());
    assertEquals("CN=" + HOST, client.getSession().getPeerPrincipal().getName());
    assertTrue(profile("bank").cipherSuites().contains(client.getSession().getCipherSuite()));
  }

  @ParameterizedTest
  @MethodSource("org.loadstar.net.internal.tls.BadCertificatesTest#twelve")
  void aBadOneIsRefusedInTheHandshake(BadCertificatesTest.Bad bad) throws Exception {
    configure(
        Map.of(
            "trustStore",
            TestAuthority.write(folder.resolve("root.pem"), BadCertificatesTest.ROOT.certificate()),
            "crl",
            TestAuthority.write(folder.resolve("crl.pem"), BadCertificatesTest.lists())));
    String why =
        failure(client(profile("bank"), bad.host()), Talk.server(bad.identity().context()));
    assertTrue(why.contains(bad.why()), why);
  }

  @Test
  void oldProtocolsAreNotSpoken() throws Exception {
    configure(Map.of("trustStore", trust()));
    SSLEngine old = Talk.server(GOOD.context());
    old.setEnabledProtocols(new String[] {"TLSv1.1"});
    String why = failure(client(profile("bank"), HOST), old);
    assertTrue(why.contains("no protocol, cipher suite or kind of key that both have"), why);
  }

  @Test
  void theServerNameOfTheProfileIsWhatEveryServerMustProve() throws Exception {
    configure(Map.of("trustStore", trust(), "serverName", HOST));
    Talk.handshake(client(profile("bank"), "10.1.2.3"), Talk.server(GOOD.context()));
    Identity other = ROOT.server("10.1.2.3");
    String why = failure(client(profile("bank"), "10.1.2.3"), Talk.server(other.context()));
    assertTrue(why.contains("is not for the host '" + HOST + "'"), why);
  }

  @Test
  void withoutConfigurationTheRuntimesAuthoritiesAreTrustedAndNobodyElse() throws Exception {
    assertEquals("default", profile("").name());
    String why = failure(client(profile(""), HOST), Talk.server(GOOD.context()));
    assertTrue(why.contains("neither trusted nor sent along"), why);
    assertTrue(
        assertThrows(TlsException.class, () -> listener(profile("")))
            .getMessage()
            .startsWith("org.loadstar.tls~default: keyStore is empty"));
    assertEquals(
        "there is no TLS profile 'bnak': configure org.loadstar.tls~bnak",
        assertThrows(TlsException.class, () -> profile("bnak")).getMessage());
  }

  @Test
  void aClientShowsItsCertificateToAListenerThatNeedsIt() throws Exception {
    Identity operator = ROOT.issue(wish("CN=operator").client());
    configure(
        Map.of(
            "trustStore", trust(),
            "keyStore", GOOD.write(folder.resolve("server.pem")),
            "clientAuth", "need"));
    SSLEngine server = listener(profile("bank"));
    Talk.handshake(client("c1", operator.write(folder.resolve("operator.pem"))), server);
    assertEquals("CN=operator", server.getSession().getPeerPrincipal().getName());
    Identity stranger = TestAuthority.root("Other").issue(wish("CN=operator").client());
    for (Path wrong : List.of(stranger.write(folder.resolve("s.pem")), Path.of(""))) {
      String why = failure(client("c2", wrong), listener(profile("bank")));
      assertTrue(why.contains("a client certificate is wanted") || why.contains("bad_cert"), why);
    }
    String why =
        failure(client("c3", GOOD.write(folder.resolve("g.pem"))), listener(profile("bank")));
    assertTrue(why.contains("is not for a TLS client"), why);
  }

  private SSLEngine client(String name, Path keyStore) throws TlsException {
    profiles.configure(
        TlsConfig.read(
            "org.loadstar.tls~" + name, name, Map.of("trustStore", trust(), "keyStore", keyStore)));
    return client(profile(name), HOST);
  }

  @Test
  void filesThatChangeAreReadAgainAndWhatRunsKeepsWhatItHas() throws Exception {
    TestAuthority young = TestAuthority.root("Young Root");
    Path trust = trust();
    configure(Map.of("trustStore", trust));
    TlsProfile before = profile("bank");
    assertSame(before, profile("bank"));
    SSLEngine running = client(before, HOST);
    TestAuthority.write(trust, young.certificate(), young.certificate());
    TlsProfile after = profile("bank");
    assertNotSame(before, after);
    Talk.handshake(running, Talk.server(GOOD.context()));
    Talk.handshake(client(after, HOST), Talk.server(young.server(HOST).context()));
    assertTrue(
        failure(client(after, HOST), Talk.server(GOOD.context())).contains("neither trusted"));
    Files.writeString(trust, "nothing");
    assertSame(after, profile("bank"), "the last good state stays");
    Files.delete(trust);
    assertSame(after, profile("bank"), "the last good state stays");
    trust();
    Talk.handshake(client(profile("bank"), HOST), Talk.server(GOOD.context()));
  }

  @Test
  void aListThatRevokesTheServerIsReadBeforeTheNextHandshake() throws Exception {
    Path crl =
        TestAuthority.write(folder.resolve("c.pem"), ROOT.revocationList(Duration.ofDays(1)));
    configure(Map.of("trustStore", trust(), "crl", crl));
    Talk.handshake(client(profile("bank"), HOST), Talk.server(GOOD.context()));
    TestAuthority.write(crl, ROOT.revocationList(Duration.ofDays(1), GOOD.certificate()));
    assertTrue(
        failure(client(profile("bank"), HOST), Talk.server(GOOD.context()))
            .contains("was revoked"));
  }

  @Test
  void aSessionIsResumedUntilFilesChange() throws Exception {
    Path trust = trust();
    configure(Map.of("trustStore", trust));
    var server = GOOD.context();
    SSLEngine first = client(profile("bank"), HOST);
    Talk.handshake(first, Talk.server(server));
    SSLEngine second = client(profile("bank"), HOST);
    Talk.handshake(second, Talk.server(server));
    assertEquals(
        first.getSession().getCreationTime(), second.getSession().getCreationTime(), "resumed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocols   | TLSv1.1     | TLSv1.3, TLSv1.2",
        "constraints | RSA>=1024   | RSA>=2048 (3072, 4096, 8192)",
        "clientAuth  | perhaps     | none, want or need",
        "clientAuth  | need        | none, as long as trustStore names no authority for it",
        "serverName  | a b         | a host name, an address or nothing"
      })
  void aWrongValueIsNamedAndTheLastGoodOneStays(String key, String value, String allowed)
      throws Exception {
    TlsProfileComponent component = configure(Map.of("keyStore", GOOD.write(folder.resolve("k"))));
    TlsProfile good = profile("bank");
    try (Logged log = new Logged()) {
      component.modified(properties(Map.of(key, value)));
      assertTrue(log.text().contains("org.loadstar.tls~bank: " + key + " = '" + value), log.text());
      assertTrue(log.text().contains("allowed: " + allowed), log.text());
    }
    assertSame(good, profile("bank"));
    component.close();
    assertThrows(TlsException.class, () -> profile("bank"));
  }

  @Test
  void whatCannotBeReadIsNamedWithKeyAndFileAndWithoutPasswords() throws Exception {
    Path store = folder.resolve("keys.p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own",
        GOOD.keys().getPrivate(),
        SECRET.toCharArray(),
        GOOD.chain().toArray(Certificate[]::new));
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, SECRET.toCharArray());
    }
    Identity other = new Identity(ROOT.server("x").keys(), GOOD.certificate(), List.of());
    try (Logged log = new Logged()) {
      configure(Map.of("keyStore", store, "keyStorePassword", SECRET)).close();
      assertEquals("", log.text());
      fault(Map.of("keyStore", store, "keyStorePassword", SECRET + "2"), "the password is wrong");
      fault(Map.of("keyStore", folder.resolve("none")), "there is no such file");
      fault(Map.of("keyStore", trust()), "one private key and its certificates are wanted");
      fault(Map.of("trustStore", store, "trustStorePassword", SECRET), "no trusted certificate");
      fault(Map.of("crl", trust()), "crl '");
      fault(
          Map.of("keyStore", other.write(folder.resolve("other.pem"))),
          "the private key is not that of the first certificate");
      assertFalse(log.text().contains(SECRET), log.text());
      assertFalse(
          TlsConfig.read("pid", "n", Map.of("keyStorePassword", SECRET))
              .toString()
              .contains(SECRET));
    }
  }

  private void fault(Map<String, Object> values, String why) {
    TlsProfileComponent component = configure(values);
    String message = assertThrows(TlsException.class, () -> profile("bank")).getMessage();
    assertTrue(message.startsWith("org.loadstar.tls~bank: "), message);
    assertTrue(message.contains(why), message);
    component.close();
  }

  @Test
  void storesOfEveryKindAreRead() throws Exception {
    for (String kind : List.of("PKCS12", "JKS")) {
      KeyStore store = KeyStore.getInstance(kind);
      store.load(null, null);
      store.setCertificateEntry("root", ROOT.certificate());
      store.setKeyEntry(
          "own",
          GOOD.keys().getPrivate(),
          SECRET.toCharArray(),
          GOOD.chain().toArray(X509Certificate[]::new));
      Path file = folder.resolve(kind);
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, SECRET.toCharArray());
      }
      configure(
          Map.of(
              "trustStore", file,
              "trustStorePassword", SECRET,
              "keyStore", file,
              "keyStorePassword", SECRET));
      Talk.handshake(client(profile("bank"), HOST), listener(profile("bank")));
    }
  }

  @Test
  void everyConfigurationThatComesOrGoesIsTold() throws IOException {
    AtomicInteger told = new AtomicInteger();
    Runnable end = profiles.watch(told::incrementAndGet);
    TlsProfileComponent component = configure(Map.of());
    component.modified(properties(Map.of("serverName", HOST)));
    component.close();
    assertEquals(3, told.get());
    end.run();
    configure(Map.of());
    assertEquals(3, told.get());
  }

  /** What is logged meanwhile. */
  private static final class Logged extends Handler implements AutoCloseable {
    private final StringBuilder text = new StringBuilder();
    private final Logger logger = Logger.getLogger("org.loadstar.net");

    Logged() {
      logger.addHandler(this);
    }

    String text() {
      return text.toString();
    }

    @Override
    public void publish(LogRecord record) {
      text.append(record.getMessage()).append('\n');
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
