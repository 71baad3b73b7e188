// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens the relay's sockets, of the kind that an event loop takes. */
final class Sockets {
  static final int BACKLOG = 1024;

  /** Where accepting fails, it pauses so long. */
  static final int PAUSE_MILLIS = 500;

  /** What one side has not taken yet, before the other side is read no more, and again. */
  static final int MOST_WAITING = 512 * 1024;

  static final int LITTLE_WAITING = 128 * 1024;

  private Sockets() {}

  /** A listening socket. For its event loop. */
  interface Listener {
    /** Where it listens. */
    InetSocketAddress at();

    /** Listens no more. */
    void close();
  }

  /** Gets what a listening socket accepts, on its event loop. */
  interface Acceptor {
    /** A connection, which is on no loop yet. */
    void accepted(Stream stream);

    /** Accepting fails, as it does when there are no more descriptors; it goes on by itself. */
    void failed(Throwable cause);
  }

  /** A connection that is being made. For its event loop. */
  interface Attempt {
    /** Gets its end, once, on the event loop. */
    interface Outcome {
      /** The connection is there; put a sink to it at once. */
      void connected(Stream stream);

      /** The peer is not to be had. */
      void failed(Throwable cause);

      /** There is no socket to be had; the peer was not asked. */
      void noSocket(Throwable cause);
    }

    /** Gives it up: it fails with a {@link java.nio.channels.ClosedChannelException}. */
    void cancel();
  }

  /** What moves the bytes of an event loop's sockets: {@code nio} or {@code epoll}. */
  static String transport(EventLoop loop) {
    return isJava(loop) ? "nio" : "epoll";
  }

  private static boolean isJava(EventLoop loop) {
    return !(loop instanceof IoEventLoop one) || one.isIoType(NioIoHandler.class);
  }

  /**
   * Opens a listening socket. On the event loop.
   *
   * @throws IOException where the port cannot be had
   */
  static Listener listen(EventLoop loop, InetSocketAddress at, Acceptor acceptor)
      throws IOException {
    return isJava(loop)
        ? NioListener.open(loop, at, acceptor)
        : LinuxListener.open((IoEventLoop) loop, at, acceptor);
  }

  /**
   * Connects. On the event loop.
   *
   * @param source the address to come from, or null for any
   */
  static Attempt connect(
      EventLoop loop,
      InetSocketAddress to,
      @Nullable InetAddress source,
      int timeoutMillis,
      Attempt.Outcome outcome) {
    return isJava(loop)
        ? NioStream.connect(loop, to, source, timeoutMillis, outcome)
        : LinuxAttempt.connect((IoEventLoop) loop, to, source, timeoutMillis, outcome);
  }
}
