// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A check of which the target's lines of text decide. */
abstract class LineExchange implements Exchange {
  private final StringBuilder line = new StringBuilder();
  private final int limit;
  private int read;

  /** One that reads so many bytes at most. */
  LineExchange(int limit) {
    this.limit = limit;
  }

  /** A line without its end; null where the next one counts. */
  abstract @Nullable Verdict line(String text, ByteBuf out);

  @Override
  public @Nullable Verdict connected(ByteBuf out) {
    return null;
  }

  @Override
  public @Nullable Verdict received(ByteBuf in, ByteBuf out) {
    while (in.isReadable()) {
      int next = in.readUnsignedByte();
      if (++read > limit) {
        return new Verdict.Failed("it says more than " + limit + " bytes: " + Banner.line(said()));
      }
      if (next != '\n' && next != '\r') {
        line.append((char) next);
      } else if (line.length() > 0) {
        String text = said();
        line.setLength(0);
        Verdict verdict = line(text, out);
        if (verdict != null) {
          return verdict;
        }
      }
    }
    return null;
  }

  /** What the line has so far; text is UTF-8, and nobody relies on more than ASCII. */
  final String said() {
    return new String(
        line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
