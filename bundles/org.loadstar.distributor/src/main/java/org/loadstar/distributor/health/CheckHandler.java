// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One check on one connection. After the verdict it says that it is done, and reads on until the
 * target has closed too: closing with unread bytes would reset the connection, and the target's log
 * would be full of that.
 */
final class CheckHandler extends ChannelInboundHandlerAdapter {
  /** A PROXY header for a connection of the proxy's own; servers that want one refuse others. */
  private static final String PROXY_1 = "PROXY UNKNOWN\r\n";

  private static final byte[] PROXY_2 = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x20, 0x00, 0x00, 0x00
  };

  /** Is told how it goes. */
  interface Progress {
    /** The connection is open. */
    void connected();

    /** The check is over, once. */
    void verdict(Verdict verdict);
  }

  /** Nobody has to say so much before a verdict, nor after it. */
  private static final int LIMIT = 64 * 1024;

  private static final long LINGER_MILLIS = 1000;

  private final Exchange exchange;
  private final int proxyProtocol;
  private final Progress progress;
  private int read;
  private boolean over;

  CheckHandler(Exchange exchange, int proxyProtocol, Progress progress) {
    this.exchange = exchange;
    this.proxyProtocol = proxyProtocol;
    this.progress = progress;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    progress.connected();
    ByteBuf out = ctx.alloc().buffer();
    if (proxyProtocol == 1) {
      out.writeCharSequence(PROXY_1, StandardCharsets.US_ASCII);
    } else if (proxyProtocol == 2) {
      out.writeBytes(PROXY_2);
    }
    go(ctx, exchange.connected(out), out);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      read += ((ByteBuf) message).readableBytes();
      if (read > LIMIT) {
        fail(ctx, "it says more than " + LIMIT + " bytes");
      } else if (!over) {
        ByteBuf out = ctx.alloc().buffer();
        go(ctx, exchange.received((ByteBuf) message, out), out);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void go(ChannelHandlerContext ctx, @Nullable Verdict verdict, ByteBuf out) {
    if (out.isReadable()) {
      ctx.writeAndFlush(out);
    } else {
      out.release();
    }
    if (verdict != null) {
      ((DuplexChannel) ctx.channel()).shutdownOutput();
      ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
      finish(verdict);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      finish(exchange.closed());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, "the connection failed: " + cause.getMessage());
  }

  private void fail(ChannelHandlerContext ctx, String reason) {
    if (!over) {
      finish(new Verdict.Failed(reason));
    }
    ctx.close();
  }

  private void finish(Verdict verdict) {
    over = true;
    progress.verdict(verdict);
  }
}
