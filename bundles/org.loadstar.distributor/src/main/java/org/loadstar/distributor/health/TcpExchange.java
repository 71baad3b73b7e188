// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;

/** A connection is all that is asked for. */
final class TcpExchange implements Exchange {
  @Override
  public Verdict connected(ByteBuf out) {
    return new Verdict.Passed();
  }

  @Override
  public Verdict received(ByteBuf in, ByteBuf out) {
    return new Verdict.Passed();
  }

  @Override
  public Verdict closed() {
    return new Verdict.Passed();
  }

  @Override
  public String waitsFor() {
    return "";
  }
}
