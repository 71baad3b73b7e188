// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;

/**
 * Asks a directory agent by UDP, with a window of requests outstanding. The request is encoded once
 * and gets a new transaction identifier each time; every reply is decoded and checked.
 */
final class Requester implements AutoCloseable {
  static final int WINDOW = 200;
  private static final int XID_AT = 10;
  private static final int SILENCE_MILLIS = 5_000;

  private final DatagramSocket socket;
  private final InetSocketAddress agent;
  private final BitSet outstanding = new BitSet(0x10000);
  private final DatagramPacket incoming = new DatagramPacket(new byte[65_535], 65_535);
  private int xid = 1;

  Requester(int port) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(SILENCE_MILLIS);
    agent = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * What a measurement found.
   *
   * @param perSecond replies
   * @param busy the share of the time in which the one who asks was busy
   * @param replies in all
   */
  record Rate(double perSecond, double busy, long replies) {}

  private static byte[] encode(SlpMessage message) {
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encode(message, out);
    return ByteBufUtil.getBytes(out);
  }

  private int send(byte[] message) throws IOException {
    xid = xid == 0xFFFF ? 1 : xid + 1;
    message[XID_AT] = (byte) (xid >> 8);
    message[XID_AT + 1] = (byte) xid;
    outstanding.set(xid);
    socket.send(new DatagramPacket(message, message.length, agent));
    return xid;
  }

  private SlpMessage receive() throws IOException {
    while (true) {
      socket.receive(incoming);
      ByteBuf bytes = Unpooled.wrappedBuffer(incoming.getData(), 0, incoming.getLength());
      try {
        SlpMessage reply = SlpCodec.decode(bytes);
        if (outstanding.get(reply.header().xid())) {
          outstanding.clear(reply.header().xid());
          return reply;
        }
      } catch (SlpException malformed) {
        throw new IOException("a malformed reply", malformed);
      }
    }
  }

  /** Registers a service; asks again where the answer gets lost. */
  void register(String url, String attributeList) throws IOException {
    register("service:tn3270", url, attributeList);
  }

  /** As {@link #register(String, String)}, of whichever type. */
  void register(String type, String url, String attributeList) throws IOException {
    SrvReg reg =
        new SrvReg(
            SlpHeader.v2(1).with(SlpHeader.FRESH),
            new UrlEntry(UrlEntry.MAX_LIFETIME, url),
            type,
            Scopes.DEFAULT,
            attributeList,
            List.of());
    byte[] message = encode(reg);
    for (int attempt = 0; attempt < 3; attempt++) {
      send(message);
      try {
        if (receive() instanceof SrvAck ack && ack.error().ok()) {
          return;
        }
        throw new IOException(url + " was refused");
      } catch (SocketTimeoutException lost) {
        outstanding.clear();
      }
    }
    throw new SocketTimeoutException(url + " got no answer");
  }

  /**
   * Asks for services over and over.
   *
   * @param expected the URLs that every reply must have, no more and no less
   */
  Rate measure(String predicate, Set<String> expected, long millis) throws IOException {
    byte[] message =
        encode(
            new SrvRqst(
                SlpHeader.v2(1), List.of(), "service:tn3270", Scopes.DEFAULT, predicate, ""));
    outstanding.clear();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
    for (int i = 0; i < WINDOW; i++) {
      send(message);
    }
    long replies = 0;
    long now = start;
    while (now < end) {
      try {
        check(receive(), expected);
        replies++;
        send(message);
      } catch (SocketTimeoutException allLost) {
        outstanding.clear();
        for (int i = 0; i < WINDOW; i++) {
          send(message);
        }
      }
      now = System.nanoTime();
    }
    double seconds = (now - start) / 1e9;
    double busy =
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9 / seconds;
    drain(expected);
    return new Rate(replies / seconds, busy, replies);
  }

  /** What is still to come must not meet the next measurement. */
  private void drain(Set<String> expected) throws IOException {
    try {
      while (!outstanding.isEmpty()) {
        check(receive(), expected);
      }
    } catch (SocketTimeoutException lost) {
      outstanding.clear();
    }
  }

  private static void check(SlpMessage reply, Set<String> expected) throws IOException {
    if (!(reply instanceof SrvRply found)
        || !found.error().ok()
        || found.urlEntries().size() != expected.size()) {
      throw new IOException("a wrong reply: " + reply);
    }
    Set<String> urls = new HashSet<>();
    found.urlEntries().forEach(entry -> urls.add(entry.url()));
    if (!urls.equals(expected)) {
      throw new IOException("other services: " + urls);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
