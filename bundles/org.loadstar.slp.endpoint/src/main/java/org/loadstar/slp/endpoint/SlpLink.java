// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * One way to the network: an interface, with the address that this host has on it.
 *
 * @param interfaceName the interface's name, such as {@code eth0}
 * @param address this host's own address there
 */
public record SlpLink(String interfaceName, InetAddress address) {
  /** Whether it is a way of IPv6; an interface has one link per family. */
  public boolean ipv6() {
    return address instanceof Inet6Address;
  }

  /**
   * The address as messages have it, for example in lists of previous responders: without a zone,
   * which means something to this host only. A URL needs brackets around one of IPv6 (RFC 3111
   * section 3).
   */
  public String host() {
    return host(address);
  }

  /** An address as messages have it. */
  public static String host(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  @Override
  public String toString() {
    return interfaceName + " (" + address.getHostAddress() + ")";
  }
}
