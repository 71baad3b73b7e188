// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
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
  /** Where one side has ended and nothing passes, the other has forgotten to end. */
  private static final long HALF_CLOSED_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** So often within a limit. */
  private static final int LOOKS = 4;

  private final RelayedAddress vip;
  private final Live live;
  private final Verdict.Go go;
  private final EventLoop loop;
  private final Leg client;
  private final Leg target;
  private @Nullable Control control;
  private Runnable atEnd = () -> {};
  private @Nullable Idleness idleness;
  private int open = 2;
  private boolean closing;
  private boolean aborted;

  Relay(
      RelayedAddress vip, Live live, Verdict.Go go, EventLoop loop, Stream client, Stream target) {
    this.vip = vip;
    this.live = live;
    this.go = go;
    this.loop = loop;
    this.client = new Leg(this, client);
    this.target = new Leg(this, target);
  }

  /** Begins to relay. */
  void start(@Nullable ByteBuf header) {
    client.stream().open(loop, client);
    target.stream().open(loop, target);
    if (header != null) {
      target.stream().write(header);
      target.stream().flush();
    }
    if (control == null) {
      unseen();
    }
    writability(client);
    writability(target);
    if (vip.admission().idleSeconds() > 0) {
      watch(TimeUnit.SECONDS.toMillis(vip.admission().idleSeconds()));
    }
  }

  /** Ends it when nothing has passed for so long. */
  private void watch(long limitMillis) {
    Idleness watched = new Idleness(vip.clock().millis(), passed());
    idleness = watched;
    look(watched, limitMillis);
  }

  private void look(Idleness watched, long limitMillis) {
    if (open < 2 || aborted || watched != idleness) {
      return;
    }
    if (watched.isOver(vip.clock().millis(), passed(), limitMillis)) {
      vip.log().refused(live.key().client(), closing ? "half-closed and idle" : "idle");
      abort();
    } else {
      loop.schedule(() -> look(watched, limitMillis), limitMillis / LOOKS, TimeUnit.MILLISECONDS);
    }
  }

  private long passed() {
    return client.stream().received() + target.stream().received();
  }

  /** Nobody looks at what passes. */
  private void unseen() {
    client.stream().onward(target.stream());
    target.stream().onward(client.stream());
  }

  /** Lets a helper decide what goes on; before {@link #start}. */
  void helped(Control by) {
    control = by;
    atEnd = by::close;
  }

  /** The helper wants to hear no more. */
  void unhelped() {
    control = null;
    unseen();
    writability(client);
    writability(target);
  }

  EventLoop loop() {
    return loop;
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
      other(from).stream().write(bytes);
    } else {
      control.read(from == client ? Side.CLIENT : Side.TARGET, bytes);
    }
  }

  /** Reads from where what is read can be written. */
  void writability(Leg leg) {
    if (control == null) {
      other(leg).stream().reading(leg.stream().takes());
    } else {
      boolean wanted = control.wantsMore() && client.stream().takes() && target.stream().takes();
      client.stream().reading(wanted);
      target.stream().reading(wanted);
    }
  }

  void inputEnded(Leg from) {
    if (aborted) {
      return;
    }
    if (!closing) {
      closing = true;
      vip.reports().closing(live);
      if (idleness == null) {
        watch(HALF_CLOSED_MILLIS);
      }
    }
    if (control == null) {
      passEnd(from);
    } else {
      control.ended(from == client ? Side.CLIENT : Side.TARGET);
    }
  }

  /** One side's end becomes the end of what the other side gets. */
  void passEnd(Leg from) {
    other(from).stream().end();
  }

  /** Ends both sides at once. */
  void abort() {
    aborted = true;
    client.stream().reset();
    target.stream().reset();
  }

  /** One side is closed. */
  void closed(boolean clean) {
    open--;
    if (open == 0) {
      atEnd.run();
      vip.reports().closed(live, client.stream().received(), target.stream().received());
      vip.router().gone(live.key(), go);
      vip.left(this, live.key().client());
    } else if (!aborted && !clean) {
      abort();
    }
  }

  @Override
  public boolean isOf(String name) {
    return go.target().name().equals(name);
  }

  @Override
  public void end() {
    loop.execute(
        () -> {
          aborted = true;
          client.stream().close();
          target.stream().close();
        });
  }
}
