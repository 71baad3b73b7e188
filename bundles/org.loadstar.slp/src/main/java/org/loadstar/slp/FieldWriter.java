// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the fields that messages and extensions are made of. */
class FieldWriter {
  final ByteBuf out;

  private final Charset charset;

  FieldWriter(ByteBuf out) {
    this(out, StandardCharsets.UTF_8);
  }

  FieldWriter(ByteBuf out, Charset charset) {
    this.out = out;
    this.charset = charset;
  }

  final void authBlocks(List<Opaque> blocks) {
    out.writeByte(checked(blocks.size(), 0xFF));
    for (Opaque block : blocks) {
      out.writeBytes(block.toByteArray());
    }
  }

  final void error(SlpError error) {
    out.writeShort(error.code());
  }

  final void list(List<String> items) {
    string(String.join(",", items));
  }

  final void string(String text) {
    if (!charset.equals(StandardCharsets.UTF_8) && !charset.newEncoder().canEncode(text)) {
      throw new NotInCharset("a text that " + charset + " does not have");
    }
    int lengthIndex = out.writerIndex();
    out.writeShort(0);
    out.setShort(lengthIndex, checked(out.writeCharSequence(text, charset), 0xFFFF));
  }

  /** A text with characters that the message's encoding lacks. */
  static final class NotInCharset extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NotInCharset(String message) {
      super(message);
    }
  }

  /** A value that does not fit into its field. */
  static final class FieldTooLong extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    FieldTooLong(String message) {
      super(message);
    }
  }

  static int checked(int value, int max) {
    if (value > max) {
      throw new FieldTooLong(value + " does not fit into a field of at most " + max);
    }
    return value;
  }
}
