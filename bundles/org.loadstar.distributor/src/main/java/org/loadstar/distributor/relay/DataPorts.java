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
  private final Runnable settled;
  private @Nullable OneShot passive;
  private @Nullable OneShot active;
  private int connecting;

  /**
   * @param settled run when no connection is on its way to the client any more
   */
  DataPorts(Relay control, Runnable settled) {
    this.control = control;
    this.loop = control.loop();
    this.settled = settled;
  }

  /** Whether the target's next data connection may be here without having been seen. */
  boolean mayConnect() {
    return active != null && active.isOpen();
  }

  /** Whether a connection of the target is on its way to the client. */
  boolean connecting() {
    return connecting > 0;
  }

  /** Opens a port for the client; its connection goes to a port of the target. */
  void passive(int targetPort, Consumer<@Nullable InetSocketAddress> done) {
    if (passive != null) {
      passive.close();
    }
    RelayedAddress vip = control.vip();
    Stream client = control.leg(Side.CLIENT).stream();
    Stream target = control.leg(Side.TARGET).stream();
    passive =
        OneShot.open(
            vip,
            loop,
            client.local().getAddress(),
            client.remote().getAddress(),
            accepted ->
                vip.passive(accepted, control.go(), targetPort, target.local().getAddress()),
            done);
  }

  /** Opens a port for the target; its connection goes to a port of the client. */
  void active(int clientPort, Consumer<@Nullable InetSocketAddress> done) {
    if (active != null) {
      active.close();
    }
    RelayedAddress vip = control.vip();
    Stream client = control.leg(Side.CLIENT).stream();
    Stream target = control.leg(Side.TARGET).stream();
    InetSocketAddress to = new InetSocketAddress(client.remote().getAddress(), clientPort);
    active =
        OneShot.open(
            vip,
            loop,
            target.local().getAddress(),
            target.remote().getAddress(),
            accepted -> {
              connecting++;
              vip.active(
                  accepted,
                  control.go(),
                  to,
                  client.local().getAddress(),
                  () -> loop.execute(this::connected));
            },
            done);
  }

  private void connected() {
    if (--connecting == 0) {
      settled.run();
    }
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
