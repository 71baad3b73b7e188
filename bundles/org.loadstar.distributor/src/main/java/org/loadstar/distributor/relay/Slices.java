// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PortRange;

/**
 * The slices of ports that control connections need now, and for whom: where they are encrypted,
 * nobody can read which port comes next. Thread-safe.
 */
final class Slices {
  // Guarded by this: control connections by target and client.
  private final Map<String, Map<InetAddress, Integer>> holders = new HashMap<>();
  private final Runnable changed;

  /**
   * None is needed yet.
   *
   * @param changed called, with no lock held, after another slice is needed or one no more
   */
  Slices(Runnable changed) {
    this.changed = changed;
  }

  /** A client's control connection at the target needs the target's ports. */
  void hold(String target, InetAddress client) {
    synchronized (this) {
      holders.computeIfAbsent(target, t -> new HashMap<>()).merge(client, 1, Integer::sum);
    }
    changed.run();
  }

  /** It does so no more. */
  void release(String target, InetAddress client) {
    synchronized (this) {
      holders.computeIfPresent(
          target,
          (t, clients) -> {
            clients.computeIfPresent(client, (c, count) -> count == 1 ? null : count - 1);
            return clients.isEmpty() ? null : clients;
          });
    }
    changed.run();
  }

  /** Whether the client may use a port that belongs to a slice, if it does. */
  synchronized boolean allows(ForwardingTable table, int port, InetAddress client) {
    for (Map.Entry<String, PortRange> slice : table.slices().entrySet()) {
      if (slice.getValue().contains(port)) {
        return table.ports().stream().anyMatch(range -> range.contains(port))
            || holders.getOrDefault(slice.getKey(), Map.of()).containsKey(client);
      }
    }
    return true;
  }

  /** The ports that have to be open. */
  synchronized Set<Integer> ports(ForwardingTable table) {
    Set<Integer> ports = new TreeSet<>();
    for (String target : holders.keySet()) {
      PortRange slice = table.slices().get(target);
      if (slice != null) {
        IntStream.rangeClosed(slice.first(), slice.last()).forEach(ports::add);
      }
    }
    return ports;
  }
}
