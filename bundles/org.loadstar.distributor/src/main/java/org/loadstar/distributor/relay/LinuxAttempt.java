// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection of Linux's own that is being made. */
final class LinuxAttempt implements Sockets.Attempt {
  private final Outcome outcome;
  private @Nullable LinuxStream stream;
  private @Nullable Future<?> timer;
  private boolean over;

  private LinuxAttempt(Outcome outcome) {
    this.outcome = outcome;
  }

  static LinuxAttempt connect(
      IoEventLoop loop,
      InetSocketAddress to,
      @Nullable InetAddress source,
      int timeoutMillis,
      Outcome outcome) {
    LinuxAttempt attempt = new LinuxAttempt(outcome);
    // Not among the events of this turn: one of them may be for a descriptor that was closed just
    // now, and the new socket may get its number.
    loop.execute(() -> attempt.begin(loop, to, source, timeoutMillis));
    return attempt;
  }

  private void begin(
      IoEventLoop loop, InetSocketAddress to, @Nullable InetAddress source, int timeoutMillis) {
    if (over) {
      return;
    }
    Socket socket;
    try {
      // One for IPv6 needs another call to the system.
      socket = LinuxSocket.newSocketStream(isIpv6(to.getAddress()) || isIpv6(source));
    } catch (ChannelException e) {
      over = true;
      outcome.noSocket(e.getCause() == null ? e : e.getCause());
      return;
    }
    LinuxStream made = new LinuxStream(socket, to, null);
    stream = made;
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      if (source != null) {
        socket.bind(new InetSocketAddress(source, 0));
      }
      if (socket.connect(to)) {
        made.register(loop);
        succeed(made);
      } else {
        made.connecting(this);
        made.register(loop);
        timer = loop.schedule(this::timeUp, timeoutMillis, TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private static boolean isIpv6(@Nullable InetAddress address) {
    return address instanceof Inet6Address;
  }

  /** Something has happened to it; answers whether it is connected. */
  boolean ready(LinuxStream made, Socket socket) {
    try {
      if (socket.finishConnect()) {
        succeed(made);
        return true;
      }
    } catch (IOException e) {
      fail(e);
    }
    return false;
  }

  private void succeed(LinuxStream made) {
    over = true;
    stopTimer();
    outcome.connected(made);
  }

  private void timeUp() {
    fail(new ConnectTimeoutException());
  }

  @Override
  public void cancel() {
    fail(new ClosedChannelException());
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void fail(Throwable cause) {
    if (!over) {
      over = true;
      stopTimer();
      if (stream != null) {
        stream.close();
      }
      outcome.failed(cause);
    }
  }
}
