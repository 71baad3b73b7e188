// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.loadstar.net.TlsException;

/**
 * How strong keys and signatures of a chain must be, whatever the Java runtime is content with.
 * They can be made stricter, never weaker: RSA keys of 2048 bits, curves of 256 bits, SHA-256. Keys
 * and signatures of other kinds than RSA, EC and EdDSA are refused.
 *
 * @param rsa the least bits of an RSA key
 * @param ec the least bits of a curve
 * @param sha the least bits of a signature's digest
 */
record Constraints(int rsa, int ec, int sha) {
  static final String SYNTAX =
      "RSA *>= *(2048|3072|4096|8192)|EC *>= *(256|384|521)|SHA *>= *(256|384|512)";
  static final String ALLOWED =
      "RSA>=2048 (3072, 4096, 8192), EC>=256 (384, 521), SHA>=256 (384, 512)";

  private static final Pattern ITEM = Pattern.compile("(RSA|EC|SHA) *>= *([0-9]+)");
  private static final Pattern DIGEST = Pattern.compile("SHA(?:-|3-|512/)?(256|384|512)(with.*)?");

  /** The items, each of which is of the {@link #SYNTAX}. */
  static Constraints parse(Collection<String> items) {
    int rsa = 2048;
    int ec = 256;
    int sha = 256;
    for (String item : items) {
      Matcher matcher = ITEM.matcher(item);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(item);
      }
      int bits = Integer.parseInt(matcher.group(2));
      switch (matcher.group(1)) {
        case "RSA" -> rsa = Math.max(rsa, bits);
        case "EC" -> ec = Math.max(ec, bits);
        default -> sha = Math.max(sha, bits);
      }
    }
    return new Constraints(rsa, ec, sha);
  }

  /** Checks a certificate that is not a trust anchor. */
  void check(X509Certificate certificate) throws TlsException {
    checkKey(certificate);
    checkSignature(certificate);
  }

  /** Checks the key only; nobody relies on the signature of a trust anchor. */
  void checkKey(X509Certificate certificate) throws TlsException {
    PublicKey key = certificate.getPublicKey();
    String kind;
    int bits;
    int least;
    if (key instanceof RSAPublicKey known) {
      kind = "an RSA";
      bits = known.getModulus().bitLength();
      least = rsa;
    } else if (key instanceof ECPublicKey known) {
      kind = "an EC";
      bits = known.getParams().getOrder().bitLength();
      least = ec;
    } else if (key instanceof EdECPublicKey) {
      return;
    } else {
      throw Certificates.refused(
          certificate, "has a key of the kind " + key.getAlgorithm(), "RSA, EC or EdDSA is wanted");
    }
    if (bits < least) {
      throw Certificates.refused(
          certificate,
          "has a weak key: " + kind + " key of " + bits + " bits",
          "at least " + least + " are wanted; let a certificate be issued for a longer key");
    }
  }

  private void checkSignature(X509Certificate certificate) throws TlsException {
    String algorithm = certificate.getSigAlgName();
    if (algorithm.equals("Ed25519") || algorithm.equals("Ed448")) {
      return;
    }
    Matcher digest = DIGEST.matcher(digestOf(certificate, algorithm));
    if (!digest.matches() || Integer.parseInt(digest.group(1)) < sha) {
      throw Certificates.refused(
          certificate,
          "has a weak signature: " + algorithm,
          "at least SHA-" + sha + " is wanted; let the certificate be issued anew");
    }
  }

  private static String digestOf(X509Certificate certificate, String algorithm) {
    if (!algorithm.equals("RSASSA-PSS") || certificate.getSigAlgParams() == null) {
      return algorithm;
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(algorithm);
      parameters.init(certificate.getSigAlgParams());
      return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    } catch (GeneralSecurityException | IOException unreadable) {
      return algorithm;
    }
  }
}
