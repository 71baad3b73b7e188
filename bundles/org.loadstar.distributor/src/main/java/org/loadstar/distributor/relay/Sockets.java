// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The sockets of the relay and their options. */
final class Sockets {
  private static final int BACKLOG = 1024;

  /** What one side has not taken yet, before the other side is read no more. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 * 1024, 512 * 1024);

  private static final int READ_LEAST = 2 * 1024;
  private static final int READ_MOST = 256 * 1024;
  private static final int READS_AT_ONCE = 1;

  private Sockets() {}

  /**
   * Opens a listening socket; the future tells whether the port could be had.
   *
   * @throws IOException where there is no socket to be had
   */
  static ChannelFuture listen(EventLoop loop, InetSocketAddress at, ChannelHandler handler)
      throws IOException {
    Channel server = open(NioServerSocketChannel::new);
    server.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    server.config().setOption(ChannelOption.SO_REUSEADDR, true);
    server.pipeline().addLast(handler);
    loop.register(server);
    ChannelFuture bound = server.bind(at);
    bound.addListener(done -> closeWithout(done.isSuccess(), server));
    return bound;
  }

  private static void closeWithout(boolean success, Channel channel) {
    if (!success) {
      channel.close();
    }
  }

  /**
   * Connects; reads nothing yet.
   *
   * @param source the address to come from, or null for any
   * @throws IOException where there is no socket to be had
   */
  static ChannelFuture connect(
      EventLoop loop, InetSocketAddress to, @Nullable InetAddress source, int timeoutMillis)
      throws IOException {
    Channel channel = open(NioSocketChannel::new);
    prepare(channel);
    channel.config().setConnectTimeoutMillis(timeoutMillis);
    loop.register(channel);
    ChannelFuture connected =
        source == null
            ? channel.connect(to)
            : channel.connect(to, new InetSocketAddress(source, 0));
    connected.addListener(done -> closeWithout(done.isSuccess(), channel));
    return connected;
  }

  private static Channel open(Supplier<Channel> factory) throws IOException {
    try {
      return factory.get();
    } catch (ChannelException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  /** Sets the options of a connection that nothing is read from yet. */
  static void prepare(Channel channel) {
    ChannelConfig config = channel.config();
    config.setAutoRead(false);
    config.setWriteBufferWaterMark(WATER_MARK);
    config.setRecvByteBufAllocator(
        new AdaptiveRecvByteBufAllocator(READ_LEAST, READ_LEAST, READ_MOST)
            .maxMessagesPerRead(READS_AT_ONCE));
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setOption(ChannelOption.SO_KEEPALIVE, true);
  }

  /** Ends a connection at once: its peer is told by RST. */
  static void reset(Channel channel) {
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // It is closed already.
    }
    if (channel.isRegistered()) {
      channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }
}
