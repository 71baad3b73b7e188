// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;

/** One side of a relayed connection. For its event loop, which is the other side's too. */
final class Leg implements Stream.Sink {
  private final Relay relay;
  private final Stream stream;

  Leg(Relay relay, Stream stream) {
    this.relay = relay;
    this.stream = stream;
  }

  Stream stream() {
    return stream;
  }

  @Override
  public void read(ByteBuf bytes) {
    relay.read(this, bytes);
  }

  @Override
  public void readComplete() {
    relay.other(this).stream.flush();
  }

  @Override
  public void writability() {
    relay.writability(this);
  }

  @Override
  public void inputEnded() {
    relay.inputEnded(this);
  }

  @Override
  public void failed() {
    relay.abort();
  }

  @Override
  public void closed(boolean clean) {
    relay.closed(clean);
  }
}
