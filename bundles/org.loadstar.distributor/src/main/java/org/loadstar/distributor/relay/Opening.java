// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionKey;

/**
 * A half-open connection: the client's side is accepted and not read, a target is looked for.
 *
 * <pre>
 *                    +---- refused, another is tried ----+
 *                    v                                   |
 *   accepted --> decided --------------------------> connecting --> relayed
 *                 |   | every place is taken             ^
 *                 |   +--> waiting --- a place ----------+
 *                 |           |
 *                 +-----------+--> refused (no target, time is up)
 * </pre>
 */
final class Opening implements Connection, Waiter {
  /** So many targets are tried for one connection. */
  static final int MOST_TRIES = 5;

  /** Decides where it goes. */
  interface Decider {
    Verdict decide(ConnectionKey key, Set<String> tried, Waiter waiter);
  }

  private final RelayedAddress vip;
  private final ConnectionKey key;
  private final Stream client;
  private final EventLoop loop;
  private final Decider decider;
  private final @Nullable InetAddress source;
  private final long deadlineNanos;
  private final Set<String> tried = new HashSet<>();
  private volatile String target = "";
  private Sockets.@Nullable Attempt connecting;
  private @Nullable Future<?> timer;

  /**
   * An accepted connection.
   *
   * @param client on no loop, and so never read, before a target has answered
   * @param source the address to connect from, or null for any
   */
  Opening(
      RelayedAddress vip,
      ConnectionKey key,
      Stream client,
      EventLoop loop,
      Decider decider,
      @Nullable InetAddress source) {
    this.vip = vip;
    this.key = key;
    this.client = client;
    this.loop = loop;
    this.decider = decider;
    this.source = source;
    this.deadlineNanos =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(vip.admission().connectMillis());
  }

  void start() {
    loop.execute(this::next);
  }

  private int millisLeft() {
    return (int) TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }

  private void next() {
    Verdict verdict = client.isOpen() ? decider.decide(key, tried, this) : GONE;
    if (verdict instanceof Verdict.Go chosen) {
      connect(chosen);
    } else if (verdict instanceof Verdict.None none) {
      refuse(none.reason());
    } else {
      timer = loop.schedule(this::timeUp, millisLeft(), TimeUnit.MILLISECONDS);
    }
  }

  private static final Verdict GONE = new Verdict.None("it has gone meanwhile");

  private void timeUp() {
    if (vip.router().cancel(this)) {
      refuse("no place in time");
    } // else a place is on its way
  }

  @Override
  public ConnectionKey key() {
    return key;
  }

  @Override
  public void go(Verdict.Go go) {
    loop.execute(
        () -> {
          stopTimer();
          connect(go);
        });
  }

  @Override
  public void again() {
    loop.execute(
        () -> {
          stopTimer();
          next();
        });
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void connect(Verdict.Go go) {
    target = go.target().name();
    Live live = vip.reports().opened(key, target, go.cause(), go.epoch());
    int left = millisLeft();
    if (left <= 0 || !client.isOpen()) {
      unasked(go, live, left <= 0 ? "no place in time" : "the client has gone meanwhile");
      return;
    }
    Trial trial = new Trial(go, live);
    Sockets.Attempt attempt =
        Sockets.connect(
            loop, new InetSocketAddress(go.target().address(), go.port()), source, left, trial);
    if (!trial.over) {
      connecting = attempt;
    }
  }

  /** One target that is tried. */
  private final class Trial implements Sockets.Attempt.Outcome {
    private final Verdict.Go go;
    private final Live live;
    private final long began = System.nanoTime();
    private boolean over;

    Trial(Verdict.Go go, Live live) {
      this.go = go;
      this.live = live;
    }

    private void over() {
      over = true;
      connecting = null;
    }

    @Override
    public void connected(Stream stream) {
      over();
      established(go, live, stream, (System.nanoTime() - began) / 1000);
    }

    @Override
    public void failed(Throwable cause) {
      over();
      refusedBy(go, live, cause);
    }

    @Override
    public void noSocket(Throwable cause) {
      over();
      vip.exhausted(cause);
      vip.reports().closed(live, 0, 0);
      vip.reports().refused(key, RelayedAddress.NO_DESCRIPTORS);
      vip.router().gone(key, go);
      client.reset();
      Opening.this.over();
    }
  }

  /** The target was never asked: that it comes to nothing must not count against it. */
  private void unasked(Verdict.Go go, Live live, String reason) {
    vip.reports().closed(live, 0, 0);
    vip.reports().refused(key, reason);
    vip.router().gone(key, go);
    refused(reason);
  }

  private void established(Verdict.Go go, Live live, Stream stream, long micros) {
    if (!client.isOpen()) {
      stream.reset();
      vip.reports().closed(live, 0, 0);
      vip.router().gone(key, go);
      over();
      return;
    }
    vip.admission().established();
    vip.reports().established(live, micros);
    Relay relay = new Relay(vip, live, go, loop, client, stream);
    vip.relayed(this, relay);
    ByteBuf header =
        go.counts() && go.target().proxyProtocol() > 0
            ? ProxyHeader.of(key, go.target().proxyProtocol(), ByteBufAllocator.DEFAULT)
            : null;
    Control.attach(relay);
    relay.start(header);
  }

  private void refusedBy(Verdict.Go go, Live live, Throwable cause) {
    String reason = Faults.text(cause);
    if (cause instanceof ClosedChannelException) { // by us: the address is withdrawn, or the end
      unasked(go, live, reason);
      return;
    }
    vip.reports().refused(live, reason);
    vip.router().gone(key, go);
    tried.add(go.target().name());
    if (client.isOpen() && millisLeft() > 0 && tried.size() < MOST_TRIES) {
      next();
    } else {
      refused(reason);
    }
  }

  private void refuse(String reason) {
    if (tried.isEmpty()) { // else its targets have told
      vip.reports().refused(key, reason);
    }
    refused(reason);
  }

  private void refused(String reason) {
    vip.log().refused(key.client(), reason);
    client.reset();
    over();
  }

  private void over() {
    vip.admission().established();
    vip.left(this, key.client());
  }

  @Override
  public boolean isOf(String name) {
    return target.equals(name);
  }

  @Override
  public void end() {
    loop.execute(
        () -> {
          client.reset();
          if (connecting != null) {
            connecting.cancel();
          } else if (vip.router().cancel(this)) {
            stopTimer();
            refuse("the address is withdrawn");
          }
        });
  }
}
