// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.loadstar.api.distributor.ConnectionKey;

/**
 * A data connection that a target has opened to us, on its way to the client: it comes there from
 * the distributed address. It is told of when the client has taken it, for it has no port before.
 */
final class OutboundOpening implements Connection, Sockets.Attempt.Outcome {
  private final RelayedAddress vip;
  private final Verdict.Go go;
  private final Stream target;
  private final InetSocketAddress client;
  private final EventLoop loop;
  private final Runnable done;
  private final long began = System.nanoTime();

  /**
   * @param done run when the client has taken it, or will not; on any thread
   */
  OutboundOpening(
      RelayedAddress vip,
      Verdict.Go go,
      Stream target,
      InetSocketAddress client,
      EventLoop loop,
      Runnable done) {
    this.vip = vip;
    this.go = go;
    this.target = target;
    this.client = client;
    this.loop = loop;
    this.done = done;
  }

  /** Connects from an address to the client. */
  void start(InetAddress source) {
    loop.execute(() -> connect(source));
  }

  private void connect(InetAddress source) {
    Sockets.connect(loop, client, source, vip.admission().connectMillis(), this);
  }

  @Override
  public void failed(Throwable cause) {
    over("its data port: " + Faults.text(cause));
  }

  @Override
  public void noSocket(Throwable cause) {
    vip.exhausted(cause);
    over(Faults.text(cause));
  }

  @Override
  public void connected(Stream stream) {
    if (!target.isOpen()) {
      stream.reset();
      over("its target has gone meanwhile");
      return;
    }
    InetSocketAddress local = stream.local();
    ConnectionKey key =
        new ConnectionKey(
            client.getAddress(), client.getPort(), local.getAddress(), local.getPort());
    vip.admission().established();
    Live live = vip.reports().opened(key, go.target().name(), go.cause(), go.epoch());
    vip.reports().established(live, (System.nanoTime() - began) / 1000);
    Relay relay = new Relay(vip, live, go, loop, stream, target);
    vip.relayed(this, relay);
    relay.start(null);
    done.run();
  }

  private void over(String reason) {
    vip.log().refused(client.getAddress(), reason);
    target.reset();
    vip.admission().established();
    vip.left(this, client.getAddress());
    done.run();
  }

  @Override
  public boolean isOf(String name) {
    return go.target().name().equals(name);
  }

  @Override
  public void end() {
    loop.execute(() -> target.reset());
  }
}
