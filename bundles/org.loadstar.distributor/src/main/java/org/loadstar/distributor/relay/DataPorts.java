// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper.Side;

/**
 * The ports that wait for a data connection of one control connection: at most one for its client
 * and one for its target. Each side sees both connections with one address. For the control
 * connection's event loop.
 */
final class DataPorts {
  private final Relay control;
  private final EventLoop loop;
  private @Nullable OneShot passive;
  private @Nullable OneShot active;

  DataPorts(Relay control) {
    this.control = control;
    this.loop = control.leg(Side.CLIENT).channel().eventLoop();
  }

  /** Opens a port for the client; its connection goes to a port of the target. */
  void passive(int targetPort, Consumer<@Nullable InetSocketAddress> done) {
    if (passive != null) {
      passive.close();
    }
    RelayedAddress vip = control.vip();
    Leg client = control.leg(Side.CLIENT);
    Leg target = control.leg(Side.TARGET);
    passive =
        OneShot.open(
            vip,
            loop,
            client.local(),
            client.remote().getAddress(),
            accepted -> vip.passive(accepted, control.go(), targetPort, target.local()),
            done);
  }

  /** Opens a port for the target; its connection goes to a port of the client. */
  void active(int clientPort, Consumer<@Nullable InetSocketAddress> done) {
    if (active != null) {
      active.close();
    }
    RelayedAddress vip = control.vip();
    Leg client = control.leg(Side.CLIENT);
    Leg target = control.leg(Side.TARGET);
    InetSocketAddress to = new InetSocketAddress(client.remote().getAddress(), clientPort);
    active =
        OneShot.open(
            vip,
            loop,
            target.local(),
            target.remote().getAddress(),
            accepted -> vip.active(accepted, control.go(), to, client.local()),
            done);
  }

  void close() {
    if (passive != null) {
      passive.close();
    }
    if (active != null) {
      active.close();
    }
  }
}
