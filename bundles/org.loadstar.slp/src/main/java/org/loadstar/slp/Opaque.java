// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Bytes that are kept as they came: extension data, authentication blocks, opaque attribute values,
 * bodies of unknown messages. Immutable; equal when the bytes are.
 */
public final class Opaque {
  /** No bytes at all. */
  public static final Opaque EMPTY = new Opaque(new byte[0]);

  private final byte[] bytes;

  private Opaque(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of the given bytes. */
  public static Opaque copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Opaque(bytes.clone());
  }

  /** The bytes that are written to a buffer. */
  static Opaque of(Consumer<ByteBuf> content) {
    ByteBuf out = Unpooled.buffer();
    content.accept(out);
    return new Opaque(ByteBufUtil.getBytes(out));
  }

  /** A buffer over the bytes, to read from. */
  ByteBuf buffer() {
    return Unpooled.wrappedBuffer(bytes).asReadOnly();
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes in lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
