// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The kinds of signatures, and the wrapping that each has inside an authentication block. */
enum SignatureKind {
  /** RFC 2165 section 4.3: the algorithm's identifier, then a BIT STRING. */
  MD5_RSA(1, AuthenticationBlock.MD5_RSA, "MD5withRSA") {
    @Override
    byte[] wrap(byte[] signature) {
      byte[] length = derLength(signature.length + 1);
      byte[] out = Arrays.copyOf(RSA_ID, RSA_ID.length + 2 + length.length + signature.length);
      out[RSA_ID.length] = BIT_STRING;
      System.arraycopy(length, 0, out, RSA_ID.length + 1, length.length);
      System.arraycopy(signature, 0, out, out.length - signature.length, signature.length);
      return out;
    }

    @Override
    byte @Nullable [] unwrap(byte[] block) {
      byte[] bits = derContent(block, RSA_ID.length, BIT_STRING);
      if (bits == null || bits.length == 0) {
        return null;
      }
      byte[] signature = Arrays.copyOfRange(bits, 1, bits.length);
      return Arrays.equals(wrap(signature), block) ? signature : null;
    }
  },

  /**
   * RFC 2608 section 9.2.2: the SEQUENCE of r and s. The text puts an algorithm's identifier before
   * it and a certificate path behind it, its figure has the SEQUENCE alone: that is written, both
   * are read.
   */
  SHA1_DSA(2, AuthenticationBlock.SHA1_DSA, "SHA1withDSA") {
    @Override
    byte[] wrap(byte[] signature) {
      return signature;
    }

    @Override
    byte @Nullable [] unwrap(byte[] block) {
      int from = startsWith(block, DSA_ID) ? DSA_ID.length : 0;
      byte[] content = derContent(block, from, SEQUENCE);
      if (content == null) {
        return null;
      }
      int header = 1 + derLength(content.length).length;
      return Arrays.copyOfRange(block, from, from + header + content.length);
    }
  },

  /** The 64 bytes of RFC 8032. */
  ED25519(2, AuthenticationBlock.ED25519, "Ed25519") {
    @Override
    byte[] wrap(byte[] signature) {
      return signature;
    }

    @Override
    byte[] unwrap(byte[] block) {
      return block;
    }
  };

  private static final byte BIT_STRING = 0x03;
  private static final byte SEQUENCE = 0x30;

  private static final byte[] RSA_ID = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x04,
    0x05,
    0x00
  };

  private static final byte[] DSA_ID = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x38, 0x04, 0x03
  };

  private final int version;
  private final int descriptor;
  private final String algorithm;

  SignatureKind(int version, int descriptor, String algorithm) {
    this.version = version;
    this.descriptor = descriptor;
    this.algorithm = algorithm;
  }

  /** The signature as it stands in a block. */
  abstract byte[] wrap(byte[] signature);

  /** What {@link #wrap} undoes; null for what is not well-formed. */
  abstract byte @Nullable [] unwrap(byte[] block);

  /** The kind that a key makes or verifies. */
  static SignatureKind of(Key key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> MD5_RSA;
      case "DSA" -> SHA1_DSA;
      case "EdDSA", "Ed25519" -> ED25519;
      default ->
          throw new IllegalArgumentException("no signature with a key of " + key.getAlgorithm());
    };
  }

  /** The kind of a key, which must be one of the version. */
  static SignatureKind of(Key key, int version) {
    SignatureKind kind = of(key);
    if (kind.version != version) {
      throw new IllegalArgumentException(kind + " is no signature of version " + version);
    }
    return kind;
  }

  boolean makes(AuthenticationBlock block) {
    return block.version() == version && block.descriptor() == descriptor;
  }

  int version() {
    return version;
  }

  int descriptor() {
    return descriptor;
  }

  Opaque sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(content);
    return Opaque.copyOf(wrap(signature.sign()));
  }

  boolean verify(PublicKey key, byte[] content, Opaque block) throws GeneralSecurityException {
    byte[] signed = unwrap(block.toByteArray());
    if (signed == null) {
      return false;
    }
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(key);
    signature.update(content);
    return signature.verify(signed);
  }

  private static boolean startsWith(byte[] block, byte[] head) {
    return block.length >= head.length
        && Arrays.equals(block, 0, head.length, head, 0, head.length);
  }

  /** The length field of DER; signatures have less than 64 KiB. */
  private static byte[] derLength(int length) {
    if (length < 0x80) {
      return new byte[] {(byte) length};
    }
    return length < 0x100
        ? new byte[] {(byte) 0x81, (byte) length}
        : new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
  }

  /** The content of the element at an index; null unless it has this tag and is all there. */
  private static byte @Nullable [] derContent(byte[] block, int at, byte tag) {
    if (block.length < at + 2 || block[at] != tag) {
      return null;
    }
    int first = block[at + 1] & 0xFF;
    int more = first < 0x80 ? 0 : first - 0x80;
    int from = at + 2 + more;
    if (more > 2 || from > block.length) {
      return null;
    }
    int length = more == 0 ? first : 0;
    for (int i = at + 2; i < from; i++) {
      length = length << 8 | (block[i] & 0xFF);
    }
    return length > block.length - from ? null : Arrays.copyOfRange(block, from, from + length);
  }
}
