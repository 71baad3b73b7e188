// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP address to connect to.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  /** What {@link #parse} reads, as a regular expression over the stripped text. */
  public static final String SYNTAX =
      "((?<name>[^\\s:\\[\\]]+)|\\[(?<address>[^\\s\\[\\]]+)\\])"
          + ":(?<port>0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]"
          + "|6553[0-5]))";

  /** The same in words. */
  public static final String ALLOWED =
      "HOST:PORT (an IPv6 address in brackets, a port of 1 to 65535)";

  public HostPort {
    host = host.strip();
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not HOST:PORT: " + host + ":" + port);
    }
  }

  /**
   * Reads {@code host:port} or {@code [IPv6]:port}.
   *
   * @throws IllegalArgumentException if it is neither, with what is allowed
   */
  public static HostPort parse(String text) {
    Matcher parts = Pattern.compile(SYNTAX).matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not " + ALLOWED);
    }
    String address = parts.group("address");
    return new HostPort(
        address == null ? parts.group("name") : address, Integer.parseInt(parts.group("port")));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
