// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.e.NegotiationAction;

/**
 * The phase before there is a session. Makes room for the {@link DataHandler} when it is there.
 *
 * <p>A host that says text, and nothing but text, and then waits, without having asked for 3270, is
 * one that talks in lines. What it says before it closes the connection is told as its reason.
 */
final class NegotiationHandler extends SimpleChannelInboundHandler<NvtText> {
  /** How long a host waits that has said all of its text. */
  private static final long QUIET_MILLIS = 500;

  private static final int MAX_TEXT = 4096;
  private static final int MAX_REASON = 200;

  /** No control characters but those of a line display, and nothing that is no UTF-8. */
  private static final Pattern TEXT =
      Pattern.compile("(?:[^\\p{Cntrl}\\uFFFD]|[\\x00\\a\\x08\\t\\n\\x0B\\f\\r\\e])*+");

  private final Dial dial;
  private final BooleanSupplier lines;
  private boolean hostEchoes;
  private @Nullable ByteBuf text;
  private @Nullable ScheduledFuture<?> quiet;

  /**
   * A phase that begins.
   *
   * @param lines tells whether a host that talks in lines will do by now
   */
  NegotiationHandler(Dial dial, BooleanSupplier lines) {
    this.dial = dial;
    this.lines = lines;
  }

  static String words(NegotiationAction.Rejected rejected) {
    return "the server rejected the session: "
        + rejected.reason()
        + ", "
        + rejected.reason().words();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof NegotiationAction.Connected agreed) {
      accept(ctx, agreed);
    } else if (event instanceof NegotiationAction.Rejected rejected) {
      dial.refused(words(rejected));
    } else if (event instanceof NegotiationAction.Failed failed) {
      dial.refused(failed.reason());
    } else if (event instanceof NegotiationAction.Echo echo) {
      hostEchoes = echo.byServer();
    }
  }

  private void accept(ChannelHandlerContext ctx, NegotiationAction.Connected agreed) {
    Connection connection = dial.connection();
    connection.hostEchoes(hostEchoes);
    ctx.pipeline().replace(this, "data", new DataHandler(connection, agreed));
    dial.accepted(agreed);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, NvtText said) {
    if (text == null) {
      text = ctx.alloc().buffer();
    }
    ByteBuf content = said.content();
    text.writeBytes(content, Math.min(content.readableBytes(), MAX_TEXT - text.readableBytes()));
    stopTimer();
    quiet = ctx.executor().schedule(() -> quiet(ctx), QUIET_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void quiet(ChannelHandlerContext ctx) {
    ByteBuf said = text;
    if (said == null || !lines.getAsBoolean() || !ctx.channel().isActive()) {
      return;
    }
    if (!TEXT.matcher(said.toString(StandardCharsets.UTF_8)).matches()) {
      dial.refused("the server speaks neither 3270 nor in lines of text");
    } else {
      text = null;
      accept(ctx, DataHandler.NVT);
      dial.connection().text(said);
      said.release();
    }
  }

  private void stopTimer() {
    if (quiet != null) {
      quiet.cancel(false);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimer();
    if (text != null) {
      text.release();
      text = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    String reason = "the server closed the connection before there was a session";
    if (text != null) {
      String said = text.toString(StandardCharsets.UTF_8).replaceAll("[^ -~]+", " ").strip();
      reason += "; it said: " + said.substring(0, Math.min(said.length(), MAX_REASON));
    }
    dial.closedByServer(reason);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    dial.refused(dial.connection().describe(cause));
  }
}
