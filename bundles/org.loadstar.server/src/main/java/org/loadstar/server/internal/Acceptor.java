// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.loadstar.net.NetworkStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket and the connections that came in by it. When it stops accepting, the
 * connections stay; the event loops are given back with the last of them. Thread-safe; opening,
 * stopping and closing wait for the event loops and must not be called on one.
 */
final class Acceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final int BACKLOG = 512;
  private static final int MAX_PENDING = 256;
  private static final long WAIT_SECONDS = 5;

  private static final int SEND_BUFFER = 64 * 1024;

  /** A screen is some 4 KiB; a client that leaves so many unread is slow. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final Reception reception;
  private final NetworkStack.Lease lease;
  private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Channel server;

  // Guarded by this.
  private int lives = 1;
  private boolean closing;

  /**
   * Opens a socket.
   *
   * @throws IOException where the address or port cannot be had
   */
  Acceptor(Reception reception, NetworkStack network, InetSocketAddress address)
      throws IOException {
    this.reception = reception;
    this.lease = network.lease();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(lease.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accepted(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    server = bound.channel();
    if (!bound.isSuccess()) {
      lease.close();
      throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
    }
    server.closeFuture().addListener(done -> ended());
  }

  private void accepted(SocketChannel channel) {
    Connection connection = new Connection(reception, channel);
    if (connections.values().stream().filter(Connection::pending).count() >= MAX_PENDING) {
      reception.refused("TOO-MANY-PENDING");
      channel.close();
    } else if (admit(channel, connection)) {
      channel.closeFuture().addListener(done -> gone(channel));
      reception.secure(channel, connection);
      channel.pipeline().addLast(connection);
      reception.accepted();
    } else {
      channel.close();
    }
  }

  private synchronized boolean admit(Channel channel, Connection connection) {
    if (closing) {
      return false;
    }
    lives++;
    connections.put(channel, connection);
    return true;
  }

  private void gone(Channel channel) {
    connections.remove(channel);
    ended();
  }

  private synchronized void ended() {
    lives--;
    if (lives == 0) {
      lease.close();
      over.countDown();
    }
  }

  /** The port it is bound to. */
  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Accepts no more; what came in stays. The port is free when it returns. */
  void stop() {
    synchronized (this) {
      if (lives == 0) {
        return;
      }
      lives++; // the event loop is needed here until the end
    }
    EventLoop loop = server.eventLoop();
    Promise<Void> selected = loop.newPromise();
    server.close().awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS);
    // The selector lets go of the port when it selects next. A timer that the event loop itself
    // sets goes off after that; another one may be overdue before.
    loop.execute(() -> loop.schedule(() -> selected.setSuccess(null), 1, TimeUnit.MILLISECONDS));
    if (!selected.awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("{}: the port is still being closed", reception.name());
    }
    ended();
  }

  /** Accepts no more and ends every connection. */
  void close() {
    synchronized (this) {
      closing = true;
    }
    stop();
    connections.forEach((channel, connection) -> channel.eventLoop().execute(connection::shutDown));
    try {
      if (!over.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{}: connections are still closing", reception.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they close all the same
    }
  }

  /** Whether it accepts connections or still has some. */
  boolean inUse() {
    return server.isOpen() || !connections.isEmpty();
  }

  /** The connections at this moment. */
  Collection<Connection> connections() {
    return connections.values();
  }
}
