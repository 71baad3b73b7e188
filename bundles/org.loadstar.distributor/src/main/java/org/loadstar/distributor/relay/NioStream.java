// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection of Java's. */
final class NioStream extends ChannelInboundHandlerAdapter implements Stream {
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(Sockets.LITTLE_WAITING, Sockets.MOST_WAITING);

  private static final int READ_LEAST = 2 * 1024;
  private static final int READ_MOST = 256 * 1024;
  private static final int READS_AT_ONCE = 1;

  private final SocketChannel channel;
  private @Nullable Sink sink;
  private long received;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean broken;

  /** One that is connected, or will be. */
  NioStream(SocketChannel channel) {
    this.channel = channel;
  }

  static Sockets.Attempt connect(
      EventLoop loop,
      InetSocketAddress to,
      @Nullable InetAddress source,
      int timeoutMillis,
      Sockets.Attempt.Outcome outcome) {
    SocketChannel channel;
    try {
      channel = new NioSocketChannel();
    } catch (ChannelException e) {
      outcome.noSocket(e.getCause() == null ? e : e.getCause());
      return () -> {};
    }
    prepare(channel);
    channel.config().setConnectTimeoutMillis(timeoutMillis);
    loop.register(channel);
    ChannelFuture connected =
        source == null
            ? channel.connect(to)
            : channel.connect(to, new InetSocketAddress(source, 0));
    connected.addListener(
        done -> {
          if (done.isSuccess()) {
            outcome.connected(new NioStream(channel));
          } else {
            channel.close();
            outcome.failed(done.cause());
          }
        });
    return channel::close;
  }

  private static void prepare(SocketChannel channel) {
    ChannelConfig config = channel.config();
    config.setAutoRead(false);
    config.setWriteBufferWaterMark(WATER_MARK);
    config.setRecvByteBufAllocator(
        new AdaptiveRecvByteBufAllocator(READ_LEAST, READ_LEAST, READ_MOST)
            .maxMessagesPerRead(READS_AT_ONCE));
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config.setOption(ChannelOption.SO_KEEPALIVE, true);
  }

  @Override
  public InetSocketAddress remote() {
    return channel.remoteAddress();
  }

  @Override
  public InetSocketAddress local() {
    return channel.localAddress();
  }

  @Override
  public boolean isOpen() {
    return channel.isActive();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public void open(EventLoop loop, Sink to) {
    sink = to;
    if (!channel.isRegistered()) {
      prepare(channel);
      loop.register(channel);
    }
    channel.pipeline().addLast(this);
    channel.closeFuture().addListener(closed -> closed(to));
  }

  @Override
  public void onward(Stream to) {
    // All that comes goes through the sink.
  }

  @Override
  public void reading(boolean wanted) {
    channel.config().setAutoRead(wanted && !inputEnded && channel.isActive());
  }

  @Override
  public void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean takes() {
    return outputEnded || channel.isWritable();
  }

  @Override
  public void end() {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                allSent();
              }
            });
  }

  private void allSent() {
    outputEnded = true;
    if (inputEnded) {
      channel.close();
    } else {
      channel.shutdownOutput();
      // When its input ends too, it is over: it closes without another call to the system.
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }
  }

  private void inputEnded(Sink to) {
    inputEnded = true;
    to.inputEnded();
    if (outputEnded) {
      channel.close();
    }
  }

  private void closed(Sink to) {
    if (outputEnded && !inputEnded && !broken) { // that its input has ended has closed it
      inputEnded(to);
    }
    to.closed(inputEnded && outputEnded);
  }

  @Override
  public void close() {
    broken = true;
    channel.close();
  }

  @Override
  public void reset() {
    broken = true;
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

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf bytes = (ByteBuf) msg;
    received += bytes.readableBytes();
    if (sink != null) {
      sink.read(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (sink != null) {
      sink.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (sink != null) {
      sink.writability();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded && sink != null) {
      inputEnded(sink);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    if (sink != null) {
      sink.failed();
    }
  }
}
