// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.loadstar.tn3270.trace.TraceRecorder;
import org.loadstar.tn3270.trace.TraceSide;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One trace of a session. What is recorded on the event loop is written on a worker; a writer that
 * is {@link #MAX_WAITING} behind loses what comes then. Its methods are called on the session's
 * event loop, save {@link #end}.
 */
final class SessionTrace {
  private static final Logger LOG = LoggerFactory.getLogger(SessionTrace.class);

  /** In characters; the longest record takes 130,000. */
  private static final int MAX_WAITING = 4 * 1024 * 1024;

  private final String id;
  private final Writer out;
  private final Executor inOrder;
  private final TraceRecorder recorder;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean failed;
  private int lost;

  SessionTrace(
      String id, Writer out, Executor inOrder, Function<Consumer<String>, TraceRecorder> recorder) {
    this.id = id;
    this.out = out;
    this.inOrder = inOrder;
    this.recorder = recorder.apply(this::write);
  }

  void connected(String what) {
    recorder.connected(what);
  }

  void remark(String text) {
    recorder.remark(text);
  }

  void sent(TraceSide side, byte[] bytes) {
    recorder.sent(side, bytes);
  }

  /** Writes what is left and closes the writer. Idempotent. */
  void end() {
    if (ended.compareAndSet(false, true)) {
      recorder.end();
      inOrder.execute(this::close);
    }
  }

  private void write(String text) {
    if (failed) {
      return;
    }
    if (waiting.get() > MAX_WAITING) {
      lost++;
      return;
    }
    String all = lost == 0 ? text : lost + " parts are lost: writing is too slow\n" + text;
    lost = 0;
    waiting.addAndGet(all.length());
    inOrder.execute(() -> writeNow(all));
  }

  private void writeNow(String text) {
    waiting.addAndGet(-text.length());
    if (!failed) {
      try {
        out.write(text);
        out.flush();
      } catch (IOException | RuntimeException failure) {
        failed = true;
        LOG.warn("The trace of session {} ends: {}", id, failure.toString());
      }
    }
  }

  private void close() {
    try {
      out.close();
    } catch (IOException | RuntimeException failure) {
      LOG.warn("The trace of session {} cannot be closed: {}", id, failure.toString());
    }
  }
}
