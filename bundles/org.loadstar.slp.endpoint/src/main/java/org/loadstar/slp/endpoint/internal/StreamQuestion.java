// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request by TCP that waits for its answer, which is delivered on its exchange's executor. */
final class StreamQuestion implements SlpExchange.Question {
  private static final Logger LOG = LoggerFactory.getLogger(SlpExchange.class);

  /** An answer, and the address of this host that it came to. */
  record Answer(SlpMessage message, InetAddress to) {}

  private final StreamPool pool;
  private final InetSocketAddress agent;
  private final ReplyPattern pattern;
  private final byte[] request;
  private final Executor executor;
  private final Consumer<Answer> onAnswer;
  private final Consumer<? super String> onFailure;
  private final Runnable onEnd;
  private final AtomicBoolean ended = new AtomicBoolean();

  StreamQuestion(
      StreamPool pool,
      InetSocketAddress agent,
      SlpMessage request,
      byte[] bytes,
      Executor executor,
      Consumer<Answer> onAnswer,
      Consumer<? super String> onFailure,
      Consumer<? super StreamQuestion> onEnd) {
    this.pool = pool;
    this.agent = agent;
    this.pattern = new ReplyPattern(request, null);
    this.request = bytes;
    this.executor = executor;
    this.onAnswer = onAnswer;
    this.onFailure = onFailure;
    this.onEnd = () -> onEnd.accept(this);
  }

  InetSocketAddress agent() {
    return agent;
  }

  byte[] request() {
    return request;
  }

  boolean fits(SlpMessage message) {
    return pattern.fits(message, agent.getAddress());
  }

  void answered(SlpMessage message, InetAddress to) {
    end(() -> onAnswer.accept(new Answer(message, to)));
  }

  void failed(String line) {
    end(() -> onFailure.accept(line));
  }

  private void end(Runnable delivery) {
    try {
      executor.execute(
          () -> {
            if (ended.compareAndSet(false, true)) {
              onEnd.run();
              deliver(delivery);
            }
          });
    } catch (RejectedExecutionException exchangeHasEnded) {
      ended.set(true);
    }
  }

  private static void deliver(Runnable delivery) {
    try {
      delivery.run();
    } catch (RuntimeException fault) {
      LOG.error("An SLP user agent failed on an answer", fault);
    }
  }

  @Override
  public int xid() {
    return pattern.xid();
  }

  /** A connection loses nothing. */
  @Override
  public void repeat(SlpMessage again) {
    throw new UnsupportedOperationException("a request by TCP is not repeated");
  }

  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      onEnd.run();
      pool.abandon(this);
    }
  }
}
