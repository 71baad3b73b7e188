// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;

/**
 * Stands before a directory agent, and counts the requests about services that pass, by UDP and
 * TCP. It may take the extensions out of them: an agent that does not know RFC 3059 ignores it so.
 */
final class Tap implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int MOST_BYTES = 65_535;
  private static final int LONGEST_HEAD = 5;

  /**
   * A request that passed.
   *
   * @param type of the services that it is about
   */
  record Asked(String type, boolean stream) {}

  final int port;
  private final InetSocketAddress agent;
  private final boolean extensions;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final Map<Integer, SocketAddress> senders = new ConcurrentHashMap<>();

  /**
   * Begins.
   *
   * @param agentPort where the directory agent is, on the loopback interface
   * @param extensions whether they reach it
   */
  Tap(int agentPort, boolean extensions) throws IOException {
    this.agent = new InetSocketAddress(LOOPBACK, agentPort);
    this.extensions = extensions;
    ServerSocket streams = keep(new ServerSocket(0, 0, LOOPBACK));
    this.port = streams.getLocalPort();
    DatagramSocket datagrams = keep(new DatagramSocket(new InetSocketAddress(LOOPBACK, port)));
    DatagramSocket towards = keep(new DatagramSocket(new InetSocketAddress(LOOPBACK, 0)));
    begin(() -> requests(datagrams, towards));
    begin(() -> replies(towards, datagrams));
    begin(() -> accept(streams));
  }

  private <T extends Closeable> T keep(T opened) {
    open.add(opened);
    return opened;
  }

  /** What runs until a socket is closed. */
  private interface Loop {
    void run() throws IOException, SlpException;
  }

  private void begin(Loop loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (IOException closed) {
                // By one of the sides.
              } catch (SlpException malformed) {
                throw new IllegalStateException("a malformed request", malformed);
              }
            },
            "tap");
    thread.setDaemon(true);
    thread.start();
  }

  private void requests(DatagramSocket from, DatagramSocket to) throws IOException, SlpException {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    while (true) {
      from.receive(packet);
      SlpMessage request =
          SlpCodec.decode(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()));
      senders.put(request.header().xid(), packet.getSocketAddress());
      byte[] passed = pass(request, false);
      to.send(new DatagramPacket(passed, passed.length, agent));
      packet.setLength(MOST_BYTES);
    }
  }

  private void replies(DatagramSocket from, DatagramSocket to) throws IOException, SlpException {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    while (true) {
      from.receive(packet);
      SlpMessage reply =
          SlpCodec.decode(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()));
      SocketAddress sender = senders.get(reply.header().xid());
      if (sender != null) {
        to.send(new DatagramPacket(packet.getData(), packet.getLength(), sender));
      }
      packet.setLength(MOST_BYTES);
    }
  }

  private void accept(ServerSocket streams) throws IOException {
    while (true) {
      Socket asking = keep(streams.accept());
      Socket answering = keep(new Socket(agent.getAddress(), agent.getPort()));
      begin(
          () -> {
            try (asking;
                answering) {
              requests(asking.getInputStream(), answering.getOutputStream());
            }
          });
      begin(
          () -> {
            try (asking;
                answering) {
              answering.getInputStream().transferTo(asking.getOutputStream());
            }
          });
    }
  }

  private void requests(InputStream from, OutputStream to) throws IOException, SlpException {
    DataInputStream in = new DataInputStream(from);
    byte[] head = new byte[LONGEST_HEAD];
    while (true) {
      in.readFully(head);
      ByteBuf fields = Unpooled.wrappedBuffer(head);
      int length = head[0] == 1 ? fields.getUnsignedShort(2) : fields.getUnsignedMedium(2);
      byte[] message = new byte[length];
      System.arraycopy(head, 0, message, 0, head.length);
      in.readFully(message, head.length, length - head.length);
      to.write(pass(SlpCodec.decode(Unpooled.wrappedBuffer(message)), true));
    }
  }

  private byte[] pass(SlpMessage request, boolean stream) {
    SlpMessage passed = request;
    if (request instanceof SrvRqst r && r.serviceType().startsWith("service:tn3270")) {
      asked.add(new Asked(r.serviceType(), stream));
      if (!extensions) {
        passed =
            new SrvRqst(
                r.header().withExtensions(List.of()),
                r.previousResponders(),
                r.serviceType(),
                r.scopes(),
                r.predicate(),
                r.spi());
      }
    } else if (request instanceof AttrRqst r) {
      asked.add(new Asked(r.url().split("://", 2)[0], stream));
    }
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encode(passed, out);
    return ByteBufUtil.getBytes(out);
  }

  /** What has passed since the last call. */
  List<Asked> taken() {
    List<Asked> taken = new ArrayList<>(asked);
    asked.clear();
    return taken;
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
