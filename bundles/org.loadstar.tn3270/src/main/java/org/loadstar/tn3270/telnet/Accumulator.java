// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.loadstar.tn3270.ProtocolException;

/** Gathers the parts of one message up to a limit. It grows with what came, not with promises. */
final class Accumulator {
  /** An idle session keeps no more than this. */
  private static final int KEPT = 4096;

  private static final byte[] NOTHING = {};

  private final int limit;
  private final ProtocolException.Reason overflow;
  private byte[] bytes = NOTHING;
  private int size;

  Accumulator(int limit, ProtocolException.Reason overflow) {
    this.limit = limit;
    this.overflow = overflow;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(ByteBuf in, int count) {
    makeRoom(count);
    in.readBytes(bytes, size, count);
    size += count;
  }

  void add(int value) {
    makeRoom(1);
    bytes[size++] = (byte) value;
  }

  /** What has been gathered, lent until the next {@link #add}; the accumulator is empty again. */
  ByteBuf take() {
    ByteBuf taken = Unpooled.wrappedBuffer(bytes, 0, size);
    clear();
    return taken;
  }

  void clear() {
    size = 0;
    if (bytes.length > KEPT) {
      bytes = NOTHING;
    }
  }

  /** Throws when {@code count} more bytes would be too many. */
  void checkLimit(int count) {
    if (count > limit - size) {
      clear();
      throw new ProtocolException(overflow, "more than " + limit + " bytes without an end");
    }
  }

  private void makeRoom(int count) {
    checkLimit(count);
    if (size + count > bytes.length) {
      int room = Math.max(size + count, Math.max(64, 2 * bytes.length));
      bytes = Arrays.copyOf(bytes, Math.min(limit, room));
    }
  }
}
