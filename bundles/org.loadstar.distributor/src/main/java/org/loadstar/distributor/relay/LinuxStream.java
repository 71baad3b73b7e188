// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of Linux's own. The system tells changes only (it is edge-triggered), and is asked
 * once for all of them; so what can be read and written is kept here. Netty's own channel is not
 * used: it reads what nobody wants yet when the peer ends, and its splice is bound to go.
 *
 * <p>A transfer goes through a {@link Pipe}: more is read when that is empty.
 */
final class LinuxStream implements Stream, EpollIoHandle {
  private static final EpollIoOps CHANGES =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLET);

  /** From so many bytes on it is a transfer, not a dialog. */
  private static final int MUCH = 1024 * 1024;

  private static final int LEAST = 2 * 1024;
  private static final int MOST = 256 * 1024;
  private static final int FASTER = 8;

  /** So many reads before others have their turn. */
  private static final int READS_AT_ONCE = 4;

  private static final Logger LOG = LoggerFactory.getLogger(LinuxStream.class);

  private final Socket socket;
  private final InetSocketAddress remote;
  private @Nullable InetSocketAddress local;
  private @Nullable EventLoop loop;
  private @Nullable IoRegistration registration;
  private @Nullable LinuxAttempt attempt;
  private @Nullable Sink sink;

  // Reading: to is where it goes, unseen.
  private @Nullable LinuxStream to;
  private long received;
  private int size = LEAST;
  private boolean readable;
  private boolean hasEnd; // the peer has sent its end, or it is broken
  private boolean wanted;
  private boolean pumping;
  private boolean inputEnded;

  // Writing: first the queue, then the pipe, which from fills.
  private final Deque<ByteBuf> queue = new ArrayDeque<>(2);
  private @Nullable LinuxStream from;
  private @Nullable Pipe pipe;
  private int queued;
  private boolean full;
  private boolean writable = true;
  private boolean ending;
  private boolean outputEnded;

  private boolean closed;

  /**
   * One that is on no loop.
   *
   * @param local its address, or null to ask the system when it is wanted
   */
  LinuxStream(Socket socket, InetSocketAddress remote, @Nullable InetSocketAddress local) {
    this.socket = socket;
    this.remote = remote;
    this.local = local;
  }

  void register(IoEventLoop on) {
    loop = on;
    IoRegistration registered = on.register(this).getNow(); // done at once, on its loop
    registration = registered;
    registered.submit(CHANGES);
  }

  /** Who is told when it is connected, or cannot be. */
  void connecting(LinuxAttempt by) {
    attempt = by;
  }

  @Override
  public Socket fd() {
    return socket;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public InetSocketAddress local() {
    InetSocketAddress known = local;
    if (known == null) {
      known = socket.localAddress();
      local = known;
    }
    return known;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public void open(EventLoop on, Sink told) {
    sink = told;
    if (registration == null) {
      register((IoEventLoop) on);
    }
  }

  @Override
  public void onward(Stream other) {
    LinuxStream next = (LinuxStream) other;
    to = next;
    next.from = this;
  }

  @Override
  public void handle(IoRegistration registered, IoEvent event) {
    int what = ((EpollIoEvent) event).ops().value();
    int in = EpollIoOps.EPOLLIN.value();
    int out = EpollIoOps.EPOLLOUT.value();
    hasEnd |= (what & ~(in | out)) != 0;
    readable |= (what & ~out) != 0;
    writable |= (what & ~in) != 0;
    try {
      LinuxAttempt before = attempt;
      if (before != null) {
        attempt = null;
        if (!before.ready(this, socket)) {
          attempt = before;
        }
      } else {
        flush();
        pump();
      }
    } catch (RuntimeException e) {
      LOG.error("A connection failed in the relay; the others go on", e);
      fail();
    }
  }

  private void fail() {
    if (sink != null && !closed) {
      sink.failed();
    } else {
      close();
    }
  }

  // Reading

  @Override
  public void reading(boolean more) {
    wanted = more;
    pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      for (int i = 0; wanted && readable && !inputEnded && !closed && !isPipeFull(); i++) {
        if (i == READS_AT_ONCE && loop != null) {
          loop.execute(this::pump);
          return;
        }
        read();
      }
    } catch (IOException e) {
      fail();
    } finally {
      pumping = false;
    }
  }

  private boolean isPipeFull() {
    return to != null && to.pipe != null && !to.pipe.isEmpty();
  }

  private void read() throws IOException {
    LinuxStream next = to;
    if (next != null && received >= MUCH && next.hasPipe()) {
      int bytes = next.fill(socket);
      received += bytes;
      if (bytes > 0) {
        next.flush();
        return;
      } else if (!hasEnd) {
        readable = false;
        return;
      } // else it may be the end
    }
    copy();
  }

  private void copy() throws IOException {
    Sink told = sink;
    if (told == null) {
      return;
    }
    ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(size);
    int read;
    try {
      read = receive(bytes);
    } catch (IOException e) {
      bytes.release();
      throw e;
    }
    if (read <= 0) {
      bytes.release();
      readable = false;
      if (read < 0) {
        endInput(told);
      }
      return;
    }
    received += read;
    readable = hasEnd || read == size;
    if (read == size) {
      size = Math.min(MOST, FASTER * size);
    } else if (read < size / 4) {
      size = Math.max(LEAST, size / 2);
    }
    told.read(bytes);
    told.readComplete();
  }

  private int receive(ByteBuf bytes) throws IOException {
    int read =
        bytes.hasMemoryAddress()
            ? socket.recvAddress(bytes.memoryAddress(), 0, size)
            : socket.recv(bytes.internalNioBuffer(0, size), 0, size);
    bytes.writerIndex(Math.max(0, read));
    return read;
  }

  private void endInput(Sink told) {
    inputEnded = true;
    told.inputEnded();
    if (outputEnded) {
      close();
    }
  }

  // Writing

  private boolean hasPipe() {
    if (pipe == null && !closed && !ending) {
      pipe = Pipe.open();
    }
    return pipe != null;
  }

  private int fill(Socket source) throws IOException {
    return pipe == null ? 0 : pipe.fill(source);
  }

  @Override
  public void write(ByteBuf bytes) {
    if (closed || ending) {
      bytes.release();
      return;
    }
    ByteBuf direct = bytes;
    if (!bytes.isDirect()) {
      direct = ByteBufAllocator.DEFAULT.directBuffer(bytes.readableBytes()).writeBytes(bytes);
      bytes.release();
    }
    queue.add(direct);
    queued += direct.readableBytes();
  }

  @Override
  public void flush() {
    try {
      while (writable && !closed && sendSome()) {
        // More may go.
      }
    } catch (IOException e) {
      fail();
      return;
    }
    if (closed) {
      return;
    }
    boolean empty = queue.isEmpty() && (pipe == null || pipe.isEmpty());
    if (empty && ending && !outputEnded) {
      endOutput();
    } else if (empty && from != null) {
      from.pump();
    }
    if (sink != null && (full ? queued <= Sockets.LITTLE_WAITING : queued > Sockets.MOST_WAITING)) {
      full = !full;
      sink.writability();
    }
  }

  /** Answers whether there may be more to send. */
  private boolean sendSome() throws IOException {
    ByteBuf first = queue.peek();
    if (first != null) {
      int sent = send(first);
      queued -= sent;
      writable = sent > 0;
      if (sent == first.readableBytes()) {
        queue.remove().release();
      } else {
        first.skipBytes(sent);
      }
      return writable;
    } else if (pipe != null && !pipe.isEmpty()) {
      writable = pipe.drain(socket) > 0;
      return writable;
    }
    return false;
  }

  private int send(ByteBuf bytes) throws IOException {
    int begin = bytes.readerIndex();
    return bytes.hasMemoryAddress()
        ? socket.sendAddress(bytes.memoryAddress(), begin, bytes.writerIndex())
        : socket.send(
            bytes.internalNioBuffer(begin, bytes.readableBytes()), begin, bytes.writerIndex());
  }

  @Override
  public boolean takes() {
    return !full;
  }

  @Override
  public void end() {
    ending = true;
    flush();
  }

  private void endOutput() {
    outputEnded = true;
    if (inputEnded) {
      close();
      return;
    }
    try {
      socket.shutdown(false, true);
    } catch (IOException e) {
      fail();
    }
  }

  // Closing

  @Override
  public void reset() {
    if (!closed) {
      try {
        socket.setSoLinger(0);
      } catch (IOException e) {
        // It is broken already.
      }
      close();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.forEach(ByteBuf::release);
    queue.clear();
    if (pipe != null) {
      pipe.close();
    }
    if (registration == null) {
      close(socket);
    } else {
      close(socket, registration);
    }
    if (sink != null) {
      sink.closed(inputEnded && outputEnded);
    }
  }

  /** Closes a socket, and then tells its loop, which need not tell the system any more. */
  static void close(Socket socket, IoRegistration registration) {
    close(socket);
    registration.cancel();
  }

  static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException e) {
      LOG.debug("A descriptor did not close well", e);
    }
  }
}
