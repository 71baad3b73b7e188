// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.e.NegotiationAction;

/** The phase of a session: records and text to and from its {@link Conversation}. */
final class DataHandler extends SimpleChannelInboundHandler<Object> {
  /** How long a host that has left the 3270 mode may be silent. */
  private static final long SUSPENDED_SECONDS = 10;

  /** What is left when nothing of 3270 is agreed. */
  static final NegotiationAction.Connected NVT =
      new NegotiationAction.Connected(NegotiationAction.Mode.NVT, null, "", Set.of());

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
  protected void channelRead0(ChannelHandlerContext ctx, Object message) {
    if (message instanceof NvtText text) {
      stopTimer();
      connection.text(text.content());
    } else {
      connection.record((ByteBuf) message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof NegotiationAction.Connected again) {
      stopTimer();
      connection.converse(ctx, again);
    } else if (event instanceof NegotiationAction.Suspended) {
      stopTimer();
      connection.converse(ctx, NVT);
      suspended =
          ctx.executor()
              .schedule(
                  () -> connection.end("the host left the 3270 mode and did not come back"),
                  SUSPENDED_SECONDS,
                  TimeUnit.SECONDS);
    } else if (event instanceof NegotiationAction.Rejected rejected) {
      connection.end(NegotiationHandler.words(rejected));
    } else if (event instanceof NegotiationAction.Echo echo) {
      connection.hostEchoes(echo.byServer());
    } else if (event == KeepAlive.Event.DEAD) {
      connection.end(KeepAlive.WORDS);
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
