// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.loadstar.distributor.placement.Advice;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.testkit.Configs;

/** Runs checks, and keeps what they tell. */
final class Checks implements NetworkStack, HealthCheck.Listener {
  final AtomicInteger leases = new AtomicInteger();
  final List<Long> times = new CopyOnWriteArrayList<>();
  private final NetworkStack real =
      new NetworkStackComponent(Configs.of(NetworkStackComponent.Config.class, Map.of()));
  private final List<HealthCheck> started = new ArrayList<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  HealthCheck start(CheckKind kind, InetSocketAddress address, String text, long timeoutMillis) {
    return start(spec(kind, address, text, Duration.ofMillis(20), timeoutMillis));
  }

  private static CheckSpec spec(
      CheckKind kind, InetSocketAddress address, String text, Duration interval, long timeout) {
    return new CheckSpec(kind, address, text, interval, Duration.ofMillis(timeout), 0);
  }

  HealthCheck start(CheckSpec spec) {
    HealthCheck check = HealthCheck.start(this, spec, new Random(1), this);
    started.add(check);
    return check;
  }

  /** Ends all. */
  void stop() {
    started.forEach(HealthCheck::close);
  }

  /**
   * What one check tells; "passed", "advised ..." or the reason of the failure. There is no second
   * one that could tell something before it is closed.
   */
  String first(CheckKind kind, InetSocketAddress address, String text, long timeoutMillis)
      throws InterruptedException {
    HealthCheck check = start(spec(kind, address, text, Duration.ofHours(1), timeoutMillis));
    try {
      return next();
    } finally {
      check.close();
    }
  }

  String next() throws InterruptedException {
    String next = told.poll(20, TimeUnit.SECONDS);
    assertNotNull(next, "no check has ended");
    return next;
  }

  @Override
  public void passed(long connectMicros) {
    times.add(connectMicros);
    told.add("passed");
  }

  @Override
  public void failed(String reason) {
    told.add(reason);
  }

  @Override
  public void advised(Advice advice) {
    told.add(text(advice));
  }

  /** In one line: what is not told is not there. */
  static String text(Advice advice) {
    StringBuilder text = new StringBuilder("advised");
    advice.percent().ifPresent(percent -> text.append(" ").append(percent).append("%"));
    advice.maxConnections().ifPresent(most -> text.append(" most ").append(most));
    if (advice.admin() != null) {
      text.append(" ").append(advice.admin());
    }
    if (advice.up() != null) {
      text.append(advice.up() ? " up" : " down");
    }
    return advice.reason().isEmpty() ? text.toString() : text + " (" + advice.reason() + ")";
  }

  @Override
  public Lease lease() {
    leases.incrementAndGet();
    Lease lease = real.lease();
    return new Lease() {
      @Override
      public io.netty.channel.EventLoopGroup group() {
        return lease.group();
      }

      @Override
      public void close() {
        leases.decrementAndGet();
        lease.close();
      }
    };
  }

  @Override
  public Clock clock() {
    return real.clock();
  }

  @Override
  public List<NetworkInterface> multicastInterfaces() {
    return List.of();
  }

  @Override
  public int multicastTtl() {
    return 0;
  }
}
