// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper.Side;

/**
 * An established connection: two legs, and what one receives the other sends. For one event loop.
 *
 * <pre>
 *                 one input ends, all of it is written
 *   established --------------------------------------> closing (the other way still runs)
 *       |                                                  |
 *       | RST, failed write                                | the other input ends, all is written
 *       +-----------------> closed <-----------------------+
 *                 (RST to the other side)
 * </pre>
 */
final class Relay implements Connection {
  private final RelayedAddress vip;
  private final Live live;
  private final Verdict.Go go;
  private final Leg client;
  private final Leg target;
  private @Nullable Control control;
  private Runnable atEnd = () -> {};
  private int open = 2;
  private boolean closing;
  private boolean aborted;

  Relay(RelayedAddress vip, Live live, Verdict.Go go, Channel client, Channel target) {
    this.vip = vip;
    this.live = live;
    this.go = go;
    this.client = new Leg(this, client);
    this.target = new Leg(this, target);
  }

  /** Begins to relay. */
  void start(@Nullable ByteBuf header) {
    begin(client);
    begin(target);
    if (header != null) {
      target.channel().writeAndFlush(header, target.channel().voidPromise());
    }
    writability(client);
    writability(target);
  }

  private void begin(Leg leg) {
    leg.channel().pipeline().addLast(leg);
    leg.channel().closeFuture().addListener(closed -> closed(leg));
  }

  /** Lets a helper decide what goes on; before {@link #start}. */
  void helped(Control by) {
    control = by;
    atEnd = by::close;
  }

  /** The helper wants to hear no more. */
  void unhelped() {
    control = null;
    writability(client);
    writability(target);
  }

  RelayedAddress vip() {
    return vip;
  }

  Live live() {
    return live;
  }

  Verdict.Go go() {
    return go;
  }

  Leg leg(Side side) {
    return side == Side.CLIENT ? client : target;
  }

  Leg other(Leg leg) {
    return leg == client ? target : client;
  }

  void read(Leg from, ByteBuf bytes) {
    if (control == null) {
      Channel to = other(from).channel();
      to.write(bytes, to.voidPromise());
    } else {
      control.read(from == client ? Side.CLIENT : Side.TARGET, bytes);
    }
  }

  /** Reads from where what is read can be written. */
  void writability(Leg leg) {
    if (control == null) {
      other(leg).reading(leg.takes());
    } else {
      boolean wanted = control.wantsMore() && client.takes() && target.takes();
      client.reading(wanted);
      target.reading(wanted);
    }
  }

  void inputEnded(Leg from) {
    if (!closing) {
      closing = true;
      vip.reports().closing(live);
    }
    if (control == null) {
      passEnd(from);
    } else {
      control.ended(from == client ? Side.CLIENT : Side.TARGET);
    }
  }

  /** One side's end becomes the end of what the other side gets. */
  void passEnd(Leg from) {
    Leg to = other(from);
    to.channel()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                to.endOutput();
              }
            });
    if (from.done()) {
      from.channel().close();
    }
  }

  /** Ends both sides at once. */
  void abort() {
    aborted = true;
    Sockets.reset(client.channel());
    Sockets.reset(target.channel());
  }

  private void closed(Leg leg) {
    open--;
    if (open == 0) {
      atEnd.run();
      vip.reports().closed(live, client.received(), target.received());
      vip.router().gone(live.key(), go);
      vip.left(this, live.key().client());
    } else if (!aborted && !leg.done()) {
      if (leg.closedByEnd()) {
        inputEnded(leg);
      } else {
        abort();
      }
    }
  }

  @Override
  public boolean isOf(String name) {
    return go.target().name().equals(name);
  }

  @Override
  public void end() {
    client
        .channel()
        .eventLoop()
        .execute(
            () -> {
              aborted = true;
              client.channel().close();
              target.channel().close();
            });
  }
}
