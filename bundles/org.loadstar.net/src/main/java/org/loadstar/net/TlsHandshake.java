// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;

/**
 * The phase of a TLS handshake; it stands right behind the handler of a {@link TlsProfile}. The
 * handlers behind it hear that the channel is active when it is encrypted, and nothing before. It
 * removes itself then.
 */
public final class TlsHandshake extends ChannelInboundHandlerAdapter {
  /** Is told once, on the event loop, how the handshake ends. */
  public interface Listener {
    /** All that comes now is encrypted. */
    void encrypted(TlsSession session);

    /** There is no TLS, and why, in one line for people; nothing has closed the channel. */
    void noTls(String reason);
  }

  private final Listener listener;
  private boolean over;

  /** A handshake that has not ended. */
  public TlsHandshake(Listener listener) {
    this.listener = listener;
  }

  /** It is told when the channel is encrypted. */
  @Override
  public void channelActive(ChannelHandlerContext ctx) {}

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent completion)) {
      ctx.fireUserEventTriggered(event);
    } else if (!completion.isSuccess()) {
      fail(completion.cause());
    } else if (!over) {
      over = true;
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      listener.encrypted(TlsSession.of(tls.engine().getSession()));
      ctx.fireChannelActive();
      ctx.pipeline().remove(this);
    }
  }

  /** The handshake tells its failure as an event, too, and before. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(new ClosedChannelException());
    ctx.fireChannelInactive();
  }

  private void fail(Throwable cause) {
    if (!over) {
      over = true;
      listener.noTls(TlsException.describe(cause));
    }
  }
}
