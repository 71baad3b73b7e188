// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

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
final class OneShot implements Sockets.Acceptor {
  /** How long it waits. */
  static final int SECONDS = 60;

  private final RelayedAddress vip;
  private final InetAddress peer;
  private final Consumer<Stream> use;
  private Sockets.@Nullable Listener server;

  private OneShot(RelayedAddress vip, InetAddress peer, Consumer<Stream> use) {
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
      Consumer<Stream> use,
      Consumer<@Nullable InetSocketAddress> done) {
    OneShot port = new OneShot(vip, peer, use);
    try {
      Sockets.Listener server = Sockets.listen(loop, new InetSocketAddress(at, 0), port);
      port.server = server;
      loop.schedule(port::close, SECONDS, TimeUnit.SECONDS);
      done.accept(server.at());
    } catch (IOException e) {
      vip.exhausted(e);
      done.accept(null);
    }
    return port;
  }

  @Override
  public void accepted(Stream stream) {
    InetAddress from = stream.remote().getAddress();
    if (server == null || !from.equals(peer)) {
      stream.reset();
      vip.log().refused(from, "a data port that waits for another");
      return;
    }
    close();
    use.accept(stream);
  }

  @Override
  public void failed(Throwable cause) {
    vip.exhausted(cause);
  }

  /** Whether it still waits. */
  boolean isOpen() {
    return server != null;
  }

  /** Waits no more. */
  void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
