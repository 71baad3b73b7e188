// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.loadstar.tn3270.e.NegotiationAction;

/** The phase before there is a session. Makes room for the {@link DataHandler} when it is there. */
final class NegotiationHandler extends ChannelInboundHandlerAdapter {
  private final Dial dial;

  NegotiationHandler(Dial dial) {
    this.dial = dial;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof NegotiationAction.Connected agreed) {
      DataHandler data = new DataHandler(dial.connection(), agreed);
      ctx.pipeline().replace(this, "data", data);
      dial.accepted(agreed);
    } else if (event instanceof NegotiationAction.Rejected rejected) {
      dial.refused("the server rejected the session: " + rejected.reason());
    } else if (event instanceof NegotiationAction.Failed failed) {
      dial.refused(failed.reason());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dial.refused("the server closed the connection before there was a session");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    dial.refused(dial.connection().describe(cause));
  }
}
