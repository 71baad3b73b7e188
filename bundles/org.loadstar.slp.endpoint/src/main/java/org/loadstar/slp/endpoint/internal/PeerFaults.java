// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what peers do wrong, once per peer and reason, and stops when too many do. Thread-safe. */
final class PeerFaults {
  /** Bounds memory and log, because the addresses of senders can be forged. */
  static final int MOST = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(PeerFaults.class);

  private record Fault(InetAddress peer, String reason) {}

  private final Set<Fault> known = new HashSet<>();

  void report(InetAddress peer, String reason) {
    synchronized (known) {
      if (known.size() >= MOST || !known.add(new Fault(peer, reason))) {
        return;
      }
    }
    LOG.warn("SLP datagram from {} refused: {} (logged once)", peer.getHostAddress(), reason);
  }
}
