// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All keys of an agent, with which it verifies and makes authentication blocks of both versions.
 * Immutable; any thread.
 */
public final class KeyRing {
  /** No key: nothing can be verified or signed. */
  public static final KeyRing EMPTY = of(List.of());

  /**
   * A key pair, or the public half of somebody else's.
   *
   * @param spi the security parameter index that names it; only people see it in version 1
   * @param publicKey of RSA for version 1; of DSA or Ed25519 for version 2
   * @param privateKey for what is to be signed, or null
   */
  public record Key(String spi, PublicKey publicKey, @Nullable PrivateKey privateKey) {
    /** The version whose blocks the key makes. */
    public int version() {
      return SignatureKind.of(publicKey).version();
    }

    /** Without the private half. */
    @Override
    public String toString() {
      return spi + " (" + publicKey.getAlgorithm() + (privateKey == null ? "" : ", signs") + ")";
    }
  }

  private final List<Key> all;
  private final AuthenticationKeys v1;
  private final AuthenticationKeys v2;
  private final @Nullable AuthenticationSigner v1Signer;
  private final Map<String, AuthenticationSigner> v2Signers = new TreeMap<>();

  private KeyRing(Collection<Key> keys) {
    all = List.copyOf(keys);
    Map<String, PublicKey> bySpi = new HashMap<>();
    PublicKey rsa = null;
    AuthenticationSigner rsaSigner = null;
    for (Key key : keys) {
      PrivateKey secret = key.privateKey();
      if (key.version() == 1) {
        rsa = key.publicKey();
        rsaSigner = secret == null ? null : AuthenticationSigner.v1(secret);
      } else {
        bySpi.put(key.spi(), key.publicKey());
        v2Signers.remove(key.spi());
        if (secret != null) {
          v2Signers.put(key.spi(), AuthenticationSigner.v2(key.spi(), secret));
        }
      }
    }
    v1 = rsa == null ? AuthenticationKeys.v2(Map.of()) : AuthenticationKeys.v1(rsa);
    v2 = AuthenticationKeys.v2(bySpi);
    v1Signer = rsaSigner;
  }

  /**
   * A ring of these keys; the last one of version 1 counts, for its blocks name none.
   *
   * @throws IllegalArgumentException for keys of other algorithms
   */
  public static KeyRing of(Collection<Key> keys) {
    return new KeyRing(keys);
  }

  /** This ring with more keys; those of the same index count instead. */
  public KeyRing with(Collection<Key> more) {
    return of(Stream.concat(all.stream(), more.stream()).toList());
  }

  /** Whether blocks of the version can be verified. */
  public boolean verifies(int version) {
    return !keys(version).spis().isEmpty();
  }

  /** The indices of version 2 that can be verified, sorted. */
  public List<String> spis() {
    return v2.spis().stream().sorted().toList();
  }

  private AuthenticationKeys keys(int version) {
    return version == 1 ? v1 : v2;
  }

  /** As {@link AuthenticationKeys#verify}, with the keys of the content's version. */
  public SlpError verify(SignedContent content, List<Opaque> blocks, Instant now) {
    return keys(content.version()).verify(content, blocks, now);
  }

  /** The indices of version 2 that can be signed for, sorted. */
  public List<String> signingSpis() {
    return List.copyOf(v2Signers.keySet());
  }

  /** Whether blocks of version 1 can be made. */
  public boolean signsV1() {
    return v1Signer != null;
  }

  /**
   * Signs some content.
   *
   * @param spis the indices of version 2 to sign for; others than those of this ring are left out.
   *     They say nothing in version 1
   * @param lifetimeSeconds after which the signature expires; version 1 tells when it is made
   * @return a block for each key
   */
  public List<Opaque> sign(
      SignedContent content, Collection<String> spis, Instant now, int lifetimeSeconds) {
    AuthenticationSigner only = v1Signer;
    if (content.version() == 1) {
      return only == null ? List.of() : List.of(only.sign(content, now));
    }
    Instant expiry = now.plusSeconds(lifetimeSeconds);
    return v2Signers.entrySet().stream()
        .filter(signer -> spis.contains(signer.getKey()))
        .map(signer -> signer.getValue().sign(content, expiry))
        .toList();
  }
}
