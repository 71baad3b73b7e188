// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.loadstar.net.TlsException;

/** Certificates in words for people. What peers put into them is cut and has no control codes. */
final class Certificates {
  private static final int MAX_NAME = 200;

  private Certificates() {}

  static String name(X500Principal principal) {
    return text(principal.getName());
  }

  static String text(String foreign) {
    String clean = foreign.replaceAll("\\p{Cntrl}", "?");
    return "'" + (clean.length() > MAX_NAME ? clean.substring(0, MAX_NAME) + "..." : clean) + "'";
  }

  static String day(Date date) {
    return date.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * The certificate is refused.
   *
   * @param why with the certificate as its subject: {@code has expired}
   * @param remedy what to do
   */
  static TlsException refused(X509Certificate certificate, String why, String remedy) {
    return new TlsException(
        "the certificate "
            + name(certificate.getSubjectX500Principal())
            + " (issued by "
            + name(certificate.getIssuerX500Principal())
            + ", valid from "
            + day(certificate.getNotBefore())
            + " to "
            + day(certificate.getNotAfter())
            + ") "
            + why
            + ": "
            + remedy);
  }

  /** Whether the certificate carries the signature of that issuer, by name and by key. */
  static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }
}
