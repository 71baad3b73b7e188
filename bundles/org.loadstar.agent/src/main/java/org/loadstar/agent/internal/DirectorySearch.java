// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.MulticastConvergence;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.slp.endpoint.SlpWays;

/**
 * Looks for directory agents by multicast, in each version, and again every 15 minutes
 * (CONFIG_DA_FIND, RFC 2608 section 12.2.1). All but the constructor runs on its event loop.
 */
final class DirectorySearch {
  private static final long FIND_AGAIN_SECONDS = 900;
  private static final int SENDS_BY_IPV4_ALONE = 4;

  private final SlpExchange exchange;
  private final EventLoop loop;
  private final LongSupplier now;
  private final Predicate<SlpReply> found;
  private final List<Round> rounds = new ArrayList<>();
  private @Nullable Future<?> next;
  private boolean closed;

  /**
   * Begins nothing yet.
   *
   * @param now nanoseconds of some clock
   * @param found called on the event loop with each answer; tells whether it has news
   */
  DirectorySearch(
      SlpExchange exchange, EventLoop loop, LongSupplier now, Predicate<SlpReply> found) {
    this.exchange = exchange;
    this.loop = loop;
    this.now = now;
    this.found = found;
  }

  /** Begins after a time. */
  void start(long delayNanos) {
    next = loop.schedule(this::begin, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void begin() {
    rounds.forEach(Round::close);
    rounds.clear();
    for (int version : exchange.versions()) {
      Round round = new Round(version);
      rounds.add(round);
      round.follow(round.convergence.start());
    }
    next = loop.schedule(this::begin, FIND_AGAIN_SECONDS, TimeUnit.SECONDS);
  }

  void close() {
    closed = true;
    rounds.forEach(Round::close);
    if (next != null) {
      next.cancel(false);
    }
  }

  private final class Round {
    final int version;
    final MulticastConvergence convergence;
    private final Map<List<SlpLink>, SlpExchange.Question> questions = new HashMap<>();
    private int sends;
    private boolean answered;
    private @Nullable Future<?> timer;

    Round(int version) {
      this.version = version;
      int room = exchange.mtu() - Requests.size(Requests.advertisements(version, 1, List.of()));
      long timeout = MulticastConvergence.DEFAULT_TIMEOUT_NANOS;
      this.convergence = new MulticastConvergence(now.getAsLong(), timeout, room);
    }

    void follow(List<MulticastConvergence.Action> actions) {
      for (MulticastConvergence.Action action : actions) {
        if (action instanceof MulticastConvergence.Action.Send send) {
          send(send.previousResponders());
        } else if (action instanceof MulticastConvergence.Action.WaitUntil wait) {
          wake(wait.nanos());
        } else if (action instanceof MulticastConvergence.Action.Complete) {
          close();
        }
      }
    }

    /** By IPv6 too where IPv4 brings none: one of both families would be registered with twice. */
    private void send(List<String> previousResponders) {
      SlpWays ways = SlpWays.of(exchange.links());
      send(ways.first(), previousResponders);
      if (++sends > SENDS_BY_IPV4_ALONE && !answered) {
        send(ways.besides(), previousResponders);
      }
    }

    private void send(List<SlpLink> via, List<String> previousResponders) {
      SlpExchange.Question open = questions.get(via);
      if (open != null) {
        open.repeat(Requests.advertisements(version, open.xid(), previousResponders));
      } else if (!via.isEmpty()) {
        questions.put(
            via,
            exchange.multicast(
                Requests.advertisements(version, exchange.newXid(), previousResponders),
                via,
                this::answered));
      }
    }

    private void answered(SlpReply reply) {
      try {
        loop.execute(() -> take(reply));
      } catch (RejectedExecutionException over) {
        // The agent has ended.
      }
    }

    private void take(SlpReply reply) {
      if (!closed) {
        answered = true;
        boolean news = found.test(reply);
        String responder = reply.responder().getAddress().getHostAddress();
        follow(convergence.reply(now.getAsLong(), responder, news));
      }
    }

    private void wake(long nanos) {
      stopTimer();
      timer =
          loop.schedule(
              () -> follow(convergence.timer(now.getAsLong())),
              Math.max(0, nanos - now.getAsLong()),
              TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
      if (timer != null) {
        timer.cancel(false);
      }
    }

    void close() {
      stopTimer();
      questions.values().forEach(SlpExchange.Question::close);
      questions.clear();
    }
  }
}
