// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public keys with which an agent verifies authentication blocks. Immutable; any thread.
 * Nothing is verified unless it is asked for here, and a verified block says no more than that the
 * owner of a key signed the content: MD5 and SHA-1, which the standards ask for, are weak.
 */
public final class AuthenticationKeys {
  /** In version 1 a block does not name its key. */
  private static final String NO_SPI = "";

  private final Map<String, PublicKey> bySpi;

  private AuthenticationKeys(int version, Map<String, PublicKey> bySpi) {
    this.bySpi = Map.copyOf(bySpi);
    this.bySpi.values().forEach(key -> SignatureKind.of(key, version));
  }

  /**
   * Keys of version 2 by their security parameter indices: DSA keys of 1024 bits, and Ed25519 keys.
   *
   * @throws IllegalArgumentException for keys of other algorithms
   */
  public static AuthenticationKeys v2(Map<String, PublicKey> bySpi) {
    return new AuthenticationKeys(2, bySpi);
  }

  /**
   * The RSA key of a protected scope of version 1 (RFC 2165 section 16.1).
   *
   * @throws IllegalArgumentException for keys of other algorithms
   */
  public static AuthenticationKeys v1(PublicKey key) {
    return new AuthenticationKeys(1, Map.of(NO_SPI, key));
  }

  /** The security parameter indices that can be verified. */
  public Set<String> spis() {
    return bySpi.keySet();
  }

  /**
   * Verifies the blocks of some content; one good signature is enough.
   *
   * @param now expired signatures are none; see {@link AuthenticationBlock#expired}
   * @return OK; AUTHENTICATION_ABSENT without any block; AUTHENTICATION_UNKNOWN where none has a
   *     key here; else AUTHENTICATION_FAILED
   */
  public SlpError verify(SignedContent content, List<Opaque> blocks, Instant now) {
    if (blocks.isEmpty()) {
      return SlpError.AUTHENTICATION_ABSENT;
    }
    SlpError result = SlpError.AUTHENTICATION_UNKNOWN;
    for (Opaque wire : blocks) {
      AuthenticationBlock block;
      try {
        block = AuthenticationBlock.parse(content.version(), wire);
      } catch (SlpException malformed) {
        result = SlpError.AUTHENTICATION_FAILED;
        continue;
      }
      PublicKey key = key(block);
      if (key != null) {
        result = SlpError.AUTHENTICATION_FAILED;
        if (!block.expired(now, content.lifetimeSeconds()) && verified(key, content, block)) {
          return SlpError.OK;
        }
      }
    }
    return result;
  }

  private @Nullable PublicKey key(AuthenticationBlock block) {
    PublicKey key = bySpi.get(block.spi());
    return key != null && SignatureKind.of(key).makes(block) ? key : null;
  }

  private static boolean verified(PublicKey key, SignedContent content, AuthenticationBlock block) {
    try {
      byte[] bytes = content.bytes(block.spi(), block.timestamp());
      return SignatureKind.of(key).verify(key, bytes, block.signature());
    } catch (GeneralSecurityException | IllegalArgumentException noSignature) {
      return false;
    }
  }
}
