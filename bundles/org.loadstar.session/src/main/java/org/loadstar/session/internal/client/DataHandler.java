// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.e.NegotiationAction;

/** The phase of a session: records to and from its {@link Conversation}. */
final class DataHandler extends SimpleChannelInboundHandler<ByteBuf> {
  /** How long a host may leave the 3270 mode, of which nothing can be shown. */
  private static final long SUSPENDED_SECONDS = 10;

  private final Connection connection;
  private final NegotiationAction.Connected agreed;
  private @Nullable ScheduledFuture<?> suspended;

  DataHandler(Connection connection, NegotiationAction.Connected agreed) {
    this.connection = connection;
    this.agreed = agreed;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    connection.converse(ctx, agreed);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf record) {
    connection.record(record);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof NegotiationAction.Connected again) {
      stopTimer();
      connection.converse(ctx, again);
    } else if (event instanceof NegotiationAction.Suspended) {
      stopTimer();
      connection.suspend();
      suspended =
          ctx.executor()
              .schedule(
                  () -> connection.end("the host left the 3270 mode and did not come back"),
                  SUSPENDED_SECONDS,
                  TimeUnit.SECONDS);
    } else if (event instanceof NegotiationAction.Rejected rejected) {
      connection.end("the server rejected the session: " + rejected.reason());
    } else if (event instanceof NegotiationAction.Failed failed) {
      connection.end(failed.reason());
    }
  }

  private void stopTimer() {
    if (suspended != null) {
      suspended.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimer();
    connection.end(connection.closedByServer());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    connection.end(connection.describe(cause));
  }
}
