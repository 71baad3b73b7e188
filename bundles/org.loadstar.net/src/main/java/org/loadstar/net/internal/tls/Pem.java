// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The blocks of PEM text (RFC 7468): certificates, and private keys in PKCS #8. */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  static boolean is(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }

  static List<X509Certificate> certificates(byte[] content) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    for (byte[] block : blocks(content, "CERTIFICATE")) {
      found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
    }
    return found;
  }

  static List<PrivateKey> keys(byte[] content, char[] password) throws GeneralSecurityException {
    List<PrivateKey> found = new ArrayList<>();
    for (byte[] block : blocks(content, "PRIVATE KEY")) {
      found.add(key(new PKCS8EncodedKeySpec(block)));
    }
    for (byte[] block : blocks(content, "ENCRYPTED PRIVATE KEY")) {
      found.add(key(decrypted(block, password)));
    }
    if (!blocks(content, "(RSA|EC) PRIVATE KEY").isEmpty()) {
      throw new InvalidKeySpecException(
          "a private key is not in PKCS #8; make it so: openssl pkcs8 -topk8");
    }
    return found;
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] block, char[] password)
      throws GeneralSecurityException {
    try {
      EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(block);
      // PBES2 tells its algorithm by its parameters only.
      String algorithm = String.valueOf(encrypted.getAlgParameters());
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
          encrypted.getAlgParameters());
      return encrypted.getKeySpec(cipher);
    } catch (IOException unreadable) {
      throw new InvalidKeySpecException("an encrypted private key cannot be read");
    }
  }

  private static PrivateKey key(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(encoded);
      } catch (InvalidKeySpecException other) {
        // Nothing tells the kind in a simpler way than to try.
      }
    }
    throw new InvalidKeySpecException("a private key is none of " + KEY_KINDS);
  }

  private static List<byte[]> blocks(byte[] content, String kind) {
    List<byte[]> found = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      if (matcher.group(1).matches(kind)) {
        found.add(Base64.getMimeDecoder().decode(matcher.group(2)));
      }
    }
    return found;
  }
}
