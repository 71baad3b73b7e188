// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.net.InetAddress;

/**
 * One way to the network: an interface, with the address that this host has on it.
 *
 * @param interfaceName the interface's name, such as {@code eth0}
 * @param address this host's own address there
 */
public record SlpLink(String interfaceName, InetAddress address) {
  @Override
  public String toString() {
    return interfaceName + " (" + address.getHostAddress() + ")";
  }
}
