// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.loadstar.api.session.HostPort;

/** Stands between client and host, sees every byte, and may change those of the host. */
final class Wire implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
  private final HostPort host;
  private final UnaryOperator<byte[]> change;

  /**
   * In front of a host.
   *
   * @param change what becomes of each piece that the host sends
   */
  Wire(HostPort host, UnaryOperator<byte[]> change) throws IOException {
    this.host = host;
    this.change = change;
    thread(this::accept);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host.host(), host.port());
        sockets.addAll(List.of(client, server));
        thread(() -> copy(client, server, this::record));
        thread(() -> copy(server, client, change));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private byte[] record(byte[] piece) {
    synchronized (fromClient) {
      fromClient.writeBytes(piece);
    }
    return piece;
  }

  private static void copy(Socket from, Socket to, UnaryOperator<byte[]> change) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        to.getOutputStream().write(change.apply(Arrays.copyOf(buffer, count)));
      }
    } catch (IOException gone) {
      // One end went.
    }
  }

  HostPort address() {
    return new HostPort("127.0.0.1", listener.getLocalPort());
  }

  /** All that the clients have sent. */
  byte[] fromClient() {
    synchronized (fromClient) {
      return fromClient.toByteArray();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
