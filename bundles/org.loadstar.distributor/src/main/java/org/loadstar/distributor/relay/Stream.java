// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/**
 * A TCP connection on an event loop: for that loop only, but before {@link #open} for whoever has
 * it. When both directions have ended, it closes by itself.
 */
interface Stream {
  /** Gets what happens, on the event loop. */
  interface Sink {
    /** Bytes came; the sink owns them. */
    void read(ByteBuf bytes);

    /** That was all for now. */
    void readComplete();

    /** It takes more than before, or no more for now: see {@link Stream#takes}. */
    void writability();

    /** Nothing comes any more. */
    void inputEnded();

    /** It is broken, and still to be closed. */
    void failed();

    /**
     * It is closed; the last call.
     *
     * @param clean whether both directions had ended
     */
    void closed(boolean clean);
  }

  /** The peer's address. */
  InetSocketAddress remote();

  /** Our address. */
  InetSocketAddress local();

  /** Whether it is not closed, as far as is known. */
  boolean isOpen();

  /** The bytes that came in so far. */
  long received();

  /** Puts it onto a loop, if it is on none; from now on the sink is told. Nothing is read yet. */
  void open(EventLoop loop, Sink sink);

  /** Nobody looks at what comes from now on: it may go to the other without the sink. */
  void onward(Stream to);

  /** Reads, or reads no more for now. */
  void reading(boolean wanted);

  /** Sends with the next {@link #flush}; takes over the bytes. */
  void write(ByteBuf bytes);

  /** Sends what is written. */
  void flush();

  /** Whether little enough waits to be sent. */
  boolean takes();

  /** Ends the direction to the peer when all is sent. */
  void end();

  /** Closes it at once. */
  void close();

  /** Closes it at once; the peer is told by RST. */
  void reset();
}
