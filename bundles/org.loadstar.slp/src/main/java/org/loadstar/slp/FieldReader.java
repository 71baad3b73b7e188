// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.loadstar.slp.SlpException.Reason;

/**
 * Reads the fields that messages and extensions are made of. Every length is checked before it is
 * used.
 */
class FieldReader {
  private static final int AUTH_BLOCK_BYTES = 10;

  final ByteBuf in;

  /** The index of the first byte that does not belong to the part that is being read. */
  int limit;

  private final Charset charset;

  FieldReader(ByteBuf in) {
    this(in, StandardCharsets.UTF_8);
  }

  FieldReader(ByteBuf in, Charset charset) {
    this.in = in;
    this.limit = in.writerIndex();
    this.charset = charset;
  }

  final SlpError error() throws SlpException {
    return new SlpError(u16());
  }

  final Scopes scopes() throws SlpException {
    return Scopes.parse(string());
  }

  final List<String> list() throws SlpException {
    return SlpText.split(string());
  }

  final String string() throws SlpException {
    return string(u16());
  }

  final String string(int length) throws SlpException {
    if (length == 0) {
      return "";
    }
    need(length);
    int from = in.readerIndex();
    String text = in.toString(from, length, charset);
    boolean doubtful = !charset.equals(StandardCharsets.UTF_8) || text.indexOf('\uFFFD') >= 0;
    if (doubtful && !standsFor(text, from, length)) {
      throw new SlpException(Reason.BAD_STRING, "not " + charset);
    }
    in.skipBytes(length);
    return text;
  }

  /** Whether the text has these bytes: malformed ones are read as another character. */
  private boolean standsFor(String text, int from, int length) {
    byte[] again = text.getBytes(charset);
    if (again.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (in.getByte(from + i) != again[i]) {
        return false;
      }
    }
    return true;
  }

  final Opaque opaque(int length) throws SlpException {
    need(length);
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return Opaque.copyOf(bytes);
  }

  /** All bytes that are left. */
  final Opaque rest() throws SlpException {
    return opaque(limit - in.readerIndex());
  }

  final int u16() throws SlpException {
    need(2);
    return in.readUnsignedShort();
  }

  final void need(int bytes) throws SlpException {
    if (limit - in.readerIndex() < bytes) {
      throw new SlpException(
          Reason.TRUNCATED, bytes + " bytes wanted, " + (limit - in.readerIndex()) + " left");
    }
  }

  final List<Opaque> authBlocks() throws SlpException {
    need(1);
    int count = in.readUnsignedByte();
    if (count == 0) {
      return List.of();
    }
    List<Opaque> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      need(AUTH_BLOCK_BYTES);
      int length = in.getUnsignedShort(in.readerIndex() + 2);
      if (length < AUTH_BLOCK_BYTES) {
        throw new SlpException(Reason.BAD_AUTH_BLOCK, length + " bytes");
      }
      blocks.add(opaque(length));
    }
    return blocks;
  }

  /** A reply that tells an error may end after it (RFC 2608 section 7). */
  final boolean endsEarly(SlpError error) {
    return !error.ok() && in.readerIndex() == limit;
  }

  final void skipOverflow(SlpHeader header, SlpException cut) throws SlpException {
    if (cut.reason() != Reason.TRUNCATED || !header.has(SlpHeader.OVERFLOW)) {
      throw cut;
    }
    in.readerIndex(limit);
  }

  final void requireEnd() throws SlpException {
    if (in.readerIndex() != limit) {
      throw new SlpException(
          Reason.TRAILING_BYTES, (limit - in.readerIndex()) + " after the last field");
    }
  }
}
