// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one side, cut anywhere. A line ends with LF; one CR before it belongs to the end.
 * Holds at most one line, and what was given to it at once. Not thread-safe.
 */
final class FtpLines {
  /** The longest line, in bytes without its end. */
  static final int MOST = 4096;

  private byte[] bytes = new byte[256];
  private int from;
  private int to;
  private int searched;
  private boolean discarding;

  /**
   * A line.
   *
   * @param text byte by byte as ISO 8859-1, without its end; empty where it is too long
   * @param tooLong whether it was longer than {@link #MOST}
   */
  record Line(String text, boolean tooLong) {}

  void add(ByteBuffer more) {
    int count = more.remaining();
    if (to + count > bytes.length) {
      int held = to - from;
      byte[] wider = held + count > bytes.length ? new byte[2 * (held + count)] : bytes;
      System.arraycopy(bytes, from, wider, 0, held);
      bytes = wider;
      searched -= from;
      from = 0;
      to = held;
    }
    more.get(bytes, to, count);
    to += count;
  }

  /** The next line, or null where it is not complete. */
  @Nullable Line next() {
    for (int i = searched; i < to; i++) {
      if (bytes[i] == '\n') {
        int end = i > from && bytes[i - 1] == '\r' ? i - 1 : i;
        boolean tooLong = discarding || end - from > MOST;
        Line line =
            new Line(
                tooLong ? "" : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1),
                tooLong);
        discarding = false;
        consume(i + 1);
        return line;
      }
    }
    searched = to;
    if (to - from > MOST + 1) { // the last may be a CR that belongs to the end
      discarding = true;
      consume(to);
    }
    return null;
  }

  private void consume(int upTo) {
    from = upTo;
    searched = upTo;
    if (from == to) {
      from = 0;
      to = 0;
      searched = 0;
    }
  }

  /** Takes what has come of a line that is not complete, and of those after it. */
  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, from, to);
    consume(to);
    return rest;
  }
}
