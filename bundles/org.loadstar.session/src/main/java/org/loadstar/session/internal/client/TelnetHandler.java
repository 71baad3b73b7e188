// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.ClientNegotiation;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * Telnet and its negotiation, which may come back at any time in the life of a connection. Passes
 * on records as lent buffers, text as {@link NvtText}, and the {@link NegotiationAction}s that send
 * nothing as events. Telnet commands of the host are dropped.
 *
 * <p>Answers are gathered until something else is written or the input of the moment is read, so
 * that a flood of short questions makes one buffer.
 */
final class TelnetHandler extends ChannelDuplexHandler implements TelnetListener {
  private final ClientNegotiation negotiation;
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf answers;
  private boolean broken;

  TelnetHandler(ClientNegotiation negotiation) {
    this.negotiation = negotiation;
  }

  /** The time for the negotiation is over; tells how far it had come, or nothing. */
  String timeout() {
    for (NegotiationAction action : negotiation.timeout()) {
      if (action instanceof NegotiationAction.Failed failed) {
        return failed.reason();
      }
    }
    return "";
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    try {
      if (!broken) {
        decoder.decode((ByteBuf) msg);
      }
    } catch (ProtocolException wrong) {
      broken = true;
      ctx.fireExceptionCaught(wrong);
    } finally {
      ReferenceCountUtil.release(msg);
      writeAnswers(ctx);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    writeAnswers(ctx);
    ctx.write(message, promise);
  }

  private void writeAnswers(ChannelHandlerContext ctx) {
    if (answers != null) {
      ByteBuf out = answers;
      answers = null;
      ctx.write(out);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    ReferenceCountUtil.release(answers);
    answers = null;
  }

  /** What is left to ask for after the server has closed the connection; null for nothing. */
  @Nullable TerminalRequest rest() {
    return negotiation.rest();
  }

  /** Whether 3270 is neither agreed on nor being agreed on. */
  boolean isOpen() {
    return negotiation.isOpen();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
    ctx.fireChannelReadComplete();
  }

  /** A host that does not read is not read either. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void record(ByteBuf data) {
    if (context != null) {
      context.fireChannelRead(data.retain());
    }
  }

  @Override
  public void text(ByteBuf data) {
    if (context != null) {
      context.fireChannelRead(new NvtText(data.retain()));
    }
  }

  @Override
  public void command(TelnetCommand command) {
    // A host has no command that a display must answer.
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    perform(negotiation.option(verb, option));
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    perform(negotiation.subnegotiation(option, payload));
  }

  private void perform(List<NegotiationAction> actions) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    for (NegotiationAction action : actions) {
      if (action instanceof NegotiationAction.Send send) {
        if (answers == null) {
          answers = ctx.alloc().buffer();
        }
        send.encode(answers);
      } else {
        if (action instanceof NegotiationAction.Connected) {
          decoder.recordMode(true);
        } else if (action instanceof NegotiationAction.Suspended) {
          decoder.recordMode(false);
        }
        ctx.fireUserEventTriggered(action);
      }
    }
  }
}
