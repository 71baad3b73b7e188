// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.loadstar.api.distributor.TargetRow;

/** A target: a listening socket whose connections a test takes by itself. */
final class Host implements Closeable {
  private final String name;
  private final ServerSocket server;

  /** At any port of an address. */
  Host(String name, String address) throws IOException {
    this.name = name;
    server = new ServerSocket();
    server.bind(new InetSocketAddress(Peer.address(address), 0), 512);
    server.setSoTimeout(10_000);
  }

  TargetRow row() {
    return row(0, false, 0);
  }

  TargetRow row(int maxConnections, boolean queue, int proxyProtocol) {
    return new TargetRow(
        name,
        server.getInetAddress(),
        server.getLocalPort(),
        false,
        maxConnections,
        queue,
        proxyProtocol);
  }

  InetSocketAddress at() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** The next connection. */
  Peer accept() throws IOException {
    return new Peer(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
