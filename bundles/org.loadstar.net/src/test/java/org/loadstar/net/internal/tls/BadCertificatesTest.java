// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.testkit.TestAuthority.wish;

import java.net.Socket;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.net.TlsException;
import org.loadstar.testkit.TestAuthority;
import org.loadstar.testkit.TestAuthority.Identity;

/** The twelve bad certificates of the threat table, each refused for its own reason. */
class BadCertificatesTest {
  private static final String HOST = "tn3270.bank.test";
  static final TestAuthority ROOT = TestAuthority.root("Bank Root");
  private static final TestAuthority ISSUER = ROOT.intermediate("Bank Issuer");
  private static final TestAuthority STRANGER = TestAuthority.root("Stranger Root");
  private static final Identity GOOD = ISSUER.server(HOST, "192.0.2.7", "2001:db8::7");
  private static final Identity REVOKED = ISSUER.server(HOST);
  private static final Duration DAY = Duration.ofDays(1);

  /** A chain, the host that it must prove, and what the refusal must say. */
  record Bad(String name, Identity identity, String host, String why) {
    List<X509Certificate> chain() {
      return identity.chain();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> twelve() {
    return Stream.of(
        bad(
            "expired",
            ISSUER.issue(wish(HOST).names(HOST).valid(DAY.multipliedBy(-9), DAY.negated())),
            "has expired"),
        bad(
            "not yet valid",
            ISSUER.issue(wish(HOST).names(HOST).valid(DAY, DAY.multipliedBy(9))),
            "is not valid yet"),
        bad(
            "wrong host",
            ISSUER.server("other.bank.test"),
            "is not for the host 'tn3270.bank.test': it is for 'DNS:other.bank.test'"),
        bad(
            "wildcard misuse",
            ISSUER.server("*.test", "*", "tn*.bank.test", "*.tn3270.bank.test", "tn3270.*.test"),
            "is not for the host 'tn3270.bank.test': it is for 'DNS:*.test, DNS:*"),
        bad(
            "self-signed",
            TestAuthority.selfSigned(wish(HOST).names(HOST)),
            "is self-signed and not trusted"),
        bad("unknown CA", unknown(), "is of an unknown authority"),
        bad("revoked by CRL", REVOKED, "was revoked by its issuer on "),
        bad(
            "weak RSA-1024",
            ISSUER.issue(wish(HOST).names(HOST).key("RSA 1024")),
            "has a weak key: an RSA key of 1024 bits"),
        bad(
            "SHA-1 signature",
            ISSUER.issue(wish(HOST).names(HOST).digest("SHA1")),
            "has a weak signature: SHA1withECDSA"),
        bad("CN only", ISSUER.issue(wish(HOST)), "has no subject alternative name"),
        new Bad("IP SAN mismatch", GOOD, "192.0.2.8", "is not for the host '192.0.2.8': it is for"),
        bad(
            "intermediate missing",
            GOOD.alone(),
            "is of an issuer that is neither trusted nor sent along: the peer must send its"
                + " intermediate certificates"));
  }

  private static Bad bad(String name, Identity identity, String why) {
    return new Bad(name, identity, HOST, why);
  }

  /** A chain to its root, which is sent along. */
  private static Identity unknown() {
    Identity leaf = STRANGER.server(HOST);
    return new Identity(leaf.keys(), leaf.certificate(), List.of(STRANGER.certificate()));
  }

  private static PeerVerifier verifier(List<X509Certificate> anchors, X509CRL... lists) {
    return new PeerVerifier(
        anchors, Constraints.parse(List.of()), new Revocation(List.of(lists)), Clock.systemUTC());
  }

  private static PeerVerifier bank() {
    return verifier(List.of(ROOT.certificate()), lists());
  }

  static X509CRL[] lists() {
    return new X509CRL[] {
      ROOT.revocationList(DAY), ISSUER.revocationList(DAY, REVOKED.certificate())
    };
  }

  private static String refusal(PeerVerifier verifier, List<X509Certificate> chain, String host) {
    return assertThrows(
            TlsException.class, () -> verifier.verify(chain, PeerVerifier.Peer.SERVER, host))
        .getMessage();
  }

  @ParameterizedTest
  @MethodSource("twelve")
  void isRefusedForItsReason(Bad bad) {
    String message = refusal(bank(), bad.chain(), bad.host());
    assertTrue(message.contains(bad.why()), message);
    assertTrue(message.contains("issued by 'CN="), message);
    assertTrue(message.contains("valid from 20"), message);
  }

  @Test
  void thereAreTwelve() {
    assertEquals(12, twelve().map(Bad::name).distinct().count());
  }

  @ParameterizedTest
  @CsvSource({"tn3270.bank.test", "TN3270.Bank.Test.", "192.0.2.7", "2001:db8:0:0::7"})
  void theGoodOneIsAccepted(String host) {
    assertDoesNotThrow(() -> bank().verify(GOOD.chain(), PeerVerifier.Peer.SERVER, host));
  }

  @Test
  void noServerIsTrustedWhereNobodySaysWhichHostItMustBe() {
    VerifyingTrustManager trust = new VerifyingTrustManager(bank());
    X509Certificate[] chain = GOOD.chain().toArray(X509Certificate[]::new);
    assertThrows(TlsException.class, () -> trust.checkServerTrusted(chain, "EC"));
    assertThrows(TlsException.class, () -> trust.checkServerTrusted(chain, "EC", new Socket()));
  }

  @Test
  void goodOnesOfOtherKindsAreAccepted() {
    Map<String, Identity> good = new LinkedHashMap<>();
    good.put("wildcard", ISSUER.server("*.bank.test"));
    good.put("RSA", ISSUER.issue(wish(HOST).names(HOST).key("RSA 2048").digest("SHA384")));
    good.put("P-384", ISSUER.issue(wish(HOST).names(HOST).key("EC 384").digest("SHA512")));
    good.put("of the root", ROOT.server(HOST));
    good.forEach(
        (kind, identity) ->
            assertDoesNotThrow(
                () -> bank().verify(identity.chain(), PeerVerifier.Peer.SERVER, HOST), kind));
  }

  @Test
  void aSelfSignedOneThatIsTrustedItselfIsAcceptedUntilItExpires() {
    Identity own = TestAuthority.selfSigned(wish(HOST).names(HOST));
    PeerVerifier verifier = verifier(List.of(own.certificate()));
    assertDoesNotThrow(() -> verifier.verify(own.chain(), PeerVerifier.Peer.SERVER, HOST));
    assertTrue(refusal(verifier, own.chain(), "x.test").contains("is not for the host 'x.test'"));
    Identity old =
        TestAuthority.selfSigned(wish(HOST).names(HOST).valid(DAY.multipliedBy(-9), DAY.negated()));
    assertTrue(
        refusal(verifier(List.of(old.certificate())), old.chain(), HOST).contains("has expired"));
  }

  @Test
  void aCertificateIsForItsPurposeOnly() {
    Identity client = ISSUER.issue(wish("operator").client());
    assertTrue(refusal(bank(), client.chain(), HOST).contains("is not for a TLS server"));
    assertDoesNotThrow(() -> bank().verify(client.chain(), PeerVerifier.Peer.CLIENT, null));
    assertTrue(
        assertThrows(
                TlsException.class,
                () -> bank().verify(GOOD.chain(), PeerVerifier.Peer.CLIENT, null))
            .getMessage()
            .contains("is not for a TLS client"));
  }

  @Test
  void anAuthorityOfTheSameNameIsNotTheSame() {
    TestAuthority impostor = TestAuthority.root("Bank Root");
    assertTrue(
        refusal(bank(), impostor.server(HOST).chain(), HOST)
            .contains("is not signed with the key of its issuer"));
  }

  @Test
  void aServersCertificateIsNoAuthority() {
    TestAuthority none = TestAuthority.of(GOOD);
    assertThrows(
        TlsException.class,
        () -> bank().verify(none.server(HOST).chain(), PeerVerifier.Peer.SERVER, HOST));
  }

  @Test
  void whereThereAreRevocationListsEveryIssuerNeedsACurrentOne() {
    X509CRL root = ROOT.revocationList(DAY);
    assertTrue(
        refusal(verifier(List.of(ROOT.certificate()), root), GOOD.chain(), HOST)
            .contains("there is no list of its issuer"));
    PeerVerifier old =
        verifier(List.of(ROOT.certificate()), root, ISSUER.revocationList(DAY.negated()));
    assertTrue(refusal(old, GOOD.chain(), HOST).contains("the list of its issuer is out of date"));
    PeerVerifier noIssuer =
        verifier(
            List.of(ROOT.certificate()),
            ROOT.revocationList(DAY, ISSUER.certificate()),
            ISSUER.revocationList(DAY));
    assertTrue(refusal(noIssuer, GOOD.chain(), HOST).contains("'CN=Bank Issuer'"));
    assertTrue(refusal(noIssuer, GOOD.chain(), HOST).contains("was revoked"));
  }

  @Test
  void constraintsAreOnlyEverStricter() {
    Constraints strict = Constraints.parse(List.of("RSA>=3072", "EC >= 384", "SHA>=384"));
    assertThrows(TlsException.class, () -> strict.check(GOOD.certificate()));
    assertEquals(new Constraints(2048, 256, 256), Constraints.parse(List.of()));
    assertEquals(new Constraints(2048, 256, 256), Constraints.parse(List.of("RSA>=1024")));
  }

  @Test
  void whatAPeerPutsIntoItsNamesDoesNoHarmInALog() {
    Identity odd =
        TestAuthority.selfSigned(wish("CN=a\nb" + "x".repeat(5000)).names("a\u0007.test"));
    String message = refusal(bank(), odd.chain(), HOST);
    assertTrue(message.length() < 1000, message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
  }

  @Test
  void aLongChainIsRefused() {
    List<X509Certificate> chain = Collections.nCopies(11, GOOD.certificate());
    assertTrue(refusal(bank(), chain, HOST).contains("sent 11 certificates"));
  }
}
