// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpEndpoint;

/** A plain socket that speaks SLP line by line: what it got, and from where. */
final class Peer implements AutoCloseable {
  private final MulticastSocket socket;
  private final MulticastSocket out;
  private SocketAddress from = new InetSocketAddress(0);

  private Peer(MulticastSocket socket, MulticastSocket out) throws IOException {
    this.socket = socket;
    this.out = out;
    socket.setSoTimeout(30_000);
    out.setNetworkInterface(NetworkInterface.getByName("lo"));
  }

  /** Asks, from an ephemeral port. */
  static Peer asking() throws IOException {
    MulticastSocket socket = ephemeral();
    return new Peer(socket, socket);
  }

  private static MulticastSocket ephemeral() throws IOException {
    return new MulticastSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Listens to the group, and answers from an ephemeral port. */
  static Peer listening(int port) throws IOException {
    MulticastSocket socket = new MulticastSocket(new InetSocketAddress(SlpEndpoint.GROUP, port));
    socket.joinGroup(
        new InetSocketAddress(SlpEndpoint.GROUP, port), NetworkInterface.getByName("lo"));
    return new Peer(socket, ephemeral());
  }

  void send(SlpMessage message, SocketAddress to) throws IOException {
    send(bytes(message), to);
  }

  void send(byte[] bytes, SocketAddress to) throws IOException {
    out.send(new DatagramPacket(bytes, bytes.length, to));
  }

  void multicast(SlpMessage message, int port) throws IOException {
    send(message, new InetSocketAddress(SlpEndpoint.GROUP, port));
  }

  byte[] receiveBytes() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    from = packet.getSocketAddress();
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  SlpMessage receive() throws IOException, SlpException {
    return SlpCodec.decode(Unpooled.wrappedBuffer(receiveBytes()));
  }

  /** Where the last message received came from. */
  SocketAddress from() {
    return from;
  }

  int port() {
    return socket.getLocalPort();
  }

  void answer(SlpMessage message) throws IOException {
    send(message, from);
  }

  /** Whether nothing has come by now. */
  boolean silent() throws IOException {
    socket.setSoTimeout(1);
    try {
      receiveBytes();
      return false;
    } catch (SocketTimeoutException nothing) {
      return true;
    } finally {
      socket.setSoTimeout(30_000);
    }
  }

  static byte[] bytes(SlpMessage message) {
    ByteBuf out = Unpooled.buffer();
    try {
      SlpCodec.encode(message, out);
      return ByteBufUtil.getBytes(out);
    } finally {
      out.release();
    }
  }

  @Override
  public void close() {
    socket.close();
    out.close();
  }
}
