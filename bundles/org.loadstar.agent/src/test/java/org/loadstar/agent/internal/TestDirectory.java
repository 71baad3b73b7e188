// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRqst;

/**
 * A directory agent on plain sockets of an address of its own, as if on another host: registers
 * what it is told, and answers requests for directory agents.
 */
final class TestDirectory implements AutoCloseable {
  static final String GROUP = "239.255.255.253";

  /** What is registered, by URL. */
  final Map<String, SrvReg> store = new ConcurrentHashMap<>();

  /** Every registration and deregistration, in its order. */
  final List<SlpMessage> received = new CopyOnWriteArrayList<>();

  /** Those that came by TCP. */
  final List<SlpMessage> streamed = new CopyOnWriteArrayList<>();

  volatile boolean deaf;
  volatile SlpError error = SlpError.OK;
  volatile long boot = 1000;

  private final int version;
  private final Scopes scopes;
  private final InetSocketAddress address;
  private final DatagramSocket unicast;
  private final MulticastSocket multicast;
  private final ServerSocket stream;

  TestDirectory(int version, int port, String scopes) throws IOException, SlpException {
    this.version = version;
    this.scopes = Scopes.parse(scopes);
    address = new InetSocketAddress(InetAddress.getByName("127.0.0.2"), port);
    NetworkInterface loopback = NetworkInterface.getByName("lo");
    unicast = new DatagramSocket(null);
    unicast.setReuseAddress(true);
    unicast.bind(address);
    unicast.setOption(java.net.StandardSocketOptions.IP_MULTICAST_IF, loopback);
    InetSocketAddress group = new InetSocketAddress(InetAddress.getByName(GROUP), port);
    multicast = new MulticastSocket(group);
    multicast.joinGroup(group, loopback);
    stream = new ServerSocket(port, 50, address.getAddress());
    start(() -> receive(unicast));
    start(() -> receive(multicast));
    start(this::accept);
  }

  /** What a thread does until the sockets are closed. */
  private interface Loop {
    void run() throws IOException;
  }

  private static void start(Loop loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (IOException closed) {
                return;
              }
            },
            "test directory");
    thread.setDaemon(true);
    thread.start();
  }

  String host() {
    return address.getAddress().getHostAddress();
  }

  private void receive(DatagramSocket socket) throws IOException {
    byte[] buffer = new byte[65_535];
    while (true) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      SlpMessage reply = answer(Unpooled.wrappedBuffer(buffer, 0, packet.getLength()), false);
      if (reply != null) {
        send(reply, packet.getSocketAddress());
      }
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket peer = stream.accept();
      start(
          () -> {
            try (peer) {
              serve(peer);
            }
          });
    }
  }

  private void serve(Socket peer) throws IOException {
    DataInputStream in = new DataInputStream(peer.getInputStream());
    while (true) {
      byte[] prefix = in.readNBytes(SlpCodec.FRAME_PREFIX);
      if (prefix.length < SlpCodec.FRAME_PREFIX) {
        return;
      }
      ByteBuf frame = Unpooled.buffer().writeBytes(prefix);
      try {
        int length = SlpCodec.frameLength(frame, 65_535);
        frame.writeBytes(in.readNBytes(length - prefix.length));
      } catch (SlpException malformed) {
        return;
      }
      SlpMessage reply = answer(frame, true);
      if (reply != null) {
        peer.getOutputStream().write(bytes(reply));
      }
    }
  }

  private @Nullable SlpMessage answer(ByteBuf bytes, boolean byStream) {
    SlpMessage message;
    try {
      message = SlpCodec.decode(bytes);
    } catch (SlpException malformed) {
      return null;
    }
    SlpHeader header = message.header().reply();
    if (deaf || header.version() != version) {
      return null;
    }
    if (message instanceof SrvRqst rqst) {
      return rqst.serviceType().equals("service:directory-agent") ? advert(header) : null;
    }
    if (message instanceof SrvReg || message instanceof SrvDeReg) {
      received.add(message);
      if (byStream) {
        streamed.add(message);
      }
    }
    if (message instanceof SrvReg reg) {
      if (error.ok()) {
        store.put(reg.urlEntry().url(), reg);
      }
      return new SrvAck(header, error);
    }
    if (message instanceof SrvDeReg gone) {
      store.remove(gone.urlEntry().url());
      return new SrvAck(header, SlpError.OK);
    }
    return null;
  }

  private DAAdvert advert(SlpHeader header) {
    String url = "service:directory-agent://" + host();
    long told = version == 1 ? DAAdvert.BOOT_UNKNOWN : boot;
    return new DAAdvert(header, SlpError.OK, told, url, scopes, "", "", List.of());
  }

  /** Multicasts its advertisement. */
  void announce() throws IOException {
    InetSocketAddress group =
        new InetSocketAddress(InetAddress.getByName(GROUP), address.getPort());
    send(advert(version == 1 ? SlpHeader.v1(0) : SlpHeader.v2(0)), group);
  }

  private void send(SlpMessage message, SocketAddress to) throws IOException {
    byte[] datagram = bytes(message);
    unicast.send(new DatagramPacket(datagram, datagram.length, to));
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
    unicast.close();
    multicast.close();
    try {
      stream.close();
    } catch (IOException e) {
      return;
    }
  }
}
