// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands over what a listening socket accepts. Where accepting fails, as it does when there are no
 * more descriptors, it pauses and goes on by itself.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final int PAUSE_MILLIS = 500;

  private final Consumer<Channel> accepted;
  private final Consumer<Throwable> failed;

  Acceptor(Consumer<Channel> accepted, Consumer<Throwable> failed) {
    this.accepted = accepted;
    this.failed = failed;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    accepted.accept((Channel) msg);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.channel().config().setAutoRead(false);
    ctx.executor()
        .schedule(
            () -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    failed.accept(cause);
  }
}
