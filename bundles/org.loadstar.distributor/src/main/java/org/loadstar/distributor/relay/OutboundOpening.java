// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.loadstar.api.distributor.ConnectionKey;

/**
 * A data connection that a target has opened to us, on its way to the client: it comes there from
 * the distributed address. It is told of when the client has taken it, for it has no port before.
 */
final class OutboundOpening implements Connection {
  private final RelayedAddress vip;
  private final Verdict.Go go;
  private final Channel target;
  private final InetSocketAddress client;
  private final EventLoop loop;

  OutboundOpening(
      RelayedAddress vip, Verdict.Go go, Channel target, InetSocketAddress client, EventLoop loop) {
    this.vip = vip;
    this.go = go;
    this.target = target;
    this.client = client;
    this.loop = loop;
  }

  /** Connects from an address to the client. */
  void start(InetAddress source) {
    Sockets.prepare(target);
    loop.register(target).addListener(registered -> connect(source));
  }

  private void connect(InetAddress source) {
    long began = System.nanoTime();
    try {
      ChannelFuture connected =
          Sockets.connect(loop, client, source, vip.admission().connectMillis());
      connected.addListener(done -> connected(done, connected.channel(), began));
    } catch (IOException e) {
      vip.exhausted(e);
      over(Faults.text(e));
    }
  }

  private void connected(Future<?> done, Channel channel, long began) {
    if (!done.isSuccess()) {
      over("its data port: " + Faults.text(done.cause()));
    } else if (!target.isActive()) {
      Sockets.reset(channel);
      over("its target has gone meanwhile");
    } else {
      InetSocketAddress local = (InetSocketAddress) channel.localAddress();
      ConnectionKey key =
          new ConnectionKey(
              client.getAddress(), client.getPort(), local.getAddress(), local.getPort());
      vip.admission().established();
      Live live = vip.reports().opened(key, go.target().name(), go.cause(), go.epoch());
      vip.reports().established(live, (System.nanoTime() - began) / 1000);
      Relay relay = new Relay(vip, live, go, channel, target);
      vip.relayed(this, relay);
      relay.start(null);
    }
  }

  private void over(String reason) {
    vip.log().refused(client.getAddress(), reason);
    Sockets.reset(target);
    vip.admission().established();
    vip.left(this, client.getAddress());
  }

  @Override
  public boolean isOf(String name) {
    return go.target().name().equals(name);
  }

  @Override
  public void end() {
    loop.execute(() -> Sockets.reset(target));
  }
}
