// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;

/**
 * One generation of event loops, counted by leases. It belongs to its lease holders, not to the
 * component that made it, so that stopping or reconfiguring the component drops nothing.
 */
final class SharedLoops {
  private final int threads;
  private final String name;
  private final IoHandlerFactory handlers;
  private @Nullable EventLoopGroup group;
  private int leases;

  /**
   * Loops that do not run yet.
   *
   * @param name of their threads
   * @param handlers what moves their bytes
   */
  SharedLoops(int threads, String name, IoHandlerFactory handlers) {
    this.threads = threads;
    this.name = name;
    this.handlers = handlers;
  }

  synchronized NetworkStack.Lease lease() {
    EventLoopGroup loops = group;
    if (loops == null) {
      loops =
          new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers);
      group = loops;
    }
    leases++;
    return new Held(loops);
  }

  private synchronized void release() {
    leases--;
    EventLoopGroup loops = group;
    if (leases == 0 && loops != null) {
      group = null;
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private final class Held implements NetworkStack.Lease {
    private final EventLoopGroup loops;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Held(EventLoopGroup loops) {
      this.loops = loops;
    }

    @Override
    public EventLoopGroup group() {
      return loops;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        release();
      }
    }
  }
}
