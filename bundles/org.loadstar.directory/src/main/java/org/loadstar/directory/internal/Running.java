// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that is switched on, with its timers: expiry, once in a second, and the heartbeat.
 * All sending is done on one event loop.
 */
final class Running {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);
  private static final int EXPIRE_EVERY_MILLIS = 1_000;

  /** Between two slices of an expiry, for requests to come in. */
  private static final int SLICE_MILLIS = 5;

  private final Directory directory;
  private final Clock clock;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private final Future<?> expiring;
  private final Runnable changed;
  private volatile Config.Checked configured;

  /** Of the event loop, as all below. */
  private @Nullable SlpEndpoint endpoint;

  private @Nullable Future<?> heartbeat;

  Running(NetworkStack stack, Directory directory, Config.Checked configured, Runnable changed) {
    this.directory = directory;
    this.clock = stack.clock();
    this.lease = stack.lease();
    this.loop = lease.group().next();
    this.configured = configured;
    this.changed = changed;
    this.expiring =
        loop.scheduleWithFixedDelay(
            this::expire, EXPIRE_EVERY_MILLIS, EXPIRE_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  Directory directory() {
    return directory;
  }

  long nowMillis() {
    return clock.millis();
  }

  private void expire() {
    int gone = directory.expire(nowMillis());
    if (gone > 0) {
      changed.run();
    }
    if (gone == Directory.SLICE) {
      loop.schedule(this::expire, SLICE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Other rules hold from now on. */
  void configured(Config.Checked now, boolean otherHeartbeat) {
    configured = now;
    if (otherHeartbeat) {
      loop.execute(this::schedule);
    }
  }

  /** Announces the agent now, and from time to time through this endpoint. */
  void announce(SlpEndpoint through) {
    loop.execute(
        () -> {
          endpoint = through;
          send(through, false);
          schedule();
        });
  }

  private void schedule() {
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
    int seconds = configured.heartbeatSeconds();
    heartbeat = loop.scheduleWithFixedDelay(this::beat, seconds, seconds, TimeUnit.SECONDS);
  }

  private void beat() {
    SlpEndpoint through = endpoint;
    if (through != null) {
      send(through, false);
    }
  }

  private void send(SlpEndpoint through, boolean goodBye) {
    try {
      SlpExchange exchange = through.open();
      for (Directory.Announcement each :
          directory.announcements(
              exchange.links(),
              exchange.versions(),
              goodBye,
              configured.settings(),
              clock.instant())) {
        exchange.announce(each.advert(), List.of(each.link()));
      }
      exchange.executor().execute(exchange::close); // when all has been sent
    } catch (RuntimeException fault) { // the endpoint may have gone
      LOG.warn("The directory agent could not be announced: {}", fault.toString());
    }
  }

  /**
   * Says good-bye and ends.
   *
   * @param through by which, if by any
   */
  void close(@Nullable SlpEndpoint through) {
    expiring.cancel(false);
    loop.execute(
        () -> {
          if (heartbeat != null) {
            heartbeat.cancel(false);
          }
          if (through != null) {
            send(through, true);
          }
          lease.close();
        });
  }
}
