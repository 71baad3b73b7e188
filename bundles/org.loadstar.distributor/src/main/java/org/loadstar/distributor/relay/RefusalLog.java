// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is refused to peers, once per peer and reason, and begins anew when it knows many.
 * Thread-safe.
 */
final class RefusalLog {
  private static final int MOST = 1024;
  private static final Logger LOG = LoggerFactory.getLogger(RelayPlane.class);

  private record Refusal(InetAddress peer, String reason) {}

  private final String vip;
  private final Set<Refusal> told = new HashSet<>();

  RefusalLog(String vip) {
    this.vip = vip;
  }

  /** Something was refused. */
  void refused(InetAddress peer, String reason) {
    synchronized (told) {
      if (told.size() >= MOST) {
        told.clear();
      }
      if (!told.add(new Refusal(peer, reason))) {
        return;
      }
    }
    LOG.warn("{}: refused to {}: {} (logged once)", vip, peer.getHostAddress(), reason);
  }
}
