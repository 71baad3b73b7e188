// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;

/** A plane that a test plays: it keeps what it is told and says what the test says. */
final class Plane implements ForwardingPlane {
  static final Map<String, Object> NAMED = Map.of(ForwardingPlane.NAME, "relay");

  private final BlockingQueue<ForwardingTable> tables = new LinkedBlockingQueue<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile PlaneListener listener;

  // Guarded by this.
  private final Map<ConnectionKey, LiveConnection> living = new LinkedHashMap<>();
  private long sequence;

  @Override
  public void apply(ForwardingTable table, PlaneListener told) {
    listener = told;
    tables.add(table);
  }

  /** The next table. */
  ForwardingTable next() throws InterruptedException {
    ForwardingTable table = tables.poll(10, TimeUnit.SECONDS);
    if (table == null) {
      throw new AssertionError("no table came");
    }
    return table;
  }

  /** The newest table that has slots like these. */
  ForwardingTable nextWith(List<String> slots) throws InterruptedException {
    List<List<String>> seen = new ArrayList<>();
    while (true) {
      ForwardingTable table = tables.poll(10, TimeUnit.SECONDS);
      if (table == null) {
        throw new AssertionError("no table came with " + slots + " but " + seen);
      }
      List<String> distinct =
          table.slots().stream()
              .map(s -> table.targets().get(s).name())
              .distinct()
              .sorted()
              .toList();
      if (distinct.equals(slots)) {
        return table;
      }
      seen.add(distinct);
    }
  }

  boolean isQuiet() {
    return tables.isEmpty();
  }

  /** Tells something. */
  synchronized void tell(String vip, PlaneEvent... events) {
    for (PlaneEvent event : events) {
      happens(event);
    }
    listener.report(new PlaneReport(vip, ++sequence, List.of(events)));
  }

  /** Something happens, and its report gets lost. */
  synchronized void lose(PlaneEvent event) {
    happens(event);
    sequence++;
  }

  private void happens(PlaneEvent event) {
    if (event instanceof PlaneEvent.Established e) {
      lives(e.key(), e.target());
    } else if (event instanceof PlaneEvent.Closed) {
      living.remove(event.key());
    }
  }

  /** A connection lives, and nothing was told of it. */
  synchronized void lives(ConnectionKey key, String target) {
    living.put(
        key, new LiveConnection(key, target, ConnectionState.ESTABLISHED, ConnectionCause.WEIGHT));
  }

  @Override
  public synchronized void reportAll(String vip) {
    calls.add("reportAll " + vip);
    listener.full(vip, sequence, List.copyOf(living.values()));
  }

  @Override
  public void withdraw(String vip, boolean end) {
    calls.add("withdraw " + vip + " " + end);
  }

  @Override
  public void end(String vip, String target) {
    calls.add("end " + vip + " " + target);
  }
}
