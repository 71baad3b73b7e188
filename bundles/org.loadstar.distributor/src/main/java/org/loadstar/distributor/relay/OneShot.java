// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port for one connection of one peer. It closes with that connection, or when nobody came in
 * time; whoever else comes is refused. For one event loop.
 */
final class OneShot {
  /** How long it waits. */
  static final int SECONDS = 60;

  private final RelayedAddress vip;
  private final InetAddress peer;
  private final Consumer<Channel> use;
  private @Nullable Channel server;

  private OneShot(RelayedAddress vip, InetAddress peer, Consumer<Channel> use) {
    this.vip = vip;
    this.peer = peer;
    this.use = use;
  }

  /**
   * Opens one.
   *
   * @param at the address to listen at; the port is any
   * @param peer the only one who may connect
   * @param use gets the connection, not registered yet
   * @param done gets the address and port, or null where there is none to be had
   */
  static OneShot open(
      RelayedAddress vip,
      EventLoop loop,
      InetAddress at,
      InetAddress peer,
      Consumer<Channel> use,
      Consumer<@Nullable InetSocketAddress> done) {
    OneShot port = new OneShot(vip, peer, use);
    try {
      ChannelFuture bound =
          Sockets.listen(
              loop, new InetSocketAddress(at, 0), new Acceptor(port::accepted, vip::exhausted));
      Channel channel = bound.channel();
      port.server = channel;
      loop.schedule(port::close, SECONDS, TimeUnit.SECONDS);
      bound.addListener(
          b -> done.accept(b.isSuccess() ? (InetSocketAddress) channel.localAddress() : null));
    } catch (IOException e) {
      vip.exhausted(e);
      done.accept(null);
    }
    return port;
  }

  private void accepted(Channel channel) {
    InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
    if (server == null || from == null || !from.getAddress().equals(peer)) {
      Sockets.reset(channel);
      if (from != null) {
        vip.log().refused(from.getAddress(), "a data port that waits for another");
      }
      return;
    }
    close();
    use.accept(channel);
  }

  /** Waits no more. */
  void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
