// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * A TCP address to connect to.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
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
    String s = text.strip();
    int colon = s.lastIndexOf(':');
    String host = colon < 0 ? "" : s.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    try {
      if (!host.isEmpty()) {
        return new HostPort(host, Integer.parseInt(s.substring(colon + 1)));
      }
    } catch (IllegalArgumentException wrong) {
      // told below, with the whole text
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not HOST:PORT (an IPv6 address in brackets, a port of 1 to 65535)");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
