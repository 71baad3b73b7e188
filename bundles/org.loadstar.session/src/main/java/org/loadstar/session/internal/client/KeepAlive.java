// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.loadstar.api.session.KeepAliveProbe;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * Says something to a host that has been silent for a time: a NOP, which keeps the path open, or DO
 * TIMING-MARK, which every telnet host answers if it lives (RFC 860). A host that is silent for
 * that time again, though it was asked, is {@link Event#DEAD}.
 */
final class KeepAlive extends IdleStateHandler {
  /** What it tells the handlers behind it. */
  enum Event {
    /** The host is gone. */
    DEAD
  }

  /** What to tell the user. */
  static final String WORDS = "the host did not answer a timing mark";

  private final KeepAliveProbe probe;

  KeepAlive(Duration after, KeepAliveProbe probe) {
    super(after.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
    this.probe = probe;
  }

  @Override
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent idle) {
    boolean ask = probe == KeepAliveProbe.TIMING_MARK;
    if (idle.state() != IdleState.READER_IDLE) {
      return;
    } else if (ask && !idle.isFirst()) {
      ctx.fireUserEventTriggered(Event.DEAD);
      return;
    }
    ByteBuf out = ctx.alloc().buffer(3);
    if (ask) {
      TelnetEncoder.option(OptionVerb.DO, TelnetOption.TIMING_MARK, out);
    } else {
      TelnetEncoder.command(TelnetCommand.NOP, out);
    }
    ctx.writeAndFlush(out);
  }
}
