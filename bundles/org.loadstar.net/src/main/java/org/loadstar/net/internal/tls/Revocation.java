// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;

/**
 * Revocation lists of files (RFC 5280 section 6.3, complete lists of the issuer itself). Where
 * there are any, every certificate below a trust anchor needs a current one of its issuer: what
 * cannot be looked up is refused. Nothing is fetched.
 */
final class Revocation {
  private static final int CRL_SIGN = 6;

  private final List<X509CRL> lists;

  Revocation(List<X509CRL> lists) {
    this.lists = List.copyOf(lists);
  }

  void check(X509Certificate certificate, X509Certificate issuer, Instant now) throws TlsException {
    if (lists.isEmpty()) {
      return;
    }
    List<X509CRL> current =
        lists.stream().filter(list -> isOf(list, issuer) && isCurrent(list, now)).toList();
    if (current.isEmpty()) {
      boolean old = lists.stream().anyMatch(list -> isOf(list, issuer));
      throw Certificates.refused(
          certificate,
          "cannot be looked up among those revoked",
          (old ? "the list of its issuer is out of date" : "there is no list of its issuer")
              + "; put a current one into a file of crl");
    }
    for (X509CRL list : current) {
      X509CRLEntry entry = list.getRevokedCertificate(certificate);
      if (entry != null) {
        throw Certificates.refused(
            certificate,
            "was revoked by its issuer on " + Certificates.day(entry.getRevocationDate()),
            "the peer needs another certificate; do not connect until it has one");
      }
    }
  }

  private static boolean isOf(X509CRL list, X509Certificate issuer) {
    boolean @Nullable [] usage = issuer.getKeyUsage();
    boolean signsOthers = usage != null && !usage[CRL_SIGN];
    if (signsOthers
        || isPartial(list)
        || !list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      list.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  private static boolean isCurrent(X509CRL list, Instant now) {
    Date next = list.getNextUpdate();
    return !list.getThisUpdate().toInstant().isAfter(now)
        && next != null
        && now.isBefore(next.toInstant());
  }

  /** Delta, indirect and partial lists have critical extensions. */
  private static boolean isPartial(X509CRL list) {
    Set<String> critical = list.getCriticalExtensionOIDs();
    return critical != null && !critical.isEmpty();
  }
}
