// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An FTP server that is ready for a new user: reply 220, perhaps of several lines (RFC 959, section
 * 5.4). It is told QUIT.
 */
final class FtpExchange extends LineExchange {
  private static final int LIMIT = 4096;

  private String end = "";

  FtpExchange() {
    super(LIMIT);
  }

  @Override
  @Nullable Verdict line(String text, ByteBuf out) {
    boolean reply = text.matches("[1-5][0-9]{2}(?:[ -].*)?");
    if (end.isEmpty() && !reply) {
      return new Verdict.Failed("it does not speak FTP: it says '" + Banner.line(text) + "'");
    } else if (end.isEmpty() && text.startsWith("-", 3)) {
      end = text.substring(0, 3);
      return null;
    } else if (!end.isEmpty() && !text.equals(end) && !text.startsWith(end + " ")) {
      return null;
    } else if (!text.startsWith("220")) {
      return new Verdict.Failed("it is not ready: it says '" + Banner.line(text) + "'");
    }
    out.writeCharSequence("QUIT\r\n", StandardCharsets.US_ASCII);
    return new Verdict.Passed();
  }

  @Override
  public Verdict closed() {
    return new Verdict.Failed("it closed the connection before it said 220");
  }

  @Override
  public String waitsFor() {
    return "it did not say 220";
  }
}
