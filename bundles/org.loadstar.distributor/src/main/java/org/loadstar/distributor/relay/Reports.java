// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;

/**
 * What the plane tells of one address: events in batches, a few milliseconds late, and the whole on
 * request. A full report and the events agree: what lives changes under the lock that orders the
 * events. Thread-safe.
 */
final class Reports {
  private static final int DELAY_MILLIS = 5;
  private static final int BATCH = 256;

  private final String vip;
  private final EventExecutor executor;

  // Guarded by this.
  private final Set<Live> live = new HashSet<>();
  private final Map<String, String> faults = new LinkedHashMap<>();
  private List<PlaneEvent> batch = new ArrayList<>();
  private final AtomicLong sequence;
  private PlaneListener listener;
  private boolean scheduled;

  /**
   * Nothing to tell yet.
   *
   * @param executor where late batches are told from
   * @param sequence of the last report that this address had
   */
  Reports(String vip, EventExecutor executor, PlaneListener listener, AtomicLong sequence) {
    this.vip = vip;
    this.executor = executor;
    this.listener = listener;
    this.sequence = sequence;
  }

  /** Who listens from now on. */
  synchronized void listener(PlaneListener changed) {
    listener = changed;
  }

  /** The number of the last report. */
  AtomicLong sequence() {
    return sequence;
  }

  /** A connection is given to a target. */
  synchronized Live opened(ConnectionKey key, String target, ConnectionCause cause, long epoch) {
    Live opened = new Live(key, target, cause);
    live.add(opened);
    add(new PlaneEvent.Opened(key, target, cause, epoch));
    return opened;
  }

  /** Its target has answered, after so many microseconds. */
  synchronized void established(Live connection, long micros) {
    connection.state(ConnectionState.ESTABLISHED);
    add(new PlaneEvent.Established(connection.key(), connection.target(), micros));
  }

  /** One side has ended it. */
  synchronized void closing(Live connection) {
    connection.state(ConnectionState.CLOSING);
    add(new PlaneEvent.Closing(connection.key(), connection.target()));
  }

  /** It is over. */
  synchronized void closed(Live connection, long fromClient, long fromTarget) {
    live.remove(connection);
    add(new PlaneEvent.Closed(connection.key(), connection.target(), fromClient, fromTarget));
  }

  /** Its target refused it. */
  synchronized void refused(Live connection, String reason) {
    live.remove(connection);
    add(new PlaneEvent.Refused(connection.key(), connection.target(), reason));
  }

  /** The plane refused it by itself. */
  synchronized void refused(ConnectionKey key, String reason) {
    add(new PlaneEvent.Refused(key, "", reason));
  }

  private void add(PlaneEvent event) {
    batch.add(event);
    if (batch.size() >= BATCH) {
      flush();
    } else if (!scheduled) {
      scheduled = true;
      executor.schedule(this::late, DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void late() {
    scheduled = false;
    flush();
  }

  /** Tells what is not told yet. */
  synchronized void flush() {
    if (!batch.isEmpty()) {
      List<PlaneEvent> events = batch;
      batch = new ArrayList<>();
      listener.report(new PlaneReport(vip, sequence.incrementAndGet(), events));
    }
  }

  /** Tells everything that lives. */
  synchronized void all() {
    flush();
    List<LiveConnection> all = live.stream().map(Live::told).toList();
    listener.full(vip, sequence.get(), all);
  }

  /**
   * Something cannot be done, or can again.
   *
   * @param what names it; only the last word on it counts
   * @param fault one line, or empty
   */
  synchronized void fault(String what, String fault) {
    String before = fault.isEmpty() ? faults.remove(what) : faults.put(what, fault);
    if (!fault.equals(before == null ? "" : before)) {
      listener.fault(vip, String.join("; ", faults.values()));
    }
  }
}
