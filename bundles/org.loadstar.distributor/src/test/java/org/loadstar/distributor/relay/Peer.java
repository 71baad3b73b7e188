// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One end of a connection, blocking, for at most ten seconds a call. */
final class Peer implements Closeable {
  private static final int MILLIS = 10_000;

  final Socket socket;
  private final boolean wasReset;

  private Peer(Socket socket, boolean wasReset) {
    this.socket = socket;
    this.wasReset = wasReset;
  }

  Peer(Socket socket) throws IOException {
    this(socket, false);
    socket.setSoTimeout(MILLIS);
    socket.setTcpNoDelay(true);
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Connects from an address. RST may be here before the system tells that it is connected. */
  static Peer connect(String from, InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(address(from), 0));
      socket.connect(to, MILLIS);
      return new Peer(socket);
    } catch (IOException e) {
      socket.close();
      if (isReset(e)) {
        return new Peer(socket, true);
      }
      throw e;
    }
  }

  /** Whether a connection is refused: at once, or by RST or end before anything came. */
  static boolean isRefused(String from, InetSocketAddress to) throws IOException {
    try (Peer peer = connect(from, to)) {
      return peer.isOver();
    } catch (IOException refused) {
      return true;
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** A line without its end; what there is where the connection ends. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  byte[] bytes(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  byte[] all() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  /** Whether the next thing to come is the end, or RST. */
  boolean isOver() throws IOException {
    try {
      return wasReset || socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Whether the next thing to come is RST. */
  boolean isReset() throws IOException {
    if (wasReset) {
      return true;
    }
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketException reset) {
      return isReset(reset);
    }
  }

  private static boolean isReset(IOException fault) {
    return String.valueOf(fault.getMessage()).contains("reset");
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
