// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.StartTls;
import org.loadstar.tn3270.telnet.StartTlsAction;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * The first phase of a connection to a listener with TLS: its profile is asked for as it is now,
 * then TLS begins, at once or inside telnet. The {@link Connection} behind it hears that the
 * channel is active when this is over, and nothing before. It removes itself.
 */
final class TlsPhase extends ByteToMessageDecoder implements TelnetListener, TlsHandshake.Listener {
  private final Connection connection;
  private final CompletionStage<TlsProfile> asked;
  private final boolean inside;
  private final StartTls negotiation;
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private @Nullable TlsProfile profile;
  private @Nullable ChannelHandlerContext context;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
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
    context = ctx;
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
      perform(negotiation.start());
      ctx.flush();
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
    input = in;
    try {
      decoder.decode(in);
    } catch (ProtocolException wrong) {
      refuse(wrong.reason() + " before TLS");
    }
    ctx.flush();
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    perform(negotiation.option(verb, option));
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    perform(negotiation.subnegotiation(option, payload));
  }

  private void perform(List<StartTlsAction> actions) {
    ChannelHandlerContext ctx = context;
    for (StartTlsAction action : actions) {
      if (ctx == null || over) {
        return;
      } else if (action instanceof StartTlsAction.Send send) {
        ByteBuf out = ctx.alloc().buffer();
        send.encode(out);
        ctx.write(out);
      } else if (action instanceof StartTlsAction.Refused refused) {
        refuse(refused.reason());
      } else if (action instanceof StartTlsAction.Upgrade) {
        ctx.flush();
        upgrade(ctx);
      } else if (action instanceof StartTlsAction.InClear) {
        over = true;
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
      }
    }
  }

  /** A client's handshake may stand right behind its FOLLOWS: what is left is TLS. */
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
      ctx.fireChannelRead(input.readBytes(input.readableBytes()));
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

  /** While input is read: no more of it. */
  private void refuse(String reason) {
    input.skipBytes(input.readableBytes());
    noTls(reason);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    over = true;
    ctx.fireChannelInactive();
  }

  // What else a client says before TLS is not answered.

  @Override
  public void record(ByteBuf data) {}

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {}
}
