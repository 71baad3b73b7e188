// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket on an event loop. It is no Netty channel: datagrams need neither pipeline nor write
 * queue, and without them one buffer serves all sockets of a loop, whatever size peers send.
 */
final class UdpSocket extends NioSelectableChannelIoHandle<DatagramChannel> {
  /** Datagrams that are read before other sockets have their turn. */
  private static final int BATCH = 64;

  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

  /** Gets what is received, on the event loop; keeps nothing of the buffer. */
  @FunctionalInterface
  interface Receiver {
    void received(UdpSocket socket, ByteBuf datagram, InetSocketAddress sender);
  }

  /** What datagrams are received into; for all sockets of one event loop. */
  static final class Buffer {
    /** Peers exist that send far more than they declare or the MTU allows. */
    private static final int MOST_BYTES = 65_535;

    private final ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    private final ByteBuf view = Unpooled.wrappedBuffer(bytes.array());
  }

  private final EventLoop loop;
  private final Buffer buffer;
  private final Receiver receiver;
  private @Nullable IoRegistration registration;

  private UdpSocket(DatagramChannel socket, EventLoop loop, Buffer buffer, Receiver receiver) {
    super(socket);
    this.loop = loop;
    this.buffer = buffer;
    this.receiver = receiver;
  }

  /** Puts a bound socket onto an event loop. */
  static UdpSocket start(DatagramChannel socket, EventLoop loop, Buffer buffer, Receiver receiver)
      throws IOException {
    socket.configureBlocking(false);
    UdpSocket started = new UdpSocket(socket, loop, buffer, receiver);
    ((IoEventLoop) loop) // as all loops of the network service are
        .register(started)
        .addListener(
            done -> {
              if (done.isSuccess() && done.getNow() instanceof IoRegistration registered) {
                started.registration = registered;
                registered.submit(NioIoOps.READ);
              } else {
                LOG.error("An SLP socket cannot be watched", done.cause());
              }
            });
    return started;
  }

  /** Where it is bound. */
  InetSocketAddress address() {
    return new InetSocketAddress(
        selectableChannel().socket().getLocalAddress(),
        selectableChannel().socket().getLocalPort());
  }

  @Override
  public DatagramChannel selectableChannel() {
    return (DatagramChannel) super.selectableChannel();
  }

  @Override
  protected void handle(DatagramChannel socket, SelectionKey key) {
    try {
      for (int i = 0; i < BATCH; i++) {
        SocketAddress sender = socket.receive(buffer.bytes.clear());
        if (sender == null) {
          return;
        }
        buffer.view.setIndex(0, buffer.bytes.position());
        receiver.received(this, buffer.view, (InetSocketAddress) sender);
      }
    } catch (ClosedChannelException ended) {
      // Its last datagrams are for nobody.
    } catch (IOException | RuntimeException fault) {
      // One datagram's fault, or the network's; the socket goes on.
      LOG.warn("SLP socket {}: {}", address(), fault.toString());
    }
  }

  /** Sends, on the event loop. What the system has no room for is lost, as datagrams may be. */
  void send(byte[] datagram, InetSocketAddress to) throws IOException {
    selectableChannel().send(ByteBuffer.wrap(datagram), to);
  }

  /** Closes it soon; any thread. */
  void end() {
    try {
      loop.execute(this::close);
    } catch (RejectedExecutionException loopHasEnded) {
      close();
    }
  }

  /** Called on the event loop; idempotent. */
  @Override
  public void close() {
    IoRegistration registered = registration;
    if (registered != null) {
      registration = null;
      registered.cancel();
    }
    try {
      selectableChannel().close();
    } catch (IOException alreadyUseless) {
      LOG.debug("An SLP socket did not close well", alreadyUseless);
    }
  }
}
