// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.time.Instant;
import org.loadstar.slp.SlpException.Reason;

/**
 * An authentication block, taken apart (RFC 2165 section 4.3, RFC 2608 section 9.2). Messages keep
 * blocks whole, as they came; nothing is verified unless {@link AuthenticationKeys} are asked.
 *
 * @param version of the protocol, 1 or 2: they have different layouts
 * @param descriptor which kind of signature; {@link #MD5_RSA}, {@link #SHA1_DSA}, {@link #ED25519}
 *     or another number
 * @param timestamp in version 2 the seconds since 1970 at which the signature expires, unsigned 32
 *     bits, wrapping in 2106; in version 1 when it was made, as NTP's 64 bits
 * @param spi which key verifies it; empty in version 1
 * @param signature with what describes its algorithm
 */
public record AuthenticationBlock(
    int version, int descriptor, long timestamp, String spi, Opaque signature) {
  /** Version 1: MD5 with RSA, the only kind of that version. */
  public static final int MD5_RSA = 1;

  /** Version 2: DSA with SHA-1, which the standard requires. */
  public static final int SHA1_DSA = 2;

  /** Version 2: Ed25519, a number of the range for private use; only our own agents know it. */
  public static final int ED25519 = 0x8001;

  /** From 1900, where NTP begins, to 1970. */
  private static final long NTP_OFFSET_SECONDS = 2_208_988_800L;

  /** What clocks may differ by. */
  private static final long SKEW_SECONDS = 300;

  /** Checks the ranges. */
  public AuthenticationBlock {
    if (version != 1 && version != 2) {
      throw new IllegalArgumentException("version " + version);
    }
    if (descriptor < 0 || descriptor > 0xFFFF) {
      throw new IllegalArgumentException("descriptor " + descriptor + " is not in 0..65535");
    }
    if (version == 1 ? !spi.isEmpty() : timestamp < 0 || timestamp > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("no block of version " + version);
    }
  }

  /**
   * Takes a block of a message apart.
   *
   * @param version of that message
   * @throws SlpException TRUNCATED, BAD_STRING, or BAD_AUTH_BLOCK for another length than it tells
   */
  public static AuthenticationBlock parse(int version, Opaque block) throws SlpException {
    FieldReader data = new FieldReader(block.buffer());
    data.need(V1Reader.AUTH_HEADER_BYTES);
    int told;
    if (version == 1) {
      long timestamp = data.in.readLong();
      int descriptor = data.u16();
      told = V1Reader.AUTH_HEADER_BYTES + data.u16();
      requireLength(block, told);
      return new AuthenticationBlock(1, descriptor, timestamp, "", data.rest());
    }
    int descriptor = data.u16();
    requireLength(block, data.u16());
    long timestamp = data.in.readUnsignedInt();
    return new AuthenticationBlock(2, descriptor, timestamp, data.string(), data.rest());
  }

  private static void requireLength(Opaque block, int told) throws SlpException {
    if (told != block.length()) {
      throw new SlpException(Reason.BAD_AUTH_BLOCK, told + " bytes told of " + block.length());
    }
  }

  /**
   * The block as it stands in a message.
   *
   * @throws IllegalArgumentException for one too long for its length field
   */
  public Opaque toOpaque() {
    return Opaque.of(
        out -> {
          FieldWriter data = new FieldWriter(out);
          if (version == 1) {
            out.writeLong(timestamp).writeShort(descriptor);
            out.writeShort(FieldWriter.checked(signature.length(), 0xFFFF));
          } else {
            out.writeShort(descriptor).writeShort(0).writeInt((int) timestamp);
            data.string(spi);
          }
          out.writeBytes(signature.toByteArray());
          if (version == 2) {
            out.setShort(2, FieldWriter.checked(out.readableBytes(), 0xFFFF));
          }
        });
  }

  /**
   * Whether the block holds no longer. One of version 1 tells when it was made: it holds as long as
   * what it signs, and none is from the future, save for clocks that differ.
   *
   * @param lifetimeSeconds of what is signed
   */
  public boolean expired(Instant now, int lifetimeSeconds) {
    if (version == 2) {
      return (int) timestamp - (int) now.getEpochSecond() <= 0;
    }
    long age = now.getEpochSecond() - ((timestamp >>> 32) - NTP_OFFSET_SECONDS);
    return age >= lifetimeSeconds + SKEW_SECONDS || age < -SKEW_SECONDS;
  }

  /** The timestamp for an instant. */
  static long timestamp(int version, Instant instant) {
    if (version == 2) {
      return instant.getEpochSecond() & 0xFFFF_FFFFL;
    }
    long fraction = ((long) instant.getNano() << 32) / 1_000_000_000L;
    return (instant.getEpochSecond() + NTP_OFFSET_SECONDS) << 32 | fraction;
  }
}
