// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.loadstar.slp.endpoint.SlpLink;

/**
 * Answers requests by TCP (RFC 2608 section 6.2), one after the other in the order of each
 * connection. All but {@link #listen} is for the event loop, which is the one of the UDP sockets.
 */
final class StreamServer {
  static final int MOST_CONNECTIONS = 256;
  static final int MOST_PER_SOURCE = 16;

  /** CONFIG_CLOSE_CONN. */
  static final long IDLE_MILLIS = 300_000;

  /** For a message that has begun, and for answers that are not taken. */
  static final long STUCK_MILLIS = 30_000;

  private static final int BACKLOG = 128;

  private final EventLoop loop;
  private final Answers answers;
  private final Gate gate;
  private final Tally tally;
  private final Clock clock;
  private final Set<Connection> connections = new HashSet<>();

  StreamServer(EventLoop loop, Answers answers, Gate gate, Tally tally, Clock clock) {
    this.loop = loop;
    this.answers = answers;
    this.gate = gate;
    this.tally = tally;
    this.clock = clock;
  }

  /** Accepts connections on a link until the channel is closed, which leaves those there are. */
  Channel listen(SlpLink link, int port) throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    boolean done = false;
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      socket.bind(new InetSocketAddress(link.address(), port), BACKLOG);
      done = true;
    } finally {
      if (!done) {
        socket.close();
      }
    }
    NioServerSocketChannel accepting = new NioServerSocketChannel(socket);
    accepting
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object accepted) {
                accept((SocketChannel) accepted, link);
              }
            });
    loop.register(accepting);
    return accepting;
  }

  private void accept(SocketChannel channel, SlpLink link) {
    InetSocketAddress peer = channel.remoteAddress();
    if (peer == null || !welcome(peer)) {
      channel.unsafe().closeForcibly();
      return;
    }
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.pipeline().addLast(connection(peer, link));
    loop.register(channel);
  }

  private boolean welcome(InetSocketAddress peer) {
    if (!gate.answersStream(peer)) {
      return false;
    }
    long theirs =
        connections.stream().filter(c -> c.peer.getAddress().equals(peer.getAddress())).count();
    return (theirs < MOST_PER_SOURCE && connections.size() < MOST_CONNECTIONS)
        || gate.refuse(peer, "too many TCP connections");
  }

  /** The handler of a new connection. */
  Connection connection(InetSocketAddress peer, SlpLink link) {
    return new Connection(peer, link);
  }

  /** Closes the connections that wait for too long. */
  void sweep() {
    long now = clock.millis();
    List.copyOf(connections).forEach(c -> c.sweep(now));
  }

  /** Closes the connections that came by a link. */
  void close(SlpLink link) {
    List.copyOf(connections).stream().filter(c -> c.link.equals(link)).forEach(Connection::close);
  }

  int connections() {
    return connections.size();
  }

  /** One peer's connection. */
  final class Connection extends Frames {
    private final InetSocketAddress peer;
    private final SlpLink link;
    private Channel channel;

    /** When the last message was answered, or the one that is incomplete began. */
    private long since;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes first
    private Connection(InetSocketAddress peer, SlpLink link) {
      this.peer = peer;
      this.link = link;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      channel = ctx.channel();
      since = clock.millis();
      connections.add(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
      connections.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
      if (!owes()) {
        since = clock.millis();
      }
      super.channelRead(ctx, msg);
    }

    /** Whether the peer has to send the rest of a message, or to take answers. */
    private boolean owes() {
      return actualReadableBytes() > 0 || !channel.isWritable();
    }

    @Override
    void frame(ChannelHandlerContext ctx, ByteBuf message) {
      since = clock.millis();
      for (byte[] reply : answers.toFrame(message, peer, link)) {
        tally.sent.increment();
        ctx.write(Unpooled.wrappedBuffer(reply), ctx.voidPromise());
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      boolean writable = channel.isWritable();
      channel.config().setAutoRead(writable);
      if (writable) { // later: this call may come out of a flush
        ctx.executor().execute(() -> resume(ctx));
      }
    }

    private void resume(ChannelHandlerContext ctx) {
      if (!ctx.isRemoved()) {
        ctx.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
        ctx.flush();
      }
    }

    @Override
    void broken(ChannelHandlerContext ctx, String reason) {
      gate.refuse(peer, reason);
      ctx.close();
    }

    private void sweep(long now) {
      if (Math.abs(now - since) >= (owes() ? STUCK_MILLIS : IDLE_MILLIS)) {
        close();
      }
    }

    private void close() {
      channel.close();
    }
  }
}
