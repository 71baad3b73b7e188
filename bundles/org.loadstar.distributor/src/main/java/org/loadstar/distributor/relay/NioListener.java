// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A listening socket of Java's. */
final class NioListener extends ChannelInboundHandlerAdapter implements Sockets.Listener {
  private final NioServerSocketChannel server;
  private final Sockets.Acceptor acceptor;
  private boolean failedBefore;

  private NioListener(NioServerSocketChannel server, Sockets.Acceptor acceptor) {
    this.server = server;
    this.acceptor = acceptor;
  }

  static NioListener open(EventLoop loop, InetSocketAddress at, Sockets.Acceptor acceptor)
      throws IOException {
    NioServerSocketChannel server;
    try {
      server = new NioServerSocketChannel();
    } catch (ChannelException e) {
      throw new IOException(Faults.text(e.getCause()), e);
    }
    server.config().setOption(ChannelOption.SO_BACKLOG, Sockets.BACKLOG);
    server.config().setOption(ChannelOption.SO_REUSEADDR, true);
    NioListener listener = new NioListener(server, acceptor);
    server.pipeline().addLast(listener);
    loop.register(server);
    ChannelFuture bound = server.bind(at); // done at once, on its loop
    if (!bound.isSuccess()) {
      server.close();
      throw new IOException(Faults.text(bound.cause()), bound.cause());
    }
    return listener;
  }

  @Override
  public InetSocketAddress at() {
    return server.localAddress();
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    failedBefore = false;
    SocketChannel channel = (SocketChannel) msg;
    if (channel.remoteAddress() == null || channel.localAddress() == null) {
      channel.unsafe().closeForcibly(); // it has gone already
    } else {
      acceptor.accepted(new NioStream(channel));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    acceptor.failed(cause);
    if (failedBefore) {
      server.config().setAutoRead(false);
      ctx.executor()
          .schedule(
              () -> server.config().setAutoRead(true), Sockets.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    failedBefore = true;
  }
}
