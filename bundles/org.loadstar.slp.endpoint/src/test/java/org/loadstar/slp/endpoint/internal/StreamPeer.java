// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;

/** One end of a TCP connection that speaks SLP message by message. */
final class StreamPeer implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;

  StreamPeer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    socket.setSoTimeout(30_000);
    socket.setTcpNoDelay(true);
  }

  static StreamPeer connect(InetSocketAddress to) throws IOException {
    return new StreamPeer(new Socket(to.getAddress(), to.getPort()));
  }

  void send(SlpMessage... messages) throws IOException {
    for (SlpMessage message : messages) {
      send(Peer.bytes(message));
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  byte[] receiveBytes() throws IOException {
    byte[] prefix = in.readNBytes(SlpCodec.FRAME_PREFIX);
    byte[] whole;
    try {
      whole = new byte[SlpCodec.frameLength(Unpooled.wrappedBuffer(prefix), 0xFFFFFF)];
    } catch (SlpException malformed) {
      throw new IOException(malformed);
    }
    System.arraycopy(prefix, 0, whole, 0, prefix.length);
    in.readFully(whole, prefix.length, whole.length - prefix.length);
    return whole;
  }

  SlpMessage receive() throws IOException, SlpException {
    return SlpCodec.decode(Unpooled.wrappedBuffer(receiveBytes()));
  }

  /** Whether the other end closes now, having sent nothing more. */
  boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
