// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the fields that messages and extensions are made of. */
class FieldWriter {
  final ByteBuf out;

  FieldWriter(ByteBuf out) {
    this.out = out;
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
    int lengthIndex = out.writerIndex();
    out.writeShort(0);
    out.setShort(lengthIndex, checked(out.writeCharSequence(text, StandardCharsets.UTF_8), 0xFFFF));
  }

  static int checked(int value, int max) {
    if (value > max) {
      throw new IllegalArgumentException(value + " does not fit into a field of at most " + max);
    }
    return value;
  }
}
