// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Optional;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.endpoint.SlpKey;

/** Keys of agents. */
final class Keys {
  static final KeyRing.Key ED = key("good", "Ed25519", 0);
  static final KeyRing.Key RSA = key("first", "RSA", 1024);

  private Keys() {}

  static KeyRing.Key key(String spi, String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      KeyPair pair = generator.generateKeyPair();
      return new KeyRing.Key(spi, pair.getPublic(), pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyRing ring(KeyRing.Key... keys) {
    return KeyRing.of(List.of(keys));
  }

  /** The public half, as it is configured. */
  static SlpKey open(KeyRing.Key key) {
    return () -> Optional.of(new KeyRing.Key(key.spi(), key.publicKey(), null));
  }
}
