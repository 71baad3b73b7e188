// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.loadstar.distributor.placement.Advice;
import org.loadstar.net.NetworkStack;

/**
 * Checks one target again and again, one check at a time, from {@link #start} to {@link #close}. It
 * holds a lease of the network for as long. Thread-safe.
 */
public final class HealthCheck implements AutoCloseable {
  /** Is told what comes of each check, on one event loop. */
  public interface Listener {
    /**
     * The target does what it should.
     *
     * @param connectMicros how long the connection took, in microseconds; -1 for the first, which
     *     may have waited for this process to load classes
     */
    void passed(long connectMicros);

    /**
     * It does not; or, of an AGENT, that there was no answer or one that cannot be understood,
     * which says nothing about the target.
     *
     * @param reason one line for people
     */
    void failed(String reason);

    /** The target's agent has answered. */
    void advised(Advice advice);
  }

  private final CheckSpec spec;
  private final RandomGenerator random;
  private final Listener listener;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private @Nullable Future<?> next;
  private @Nullable Channel channel;
  private boolean warm;
  private boolean ended;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HealthCheck(
      NetworkStack network, CheckSpec spec, RandomGenerator random, Listener listener) {
    this.spec = spec;
    this.random = random;
    this.listener = listener;
    lease = network.lease();
    loop = lease.group().next();
  }

  /**
   * Begins with the first check.
   *
   * @param random gives the jitter; it is used on the event loop only
   */
  public static HealthCheck start(
      NetworkStack network, CheckSpec spec, RandomGenerator random, Listener listener) {
    HealthCheck check = new HealthCheck(network, spec, random, listener);
    check.loop.execute(check::check);
    return check;
  }

  private void check() {
    if (closed.get()) {
      return;
    }
    Attempt attempt = new Attempt();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new CheckHandler(attempt.exchange, spec.proxyProtocol(), attempt))
            .connect(spec.address());
    if (connecting.channel() instanceof SocketChannel made) {
      channel = made;
      attempt.begin(connecting);
      made.closeFuture().addListener(over -> next());
    } else {
      next(); // no descriptor is left here, and the target must not be blamed
    }
  }

  private void next() {
    channel = null;
    if (ended) {
      lease.close();
    } else if (!closed.get()) {
      long millis = spec.interval().toMillis();
      long jitter = Math.round(millis * (random.nextDouble() - 0.5) / 5);
      next = loop.schedule(this::check, millis + jitter, TimeUnit.MILLISECONDS);
    }
  }

  /** Ends what runs. The listener is called no more, but for a call that is under way. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      loop.execute(this::end);
    }
  }

  private void end() {
    ended = true;
    if (next != null) {
      next.cancel(false);
    }
    if (channel == null) {
      lease.close();
    } else {
      channel.close();
    }
  }

  /** One check. */
  private final class Attempt implements CheckHandler.Progress {
    final Exchange exchange = spec.exchange();
    private final long begun = System.nanoTime();
    private long connectMicros = -1;
    private boolean over;

    void begin(ChannelFuture connecting) {
      Channel made = connecting.channel();
      long millis = spec.timeout().toMillis();
      Future<?> timer = loop.schedule(() -> timeout(made, millis), millis, TimeUnit.MILLISECONDS);
      made.closeFuture().addListener(done -> timer.cancel(false));
      connecting.addListener(
          done -> {
            if (done.cause() != null) {
              verdict(new Verdict.Failed("no connection: " + done.cause().getMessage()));
            }
          });
    }

    private void timeout(Channel made, long millis) {
      if (!over) {
        String waits = connectMicros < 0 ? "no connection" : exchange.waitsFor();
        verdict(new Verdict.Failed("time-out after " + millis + " ms: " + waits));
        made.close();
      }
    }

    @Override
    public void connected() {
      connectMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
    }

    @Override
    public void verdict(Verdict verdict) {
      if (over || closed.get()) {
        return;
      }
      over = true;
      if (verdict instanceof Verdict.Failed failed) {
        listener.failed(failed.reason());
      } else if (verdict instanceof Verdict.Passed) {
        listener.passed(warm ? connectMicros : -1);
        warm = true;
      } else if (verdict instanceof Verdict.Advised advised) {
        listener.advised(advised.advice());
        if (!advised.complaint().isEmpty()) {
          listener.failed(advised.complaint());
        }
      }
    }
  }
}
