// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.FlowHelper.Action;
import org.loadstar.api.distributor.FlowHelper.Side;

/**
 * A control connection: a helper sees what comes and says what goes on. While it thinks, or a port
 * is opened, nothing more is read. Nothing goes on either while a data connection of the target is
 * on its way to the client, so that no reply about it comes there first. A helper that fails is
 * left out, and what it was told goes on as it was. For the connection's event loop.
 */
final class Control {
  /** What came from a side: bytes, or null for its end. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once and never compared
  private record Input(Side from, byte @Nullable [] bytes) {}

  private final Relay relay;
  private final FlowCaller helper;
  private final DataPorts ports;
  private final EventLoop loop;
  private final Deque<Input> inputs = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;
  private boolean slice;

  private Control(Relay relay, FlowCaller helper) {
    this.relay = relay;
    this.helper = helper;
    this.ports = new DataPorts(relay, this::work);
    this.loop = relay.loop();
  }

  /** Gives a connection to its address's helper, if it is one that has a helper. */
  static void attach(Relay relay) {
    if (!relay.go().counts()) {
      return;
    }
    Stream client = relay.leg(Side.CLIENT).stream();
    FlowCaller helper =
        relay
            .vip()
            .helper(
                new FlowHelper.Start(
                    client.remote(),
                    client.local(),
                    relay.leg(Side.TARGET).stream().remote(),
                    EnumSet.allOf(Side.class)));
    if (helper != null) {
      relay.helped(new Control(relay, helper));
    }
  }

  /** Whether more may be read. */
  boolean wantsMore() {
    return !busy && inputs.isEmpty() && !ports.connecting();
  }

  void read(Side from, ByteBuf bytes) {
    inputs.add(new Input(from, ByteBufUtil.getBytes(bytes)));
    bytes.release();
    if (from == Side.TARGET && ports.mayConnect()) {
      loop.execute(this::work); // the connection that came before these bytes is accepted by then
    } else {
      work();
    }
  }

  void ended(Side from) {
    inputs.add(new Input(from, null));
    work();
  }

  private void work() {
    if (closed) {
      return;
    }
    while (!busy && !closed && !ports.connecting() && !inputs.isEmpty()) {
      Input input = inputs.remove();
      byte[] bytes = input.bytes;
      if (bytes == null) {
        relay.passEnd(relay.leg(input.from));
      } else {
        ask(helper.data(input.from, ByteBuffer.wrap(bytes)), input);
      }
    }
    relay.writability(relay.leg(Side.CLIENT));
  }

  /** Waits for an answer, which may be there already. */
  private void ask(CompletionStage<List<Action>> answer, @Nullable Input about) {
    busy = true;
    answer.whenComplete(
        (actions, fault) -> {
          if (loop.inEventLoop()) {
            answered(actions, about);
          } else {
            loop.execute(
                () -> {
                  answered(actions, about);
                  work();
                });
          }
        });
  }

  private void answered(@Nullable List<Action> actions, @Nullable Input about) {
    busy = false;
    if (closed) {
      return;
    }
    if (actions == null) { // the guard has logged why
      if (about != null) {
        inputs.addFirst(about);
      }
      blind(false);
    } else {
      actions.forEach(this::act);
    }
  }

  private void act(Action action) {
    if (action instanceof Action.Send send) {
      send(send.to(), send.bytes());
    } else if (action instanceof Action.ExpectPassive expect) {
      busy = true;
      ports.passive(expect.targetPort(), this::opened);
    } else if (action instanceof Action.ExpectActive expect) {
      busy = true;
      ports.active(expect.clientPort(), this::opened);
    } else if (action instanceof Action.Blind blind) {
      blind(blind.slice());
    } else if (action instanceof Action.Refuse refuse) {
      log(refuse.reason());
    } else if (action instanceof Action.End end) {
      log(end.reason());
      relay.end();
    }
  }

  private void opened(@Nullable InetSocketAddress at) {
    busy = false;
    if (closed) {
      return;
    }
    ask(at == null ? helper.refused() : helper.opened(at), null);
    if (!busy) {
      loop.execute(this::work);
    }
  }

  private void log(String reason) {
    relay.vip().log().refused(relay.live().key().client(), reason);
  }

  private void send(Side to, byte[] bytes) {
    Stream stream = relay.leg(to).stream();
    stream.write(Unpooled.wrappedBuffer(bytes));
    stream.flush();
  }

  /** From here on everything goes through as it is. */
  private void blind(boolean withSlice) {
    if (withSlice) {
      slice = true;
      relay.vip().slices().hold(relay.go().target().name(), relay.live().key().client());
    }
    relay.unhelped();
    for (Input input = inputs.poll(); input != null; input = inputs.poll()) {
      byte[] bytes = input.bytes;
      Leg from = relay.leg(input.from);
      if (bytes == null) {
        relay.passEnd(from);
      } else {
        send(input.from == Side.CLIENT ? Side.TARGET : Side.CLIENT, bytes);
      }
    }
  }

  /** The connection is over. */
  void close() {
    closed = true;
    inputs.clear();
    ports.close();
    if (slice) {
      relay.vip().slices().release(relay.go().target().name(), relay.live().key().client());
    }
  }
}
