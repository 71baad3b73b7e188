// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;

/**
 * Verifies a peer's certificate: a path to a trust anchor (RFC 5280 section 6, by the Java
 * runtime), then validity, strength, revocation and purpose, and last the name. A certificate that
 * is itself a trust anchor needs no path. Thread-safe.
 */
final class PeerVerifier {
  /** What the peer is. */
  enum Peer {
    SERVER("1.3.6.1.5.5.7.3.1"),
    CLIENT("1.3.6.1.5.5.7.3.2");

    private final String purpose;

    Peer(String purpose) {
      this.purpose = purpose;
    }
  }

  private static final int MAX_CHAIN = 10;
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;

  private final List<X509Certificate> anchors;
  private final Constraints constraints;
  private final Revocation revocation;
  private final Clock clock;

  PeerVerifier(
      List<X509Certificate> anchors, Constraints constraints, Revocation revocation, Clock clock) {
    this.anchors = List.copyOf(anchors);
    this.constraints = constraints;
    this.revocation = revocation;
    this.clock = clock;
  }

  List<X509Certificate> anchors() {
    return anchors;
  }

  /**
   * Verifies a chain as it was sent.
   *
   * @param host that a server must prove; null for a client
   * @throws TlsException what is wrong with which certificate
   */
  void verify(List<X509Certificate> chain, Peer peer, @Nullable String host) throws TlsException {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw new TlsException(
          "the peer sent " + chain.size() + " certificates; allowed: 1 to " + MAX_CHAIN);
    }
    X509Certificate own = chain.get(0);
    Instant now = clock.instant();
    List<X509Certificate> path = anchors.contains(own) ? List.of(own) : path(chain, now);
    for (int i = 0; i < path.size(); i++) {
      X509Certificate certificate = path.get(i);
      boolean anchor = anchors.contains(certificate);
      if (anchor) {
        constraints.checkKey(certificate);
      } else {
        constraints.check(certificate);
        revocation.check(certificate, path.get(i + 1), now);
      }
    }
    checkValidity(own, now);
    checkPurpose(own, peer);
    if (host != null) {
      PeerName.check(own, host);
    }
  }

  /** From the peer's own certificate to the trust anchor's, both included. */
  private List<X509Certificate> path(List<X509Certificate> chain, Instant now) throws TlsException {
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(chain.get(0));
      Set<TrustAnchor> trusted =
          anchors.stream().map(a -> new TrustAnchor(a, null)).collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, target);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      parameters.setRevocationEnabled(false); // by the runtime's switches; see Revocation
      parameters.setDate(Date.from(now));
      parameters.setMaxPathLength(MAX_CHAIN);
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      List<X509Certificate> path = new ArrayList<>();
      built.getCertPath().getCertificates().forEach(c -> path.add((X509Certificate) c));
      path.add(built.getTrustAnchor().getTrustedCert());
      return path;
    } catch (CertPathBuilderException none) {
      throw whyNoPath(chain, now, none);
    } catch (GeneralSecurityException impossible) {
      throw new TlsException("the certificate cannot be verified: " + impossible.getMessage());
    }
  }

  /** Walks up from the peer's certificate to the first one that is wrong. */
  private TlsException whyNoPath(
      List<X509Certificate> chain, Instant now, CertPathBuilderException failure)
      throws TlsException {
    X509Certificate current = chain.get(0);
    for (int i = 0; i < chain.size(); i++) {
      checkValidity(current, now);
      constraints.check(current);
      X509Certificate below = current;
      if (anchors.stream().anyMatch(anchor -> Certificates.issued(anchor, below))) {
        break;
      }
      if (Certificates.issued(current, current)) {
        return Certificates.refused(
            current,
            i == 0 ? "is self-signed and not trusted" : "is of an unknown authority",
            "put it into trustStore of the TLS profile if you have it from whom you trust");
      }
      X509Certificate issuer =
          chain.stream().filter(c -> Certificates.issued(c, below)).findFirst().orElse(null);
      if (issuer == null) {
        return noIssuer(current);
      }
      current = issuer;
    }
    return Certificates.refused(chain.get(0), "is not valid", String.valueOf(failure.getMessage()));
  }

  private TlsException noIssuer(X509Certificate certificate) {
    boolean sameName =
        anchors.stream()
            .anyMatch(
                a -> a.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
    return sameName
        ? Certificates.refused(
            certificate,
            "is not signed with the key of its issuer",
            "trustStore has another authority of that name")
        : Certificates.refused(
            certificate,
            "is of an issuer that is neither trusted nor sent along",
            "the peer must send its intermediate certificates; or, if its authority is unknown"
                + " here, put that into trustStore of the TLS profile");
  }

  private static void checkValidity(X509Certificate certificate, Instant now) throws TlsException {
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw Certificates.refused(
          certificate, "is not valid yet", "it is " + now + " here; look at both clocks");
    }
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw Certificates.refused(
          certificate, "has expired", "it is " + now + " here; the peer needs a new certificate");
    }
  }

  private static void checkPurpose(X509Certificate certificate, Peer peer) throws TlsException {
    List<String> purposes;
    try {
      purposes = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException unreadable) {
      purposes = List.of();
    }
    boolean @Nullable [] usage = certificate.getKeyUsage();
    boolean otherPurpose =
        purposes != null && !purposes.contains(peer.purpose) && !purposes.contains(ANY_PURPOSE);
    if (otherPurpose || (usage != null && !usage[DIGITAL_SIGNATURE])) {
      throw Certificates.refused(
          certificate,
          "is not for a TLS " + peer.name().toLowerCase(Locale.ROOT),
          "let it be issued with that key usage");
    }
  }
}
