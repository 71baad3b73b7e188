// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetAddress;

/**
 * A connection's four numbers, as the client sees them. Both addresses are of one family.
 *
 * @param client the client's address
 * @param clientPort the client's port, 1 to 65535
 * @param address the distributed address
 * @param port the port there, 1 to 65535
 */
public record ConnectionKey(InetAddress client, int clientPort, InetAddress address, int port) {
  public ConnectionKey {
    requirePort(clientPort);
    requirePort(port);
    if (client.getAddress().length != address.getAddress().length) {
      throw new IllegalArgumentException(
          "a connection between " + client + " and " + address + ": two families");
    }
  }

  static void requirePort(int port) {
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }
}
