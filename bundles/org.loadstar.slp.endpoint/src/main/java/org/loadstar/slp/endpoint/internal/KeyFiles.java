// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.UrlEntry;

/** Reads keys from files. What it refuses is named by its file, never by its content. */
final class KeyFiles {
  /** One string of a list: a comma would separate two. */
  static final String SPI = "[^,\\\\\\p{Cntrl}]{1,255}";

  static final String SPI_ALLOWED = "a name without comma, backslash and control characters";

  private static final List<String> ALGORITHMS = List.of("Ed25519", "DSA", "RSA");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN [A-Z0-9 ]*KEY-----([^-]*)-----END [A-Z0-9 ]*KEY-----");
  private static final int MOST_BYTES = 65_536;

  private KeyFiles() {}

  /**
   * The key of a configuration.
   *
   * @throws IllegalArgumentException naming key, value and what is allowed
   */
  static KeyRing.Key read(SlpKeyComponent.Config config) {
    String spi = config.spi().strip();
    if (!spi.matches(SPI)) {
      throw new IllegalArgumentException("spi is '" + spi + "', allowed is " + SPI_ALLOWED);
    }
    String algorithm =
        ALGORITHMS.stream()
            .filter(a -> a.equalsIgnoreCase(config.algorithm().strip()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "algorithm of "
                            + spi
                            + " is '"
                            + config.algorithm()
                            + "', allowed is one of "
                            + ALGORITHMS));
    PublicKey open = publicKey(spi, algorithm, config.publicKey());
    if (config.privateKey().isBlank()) {
      return new KeyRing.Key(spi, open, null);
    }
    PrivateKey secret = privateKey(spi, algorithm, config.privateKey());
    KeyRing.Key pair = new KeyRing.Key(spi, open, secret);
    if (!match(pair)) {
      throw new IllegalArgumentException(
          "privateKey of " + spi + ": " + config.privateKey() + " does not belong to publicKey");
    }
    return pair;
  }

  private static PublicKey publicKey(String spi, String algorithm, String file) {
    try {
      byte[] encoded = bytes(file);
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException unusable) {
      throw refused("publicKey", spi, file, algorithm + " key, X.509 in PEM or DER");
    }
  }

  private static PrivateKey privateKey(String spi, String algorithm, String file) {
    try {
      byte[] encoded = bytes(file);
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException unusable) {
      throw refused("privateKey", spi, file, algorithm + " key, PKCS#8 in PEM or DER");
    }
  }

  /** Without a cause: that may hold what the file does. */
  private static IllegalArgumentException refused(
      String key, String spi, String file, String allowed) {
    return new IllegalArgumentException(
        key + " of " + spi + " is '" + file + "', allowed is a readable file with an " + allowed);
  }

  private static byte[] bytes(String file) throws IOException {
    Path path;
    try {
      path = Path.of(file.strip());
    } catch (InvalidPathException none) {
      throw new IOException(none);
    }
    if (!Files.isRegularFile(path) || Files.size(path) > MOST_BYTES) {
      throw new IOException("no file of a key");
    }
    byte[] content = Files.readAllBytes(path);
    Matcher pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
    return pem.find() ? Base64.getMimeDecoder().decode(pem.group(1)) : content;
  }

  /** Whether what the private key signs is verified by the public one. */
  private static boolean match(KeyRing.Key pair) {
    KeyRing ring = KeyRing.of(List.of(pair));
    SlpHeader header = pair.version() == 1 ? SlpHeader.v1(1) : SlpHeader.v2(1);
    SignedContent content =
        SignedContent.url(header, new UrlEntry(60, "service:tn3270://example.net"));
    Instant now = Instant.EPOCH;
    try {
      List<Opaque> blocks = ring.sign(content, List.of(pair.spi()), now, 60);
      return ring.verify(content, blocks, now).ok();
    } catch (IllegalArgumentException ofAnotherSize) {
      return false;
    }
  }
}
