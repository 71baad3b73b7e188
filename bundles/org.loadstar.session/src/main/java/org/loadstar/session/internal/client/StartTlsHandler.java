// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.loadstar.net.TlsException;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.StartTls;
import org.loadstar.tn3270.telnet.StartTlsAction;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * The phase in which TLS is agreed on inside telnet. It removes itself. Where TLS is only
 * preferred, the first thing that the server says decides: its offer, or telnet in clear.
 */
final class StartTlsHandler extends ByteToMessageDecoder {
  private static final ByteBuf OFFER = offer();

  private final ClientTls tls;
  private final StartTls negotiation;
  private boolean mayGoOnInClear;
  private boolean over;

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

  /** The handlers behind it are told when the channel is as it is to be. */
  @Override
  public void channelActive(ChannelHandlerContext ctx) {}

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (over) {
      in.skipBytes(in.readableBytes());
      return;
    }
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
    try {
      perform(ctx, in, negotiation.received(in));
    } catch (ProtocolException wrong) {
      refuse(in, "the server broke the protocol before TLS: " + wrong.reason());
    }
  }

  private void perform(ChannelHandlerContext ctx, ByteBuf in, List<StartTlsAction> actions) {
    for (StartTlsAction action : actions) {
      if (action instanceof StartTlsAction.Send send) {
        ByteBuf out = ctx.alloc().buffer();
        send.encode(out);
        ctx.write(out);
      } else if (action instanceof StartTlsAction.Refused refused) {
        refuse(in, refused.reason());
      } else if (action instanceof StartTlsAction.Upgrade) {
        upgrade(ctx, in);
      }
    }
    ctx.flush();
  }

  /** Whatever stands behind FOLLOWS was not sent by a server that waits for our handshake. */
  private void upgrade(ChannelHandlerContext ctx, ByteBuf in) {
    int injected = in.readableBytes();
    if (injected > 0) {
      refuse(
          in,
          injected
              + " bytes in clear came after FOLLOWS, where TLS begins: somebody has put them in");
    } else {
      ctx.flush();
      tls.upgrade(ctx);
    }
  }

  private void refuse(ByteBuf in, String reason) {
    over = true;
    in.skipBytes(in.readableBytes());
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
}
