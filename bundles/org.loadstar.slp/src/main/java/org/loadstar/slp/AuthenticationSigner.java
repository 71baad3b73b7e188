// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;

/** Makes authentication blocks with one private key. Immutable; any thread. */
public final class AuthenticationSigner {
  private final String spi;
  private final PrivateKey key;
  private final SignatureKind kind;

  private AuthenticationSigner(String spi, PrivateKey key, int version) {
    this.spi = spi;
    this.key = key;
    this.kind = SignatureKind.of(key, version);
  }

  /**
   * A signer for version 2.
   *
   * @param spi the security parameter index that names the key, as on the wire
   * @param key a DSA key of 1024 bits, or an Ed25519 key, which only our own agents verify
   * @throws IllegalArgumentException for keys of other algorithms
   */
  public static AuthenticationSigner v2(String spi, PrivateKey key) {
    return new AuthenticationSigner(spi, key, 2);
  }

  /**
   * A signer for version 1.
   *
   * @param key the RSA key of a protected scope
   * @throws IllegalArgumentException for keys of other algorithms
   */
  public static AuthenticationSigner v1(PrivateKey key) {
    return new AuthenticationSigner("", key, 1);
  }

  /**
   * Signs some content.
   *
   * @param time in version 2 when the signature expires, in version 1 when it is made
   * @return the block for the message
   * @throws IllegalArgumentException for content of another version, or a key of a size that the
   *     algorithm does not take
   */
  public Opaque sign(SignedContent content, Instant time) {
    if (content.version() != kind.version()) {
      throw new IllegalArgumentException(kind + " does not sign version " + content.version());
    }
    long timestamp = AuthenticationBlock.timestamp(kind.version(), time);
    try {
      Opaque signature = kind.sign(key, content.bytes(spi, timestamp));
      return new AuthenticationBlock(kind.version(), kind.descriptor(), timestamp, spi, signature)
          .toOpaque();
    } catch (GeneralSecurityException unusableKey) {
      throw new IllegalArgumentException("the key makes no signature of " + kind, unusableKey);
    }
  }
}
