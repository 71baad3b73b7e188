// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.LuAssigner;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.ServerNegotiation;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * The host of the measurements: it negotiates TN3270E, binds and shows one screen, and sends that
 * screen again as often as it is told.
 */
final class ScreenHost implements AutoCloseable {
  private static final int BATCH = 32;

  private final EventLoopGroup loops;
  private final Channel listener;
  private final byte[] screen;
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * Listens on a free port of the loopback interface.
   *
   * @param screen the record without header that every terminal is shown
   * @param tls for direct TLS, or null
   */
  ScreenHost(byte[] screen, @Nullable SslContext tls) {
    this.screen = screen;
    this.loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    this.listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel.pipeline().addLast(new Peer(channel));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** The next terminal that has been shown the screen. */
  Peer next() throws InterruptedException {
    Peer peer = peers.poll(30, TimeUnit.SECONDS);
    if (peer == null) {
      throw new IllegalStateException("no terminal has come");
    }
    return peer;
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One terminal. */
  final class Peer extends ChannelInboundHandlerAdapter implements TelnetListener {
    private final Channel channel;
    private final ServerNegotiation negotiation;
    private final TelnetDecoder decoder = new TelnetDecoder(this);
    private final Semaphore marks = new Semaphore(0);
    private final Semaphore responses = new Semaphore(0);

    private Peer(Channel channel) {
      this.channel = channel;
      String name = "LU" + connections.incrementAndGet();
      this.negotiation =
          new ServerNegotiation(
              Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES),
              request -> new LuAssigner.Assigned(name));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      act(negotiation.start());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        decoder.decode(bytes);
      } finally {
        bytes.release();
      }
    }

    @Override
    public void option(OptionVerb verb, TelnetOption option) {
      if (option.equals(TelnetOption.TIMING_MARK)) {
        marks.release();
      } else {
        act(negotiation.option(verb, option));
      }
    }

    @Override
    public void subnegotiation(TelnetOption option, ByteBuf payload) {
      act(negotiation.subnegotiation(option, payload));
    }

    @Override
    public void command(TelnetCommand command) {}

    @Override
    public void text(ByteBuf data) {}

    @Override
    public void record(ByteBuf record) {
      if (record.getUnsignedByte(record.readerIndex()) == DataType.RESPONSE.code()) {
        responses.release();
      }
    }

    private void act(Iterable<NegotiationAction> actions) {
      for (NegotiationAction action : actions) {
        if (action instanceof NegotiationAction.Send send) {
          ByteBuf out = channel.alloc().buffer();
          send.encode(out);
          channel.write(out);
        } else if (action instanceof NegotiationAction.Connected) {
          decoder.recordMode(true);
          ByteBuf bind = Unpooled.buffer();
          new Tn3270eHeader(DataType.BIND_IMAGE, 0, 0, 0).encode(bind);
          new BindImage(24, 80, 43, 80, "BENCH").encode(bind);
          write(bind);
          write(record(Tn3270eHeader.NO_RESPONSE));
          peers.add(this);
        }
      }
      channel.flush();
    }

    private ByteBuf record(int responseFlag) {
      ByteBuf record = Unpooled.buffer(screen.length + Tn3270eHeader.LENGTH);
      new Tn3270eHeader(DataType.DATA_3270, 0, responseFlag, 1).encode(record);
      return record.writeBytes(screen);
    }

    private void write(ByteBuf record) {
      ByteBuf out = channel.alloc().buffer(record.readableBytes() + 8);
      TelnetEncoder.record(record, out);
      channel.write(out);
    }

    /** Sends the screen so often, one after the other, and waits until all are worked off. */
    void pipeline(int count) throws InterruptedException {
      ByteBuf batch = Unpooled.buffer();
      for (int i = 0; i < BATCH; i++) {
        TelnetEncoder.record(record(Tn3270eHeader.NO_RESPONSE), batch);
      }
      for (int sent = 0; sent < count; sent += BATCH) {
        channel.writeAndFlush(batch.retainedDuplicate()).sync();
      }
      ByteBuf mark = Unpooled.buffer();
      TelnetEncoder.option(OptionVerb.DO, TelnetOption.TIMING_MARK, mark);
      channel.writeAndFlush(mark);
      await(marks);
      batch.release();
    }

    /** Sends the screen, asks for a response; the nanoseconds until it is there. */
    long roundTrip() throws InterruptedException {
      ByteBuf out = Unpooled.buffer();
      TelnetEncoder.record(record(Tn3270eHeader.ALWAYS_RESPONSE), out);
      long from = System.nanoTime();
      channel.writeAndFlush(out);
      await(responses);
      return System.nanoTime() - from;
    }

    private void await(Semaphore what) throws InterruptedException {
      if (!what.tryAcquire(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the terminal does not answer");
      }
    }
  }
}
