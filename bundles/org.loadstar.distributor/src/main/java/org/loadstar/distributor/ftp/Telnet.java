// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

/** The telnet commands in a control connection (RFC 959 section 4.1.3, RFC 854): ABOR has some. */
final class Telnet {
  private static final char IAC = 0xFF;
  private static final char WILL = 0xFB;
  private static final char DONT = 0xFE;
  private static final char FIRST_COMMAND = 0xF0;

  private Telnet() {}

  /** The line without them, as ISO 8859-1. */
  static String strip(String line) {
    if (line.indexOf(IAC) < 0) {
      return line;
    }
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i++);
      if (c != IAC) {
        text.append(c);
        continue;
      }
      char next = i < line.length() ? line.charAt(i) : 0;
      if (next == IAC) {
        text.append(IAC);
        i++;
      } else if (next >= WILL && next <= DONT) {
        i += 2;
      } else if (next >= FIRST_COMMAND) {
        i++;
      }
    }
    return text.toString();
  }
}
