// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.StartTls;
import org.loadstar.tn3270.telnet.StartTlsAction;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * The phase in which TLS is agreed on inside telnet. It removes itself. Where TLS is only
 * preferred, the first thing that the server says decides: its offer, or telnet in clear.
 */
final class StartTlsHandler extends ByteToMessageDecoder implements TelnetListener {
  private static final ByteBuf OFFER = offer();

  private final ClientTls tls;
  private final StartTls negotiation;
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private boolean mayGoOnInClear;
  private boolean over;
  private @Nullable ChannelHandlerContext context;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;

  StartTlsHandler(ClientTls tls, StartTls negotiation, boolean mayGoOnInClear) {
    this.tls = tls;
    this.negotiation = negotiation;
    this.mayGoOnInClear = mayGoOnInClear;
  }

  private static ByteBuf offer() {
    ByteBuf word = Unpooled.buffer(3);
    TelnetEncoder.option(OptionVerb.DO, TelnetOption.START_TLS, word);
    return Unpooled.unreleasableBuffer(word.asReadOnly());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** The handlers behind it are told when the channel is as it is to be. */
  @Override
  public void channelActive(ChannelHandlerContext ctx) {}

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (mayGoOnInClear) {
      int first = Math.min(in.readableBytes(), OFFER.readableBytes());
      if (!in.slice(in.readerIndex(), first).equals(OFFER.slice(0, first))) {
        tls.inClear();
        ctx.fireChannelActive();
        ctx.pipeline().remove(this); // which passes on what was read
        return;
      } else if (first < OFFER.readableBytes()) {
        return;
      }
      mayGoOnInClear = false;
    }
    input = in;
    try {
      decoder.decode(in);
    } catch (ProtocolException wrong) {
      refuse("the server broke the protocol before TLS: " + wrong.reason());
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
        upgrade(ctx);
      }
    }
  }

  /** Whatever stands behind FOLLOWS was not sent by a server that waits for our handshake. */
  private void upgrade(ChannelHandlerContext ctx) {
    int injected = input.readableBytes();
    if (injected > 0) {
      refuse(
          injected
              + " bytes in clear came after FOLLOWS, where TLS begins: somebody has put them in");
      return;
    }
    over = true;
    ctx.flush();
    tls.upgrade(ctx);
  }

  private void refuse(String reason) {
    over = true;
    input.skipBytes(input.readableBytes());
    tls.noTls(reason);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    tls.noTls("the server closed the connection before TLS began");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    tls.noTls(TlsException.describe(cause));
  }

  // What else a server says before TLS is neither shown nor answered.

  @Override
  public void record(ByteBuf data) {}

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {}
}
