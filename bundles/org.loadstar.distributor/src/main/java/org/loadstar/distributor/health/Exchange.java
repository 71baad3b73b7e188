// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a check says on one connection, and what it makes of the answers. Bytes come in, bytes and a
 * verdict go out; after a verdict nothing more is asked of it. Not thread-safe.
 */
interface Exchange {
  /**
   * The connection is open.
   *
   * @param out takes what is to be said; so in the other methods
   * @return null where the answer counts
   */
  @Nullable Verdict connected(ByteBuf out);

  /** The target has said something; the buffer stays the caller's. */
  @Nullable Verdict received(ByteBuf in, ByteBuf out);

  /** The target has closed the connection. */
  Verdict closed();

  /** What it waits for, when its time is up: one line for people. */
  String waitsFor();
}
