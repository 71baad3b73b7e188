// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pipe of the kernel's, through which bytes go from socket to socket without a copy of ours. */
final class Pipe {
  /** So many at once in a process; each takes two descriptors. */
  static final int MOST = 512;

  private static final int BYTES = 64 * 1024;
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final FileDescriptor in;
  private final FileDescriptor out;
  private int held;

  private Pipe(FileDescriptor[] ends) {
    this.out = ends[0];
    this.in = ends[1];
  }

  /** One, or null where there is none to be had. */
  static @Nullable Pipe open() {
    if (OPEN.incrementAndGet() <= MOST) {
      try {
        return new Pipe(FileDescriptor.pipe());
      } catch (IOException noMoreDescriptors) {
        // It is copied then.
      }
    }
    OPEN.decrementAndGet();
    return null;
  }

  /** Whether there is nothing in it. */
  boolean isEmpty() {
    return held == 0;
  }

  /** Takes from a socket; 0 where there is nothing now, or nothing any more. */
  int fill(FileDescriptor from) throws IOException {
    int bytes = Native.splice(from.intValue(), -1, in.intValue(), -1, BYTES);
    held += bytes;
    return bytes;
  }

  /** Gives to a socket; 0 where it takes nothing now. */
  int drain(FileDescriptor to) throws IOException {
    int bytes = Native.splice(out.intValue(), -1, to.intValue(), -1, held);
    held -= bytes;
    return bytes;
  }

  void close() {
    OPEN.decrementAndGet();
    LinuxStream.close(in);
    LinuxStream.close(out);
  }
}
