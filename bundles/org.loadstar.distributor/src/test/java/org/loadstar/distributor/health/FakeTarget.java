// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A target on a real socket that does what a test says, one connection after the other. */
final class FakeTarget implements AutoCloseable {
  /** What it does with a connection, which is closed afterwards. */
  @FunctionalInterface
  interface Behaviour {
    void serve(Socket client) throws Exception;
  }

  /** What went wrong in a behaviour: a reset by the peer, for example. */
  final List<Exception> faults = new CopyOnWriteArrayList<>();

  private final ServerSocket server;
  private final Thread thread;

  FakeTarget(Behaviour behaviour) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(() -> serve(behaviour), "fake target");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Behaviour behaviour) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.setSoTimeout(20_000);
        behaviour.serve(client);
      } catch (Exception e) {
        if (!server.isClosed()) {
          faults.add(e);
        }
      }
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
