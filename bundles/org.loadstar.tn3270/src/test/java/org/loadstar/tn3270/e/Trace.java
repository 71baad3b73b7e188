// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of a recorded session in the format of x3270. */
final class Trace {
  private static final Pattern LINE = Pattern.compile("([<>]) 0x[0-9a-f]+ +((?:[0-9a-f]{2})+)\\s*");

  private Trace() {}

  private static Path file(String name) {
    return Path.of(
        System.getProperty("loadstar.root", "."), "..", "shared", "traces", name + ".trc");
  }

  /** Whether this trace is at hand. */
  static boolean present(String name) {
    return Files.isRegularFile(file(name));
  }

  /** What one side sent; {@code side} is "&lt;" for the host and "&gt;" for the client. */
  static ByteBuf bytes(String name, String side) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    for (String line : Files.readString(file(name), StandardCharsets.ISO_8859_1).split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && matcher.group(1).equals(side)) {
        lines.add(HexFormat.of().parseHex(matcher.group(2)));
      }
    }
    return Unpooled.wrappedBuffer(lines.toArray(new byte[0][]));
  }
}
