// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.NetworkInterface;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.loadstar.net.NetworkStack;
import org.loadstar.testkit.ManualClock;

/** Two event loops, and a count of the leases on them. */
final class TestNetwork implements NetworkStack, AutoCloseable {
  final ManualClock clock = new ManualClock();
  final AtomicInteger leases = new AtomicInteger();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

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
    return clock;
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
