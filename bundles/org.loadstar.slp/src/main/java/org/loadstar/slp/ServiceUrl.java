// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.Locale;
import java.util.OptionalInt;
import org.loadstar.slp.SlpException.Reason;

/**
 * The URL of a service at an IP host (RFC 2609 section 2.1): {@code
 * service:tn3270://host:port/path}. One with another URL inside, {@code
 * service:x://http://host:port/path}, as jSLP and its users write it, has the host of that one.
 * IPv6 addresses stand in brackets (RFC 3111). Immutable; equal when the texts are, in the same
 * case.
 */
public final class ServiceUrl {
  private static final String SITE = "://";

  private final String text;
  private final ServiceType type;
  private final String host;
  private final OptionalInt port;
  private final String rest;

  private ServiceUrl(String text, ServiceType type, String host, OptionalInt port, String rest) {
    this.text = text;
    this.type = type;
    this.host = host;
    this.port = port;
    this.rest = rest;
  }

  /**
   * Reads a URL.
   *
   * @throws SlpException BAD_URL, or BAD_SERVICE_TYPE for what stands before {@code ://}
   */
  public static ServiceUrl parse(String url) throws SlpException {
    int site = url.indexOf(SITE);
    if (site < 0) {
      throw new SlpException(Reason.BAD_URL, "no ://");
    }
    ServiceType type = ServiceType.parse(url.substring(0, site));
    int from = site + SITE.length();
    int inner = url.indexOf(SITE, from);
    if (inner >= 0 && isScheme(url, from, inner)) {
      from = inner + SITE.length();
    }
    int end = from;
    while (end < url.length() && "/;?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    int user = url.lastIndexOf('@', end - 1);
    String hostPort = url.substring(Math.max(from, user + 1), end);
    int hostEnd = hostEnd(hostPort);
    boolean bracketed = hostPort.startsWith("[");
    String host = bracketed ? hostPort.substring(1, hostEnd - 1) : hostPort.substring(0, hostEnd);
    if (!isHost(host, bracketed)) {
      throw new SlpException(Reason.BAD_URL, "not a host");
    }
    return new ServiceUrl(url, type, host, port(hostPort.substring(hostEnd)), url.substring(end));
  }

  /**
   * The URL of a service; an address with colons gets its brackets.
   *
   * @throws SlpException BAD_URL for what is not a host or a port
   */
  public static ServiceUrl of(ServiceType type, String host, int port) throws SlpException {
    String site = host.indexOf(':') < 0 ? host : "[" + host + "]";
    ServiceUrl url = parse(type + SITE + site + ":" + port);
    if (!url.host.equals(host)) {
      throw new SlpException(Reason.BAD_URL, "not a host");
    }
    return url;
  }

  /** The service type, or the scheme of another URL. */
  public ServiceType type() {
    return type;
  }

  /** The host's name or address, without brackets. */
  public String host() {
    return host;
  }

  /** The port, 1 to 65535, where the URL has one. */
  public OptionalInt port() {
    return port;
  }

  /** Path and attributes with their first character, or empty. */
  public String rest() {
    return rest;
  }

  /** Host and port in the form in which two URLs of the same listener are equal. */
  public String hostAndPort() {
    String name = host.toLowerCase(Locale.ROOT);
    return (isIpv6() ? "[" + name + "]" : name) + (port.isPresent() ? ":" + port.getAsInt() : "");
  }

  /** Whether the host is an IPv6 address. */
  public boolean isIpv6() {
    return host.indexOf(':') >= 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ServiceUrl that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The URL as it was written. */
  @Override
  public String toString() {
    return text;
  }

  private static boolean isScheme(String url, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean further = (c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0;
      if (!letter && (!further || i == from)) {
        return false;
      }
    }
    return to > from;
  }

  private static int hostEnd(String hostPort) throws SlpException {
    if (hostPort.startsWith("[")) {
      int bracket = hostPort.indexOf(']');
      if (bracket < 0) {
        throw new SlpException(Reason.BAD_URL, "no closing bracket");
      }
      return bracket + 1;
    }
    int colon = hostPort.indexOf(':');
    return colon < 0 ? hostPort.length() : colon;
  }

  private static boolean isHost(String host, boolean ipv6) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean legal =
          c < 0x80 && (Character.isLetterOrDigit(c) || (ipv6 ? ".:%" : ".-_").indexOf(c) >= 0);
      if (!legal) {
        return false;
      }
    }
    return !host.isEmpty() && host.charAt(0) != '-' && (!ipv6 || host.indexOf(':') >= 0);
  }

  private static OptionalInt port(String colonPort) throws SlpException {
    if (colonPort.isEmpty()) {
      return OptionalInt.empty();
    }
    int port = 0;
    boolean valid = colonPort.charAt(0) == ':' && colonPort.length() > 1 && colonPort.length() < 7;
    for (int i = 1; valid && i < colonPort.length(); i++) {
      char c = colonPort.charAt(i);
      valid = c >= '0' && c <= '9';
      port = port * 10 + (c - '0');
    }
    if (!valid || port < 1 || port > 0xFFFF) {
      throw new SlpException(Reason.BAD_URL, "not a port");
    }
    return OptionalInt.of(port);
  }
}
