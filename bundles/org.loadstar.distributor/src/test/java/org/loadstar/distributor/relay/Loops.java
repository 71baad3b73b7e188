// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.NetworkInterface;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.loadstar.net.NetworkStack;

/** Two event loops, and a count of the leases on them. */
final class Loops implements NetworkStack, AutoCloseable {
  final AtomicInteger leases = new AtomicInteger();
  private final EventLoopGroup group;

  private Loops(IoHandlerFactory handlers) {
    group = new MultiThreadIoEventLoopGroup(2, handlers);
  }

  /** Java's. */
  static Loops nio() {
    return new Loops(NioIoHandler.newFactory());
  }

  /** Linux's own. */
  static Loops epoll() {
    boolean here =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assumeTrue(here, "the native file is there for Linux on x86-64 only");
    Epoll.ensureAvailability();
    return new Loops(EpollIoHandler.newFactory());
  }

  /** Returns when everything that was handed to a loop before is done. */
  void settle() throws Exception {
    for (EventExecutor loop : group) {
      loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
    }
  }

  @Override
  public Lease lease() {
    leases.incrementAndGet();
    return new Lease() {
      @Override
      public EventLoopGroup group() {
        return group;
      }

      @Override
      public void close() {
        leases.decrementAndGet();
      }
    };
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public List<NetworkInterface> multicastInterfaces() {
    return List.of();
  }

  @Override
  public int multicastTtl() {
    return 0;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
