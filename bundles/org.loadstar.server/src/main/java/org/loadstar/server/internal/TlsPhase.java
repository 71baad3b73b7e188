// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.TlsMode;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsHandshake;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsSession;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.telnet.StartTls;
import org.loadstar.tn3270.telnet.StartTlsAction;

/**
 * The first phase of a connection to a listener with TLS: its profile is asked for as it is now,
 * then TLS begins, at once or inside telnet. The {@link Connection} behind it hears that the
 * channel is active when this is over, and nothing before. It removes itself.
 */
final class TlsPhase extends ByteToMessageDecoder implements TlsHandshake.Listener {
  private final Connection connection;
  private final CompletionStage<TlsProfile> asked;
  private final boolean inside;
  private final StartTls negotiation;
  private @Nullable TlsProfile profile;
  private boolean over;

  /**
   * A phase that has not begun.
   *
   * @param asked the profile, which may not be there yet
   */
  TlsPhase(Connection connection, CompletionStage<TlsProfile> asked, ListenerConfig config) {
    this.connection = connection;
    this.asked = asked;
    this.inside = config.startTls() || config.tls() == TlsMode.PREFER;
    this.negotiation = StartTls.server(config.tls() == TlsMode.REQUIRE);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(false);
    asked.whenComplete(
        (found, failure) -> ctx.executor().execute(() -> begin(ctx, found, failure)));
    ctx.executor().schedule(() -> timeUp(), Connection.NEGOTIATION_SECONDS, TimeUnit.SECONDS);
  }

  /** It is told when the phase is over. */
  @Override
  public void channelActive(ChannelHandlerContext ctx) {}

  private void begin(
      ChannelHandlerContext ctx, @Nullable TlsProfile found, @Nullable Throwable failure) {
    profile = found;
    if (over) {
      return;
    } else if (found == null) {
      noTls(failure == null ? "there is no TLS profile" : TlsException.describe(failure));
    } else if (inside) {
      perform(ctx, negotiation.start());
    } else {
      upgrade(ctx);
    }
    ctx.channel().config().setAutoRead(true);
  }

  private void timeUp() {
    if (!over) {
      noTls("time-out: " + negotiation.waitsFor());
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      perform(ctx, negotiation.received(in));
    } catch (ProtocolException wrong) {
      noTls(wrong.reason() + " before TLS");
    }
    if (over && !ctx.isRemoved()) {
      in.skipBytes(in.readableBytes()); // it is refused
    }
  }

  private void perform(ChannelHandlerContext ctx, List<StartTlsAction> actions) {
    for (StartTlsAction action : actions) {
      if (action instanceof StartTlsAction.Send send) {
        ByteBuf out = ctx.alloc().buffer();
        send.encode(out);
        ctx.write(out);
      } else if (action instanceof StartTlsAction.Refused refused) {
        noTls(refused.reason());
      } else if (action instanceof StartTlsAction.Upgrade) {
        ctx.flush();
        upgrade(ctx);
      } else if (action instanceof StartTlsAction.InClear) {
        over = true;
        ctx.fireChannelActive();
        ctx.pipeline().remove(this); // which passes on what is left
      }
    }
    ctx.flush();
  }

  /** A client's handshake may stand right behind its FOLLOWS: what is left is passed on to TLS. */
  private void upgrade(ChannelHandlerContext ctx) {
    TlsProfile from = profile;
    if (from == null || over) {
      return;
    }
    over = true;
    try {
      SslHandler tls = from.server(ctx.alloc());
      ctx.pipeline().addAfter(ctx.name(), "handshake", new TlsHandshake(this));
      ctx.pipeline().addAfter(ctx.name(), "tls", tls);
      ctx.pipeline().remove(this);
    } catch (TlsException noKey) {
      noTls(TlsException.describe(noKey));
    }
  }

  @Override
  public void encrypted(TlsSession session) {
    connection.encrypted(session);
  }

  @Override
  public void noTls(String reason) {
    over = true;
    connection.noTls(reason);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    over = true;
    ctx.fireChannelInactive();
  }
}
