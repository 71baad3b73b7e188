// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

/**
 * Where replies begin and end (RFC 959 section 4.2): {@code 211 text}, or lines from {@code
 * 211-text} to {@code 211 text}, with anything between them. Not thread-safe.
 *
 * <pre>
 *            "211-"                      "211 "
 *   between ---------> in a long reply ---------> between
 *      | "211 ", or no reply at all         | anything else
 *      +--> between                         +--> in a long reply
 * </pre>
 */
final class FtpReplies {
  private int code;
  private boolean inside;

  /** The code of the reply that the last line belongs to; 0 for a line that is of no reply. */
  int code() {
    return code;
  }

  /** Takes a line; whether it is the last of its reply. */
  boolean last(String line) {
    int found = codeOf(line);
    char next = line.length() > 3 ? line.charAt(3) : ' ';
    if (inside) {
      if (found == code && next == ' ') {
        inside = false;
        return true;
      }
      return false;
    }
    code = found;
    inside = found != 0 && next == '-';
    return found != 0 && !inside;
  }

  private static int codeOf(String line) {
    if (line.length() < 3) {
      return 0;
    }
    int value = 0;
    for (int i = 0; i < 3; i++) {
      char c = line.charAt(i);
      if (c < '0' || c > '9') {
        return 0;
      }
      value = 10 * value + (c - '0');
    }
    return value;
  }
}
