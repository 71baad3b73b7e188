// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.net.NetworkStack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portable data plane: accepts connections at the distributed address and relays them to the
 * targets. Needs no privilege; opens nothing and has no thread until a table is applied.
 * Thread-safe.
 */
public final class RelayPlane implements ForwardingPlane, AutoCloseable {
  /** Its name. */
  public static final String RELAY = "relay";

  private static final Logger LOG = LoggerFactory.getLogger(RelayPlane.class);
  private static final int WAIT_SECONDS = 5;

  private volatile NetworkStack network;
  private final FlowCaller.Finder helpers;
  private final Reserve reserve = new Reserve();

  // Guarded by this.
  // Those that are over stay, so that they can be asked for, and their numbers go on.
  private final Map<String, RelayedAddress> addresses = new HashMap<>();

  /** A plane with nothing to do yet. */
  public RelayPlane(NetworkStack network, FlowCaller.Finder helpers) {
    this.network = network;
    this.helpers = helpers;
  }

  /** Another network, for the addresses that begin from now on. */
  void network(NetworkStack changed) {
    network = changed;
  }

  @Override
  public synchronized void apply(ForwardingTable table, PlaneListener listener) {
    String vip = table.vip();
    RelayedAddress before = addresses.get(vip);
    if (before == null || !before.apply(table, listener)) {
      AtomicLong sequence = before == null ? new AtomicLong() : before.reports().sequence();
      addresses.put(vip, new RelayedAddress(table, listener, network, helpers, reserve, sequence));
    }
  }

  private synchronized @Nullable RelayedAddress find(String vip) {
    return addresses.get(vip);
  }

  /** What moves the bytes of an address; empty where it has none to move. */
  String transport(String vip) {
    RelayedAddress address = find(vip);
    return address == null ? "" : address.transport();
  }

  @Override
  public void reportAll(String vip) {
    RelayedAddress address = find(vip);
    if (address != null) {
      address.reports().all();
    }
  }

  @Override
  public void withdraw(String vip, boolean end) {
    RelayedAddress address = find(vip);
    if (address != null) {
      address.withdraw(end);
    }
  }

  @Override
  public void end(String vip, String target) {
    RelayedAddress address = find(vip);
    if (address != null) {
      address.end(target);
    }
  }

  /**
   * Ends everything and waits until ports and event loops are given back. Not to be called on an
   * event loop.
   */
  @Override
  public void close() {
    List<RelayedAddress> all;
    synchronized (this) {
      all = List.copyOf(addresses.values());
    }
    all.forEach(address -> address.withdraw(true));
    try {
      CompletableFuture.allOf(
              all.stream().map(RelayedAddress::over).toArray(CompletableFuture[]::new))
          .get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("Connections are still closing");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they close all the same
    }
  }
}
