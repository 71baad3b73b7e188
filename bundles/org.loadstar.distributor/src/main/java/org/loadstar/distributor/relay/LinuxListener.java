// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket of Linux's own. */
final class LinuxListener implements Sockets.Listener, EpollIoHandle {
  /** So many are accepted before others have their turn. */
  private static final int BATCH = 64;

  /** Of the form that {@code accept} fills: length, address, scope, port. */
  private static final int ADDRESS_BYTES = 25;

  private static final Logger LOG = LoggerFactory.getLogger(LinuxListener.class);

  private final IoEventLoop loop;
  private final Socket socket;
  private final InetSocketAddress at;
  private final Sockets.Acceptor acceptor;
  private final IoRegistration registration;
  private final byte[] peer = new byte[ADDRESS_BYTES];

  private LinuxListener(
      IoEventLoop loop, Socket socket, InetSocketAddress at, Sockets.Acceptor acceptor) {
    this.loop = loop;
    this.socket = socket;
    this.at = at;
    this.acceptor = acceptor;
    this.registration = loop.register(this).getNow(); // done at once, on its loop
  }

  static LinuxListener open(IoEventLoop loop, InetSocketAddress at, Sockets.Acceptor acceptor)
      throws IOException {
    Socket socket;
    try {
      socket = Socket.newSocketStream();
    } catch (ChannelException e) {
      throw new IOException(Faults.text(e.getCause()), e);
    }
    try {
      socket.setReuseAddress(true);
      socket.setKeepAlive(true); // what is accepted inherits these two
      socket.setTcpNoDelay(true);
      socket.bind(at);
      socket.listen(Sockets.BACKLOG);
      LinuxListener listener = new LinuxListener(loop, socket, socket.localAddress(), acceptor);
      listener.registration.submit(EpollIoOps.EPOLLIN);
      return listener;
    } catch (IOException e) {
      socket.close();
      throw new IOException(Faults.text(e), e);
    }
  }

  @Override
  public Socket fd() {
    return socket;
  }

  @Override
  public InetSocketAddress at() {
    return at;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    try {
      accept();
    } catch (RuntimeException e) {
      LOG.error("The relay failed to take a connection; it goes on", e);
    }
  }

  private void accept() {
    boolean failedBefore = false;
    for (int i = 0; i < BATCH && socket.isOpen(); i++) {
      int fd;
      try {
        fd = socket.accept(peer);
      } catch (IOException e) {
        acceptor.failed(e);
        if (failedBefore) {
          pause();
          return;
        }
        failedBefore = true;
        continue;
      }
      if (fd < 0) {
        return;
      }
      InetSocketAddress remote = NativeInetAddress.address(peer, 1, peer[0]);
      acceptor.accepted(new LinuxStream(new Socket(fd), remote, local()));
    }
  }

  private @Nullable InetSocketAddress local() {
    return at.getAddress().isAnyLocalAddress() ? null : at;
  }

  private void pause() {
    registration.submit(EpollIoOps.EPOLLERR); // with nothing to wait for it could not come back
    loop.schedule(
        () -> {
          if (socket.isOpen()) {
            registration.submit(EpollIoOps.EPOLLIN);
          }
        },
        Sockets.PAUSE_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    LinuxStream.close(socket, registration);
  }
}
