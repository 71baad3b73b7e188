// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import org.loadstar.api.session.HostPort;
import org.loadstar.net.TlsHandshake;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsSession;
import org.loadstar.tn3270.telnet.StartTls;

/**
 * How the connections of one dial are encrypted: with the first byte, or inside telnet. What comes
 * behind its handlers hears nothing before the connection is as it is to be.
 */
final class ClientTls implements TlsHandshake.Listener {
  static final String CLEAR = "in clear, for the server offers no START-TLS";

  private final TlsWish wish;
  private final TlsProfile profile;
  private final HostPort server;
  private final Dial dial;
  private StartTls negotiation = StartTls.client();
  private boolean over;

  ClientTls(TlsWish wish, TlsProfile profile, HostPort server, Dial dial) {
    this.wish = wish;
    this.profile = profile;
    this.server = server;
    this.dial = dial;
  }

  /** Adds its handlers to a new channel. */
  void install(ChannelPipeline pipeline) {
    over = false;
    if (wish.startTls()) {
      negotiation = StartTls.client();
      pipeline.addLast("starttls", new StartTlsHandler(this, negotiation, !wish.isRequired()));
    } else {
      pipeline.addLast("tls", handler(pipeline));
      pipeline.addLast("handshake", new TlsHandshake(this));
    }
  }

  private SslHandler handler(ChannelPipeline pipeline) {
    return profile.client(pipeline.channel().alloc(), server.host(), server.port());
  }

  /** The next byte is TLS. */
  void upgrade(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addAfter(ctx.name(), "handshake", new TlsHandshake(this));
    pipeline.replace(ctx.name(), "tls", handler(pipeline));
  }

  /** Telnet goes on in clear, which is allowed. */
  void inClear() {
    over = true;
    dial.encryption(new Encryption(null, CLEAR));
  }

  @Override
  public void encrypted(TlsSession session) {
    over = true;
    dial.encryption(new Encryption(session, ""));
  }

  @Override
  public void noTls(String reason) {
    over = true;
    dial.refused(reason.contains("does not speak TLS") ? reason + hint() : reason);
  }

  private String hint() {
    return wish.startTls() ? "" : "; if the server begins TLS inside telnet, set startTls=true";
  }

  /** What it waits for; empty when it is over. */
  String waitsFor() {
    if (over) {
      return "";
    }
    String step = wish.startTls() ? negotiation.waitsFor() : "";
    return "time-out: " + (step.isEmpty() ? "the TLS handshake did not end" + hint() : step);
  }
}
