// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;

/** Logs what peers do wrong, once per peer and reason among the last thousand. Thread-safe. */
final class FaultLog {
  private static final int REMEMBERED = 1000;

  private final Logger log;
  private final Set<String> told =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });

  FaultLog(Logger log) {
    this.log = log;
  }

  /**
   * A peer's connection is closed because of what it did.
   *
   * @param detail without data of the peer
   */
  void closing(String server, String peer, String reason, String detail) {
    if (first(peer + " " + reason)) {
      log.warn("{}: the connection of {} is closed: {}: {}", server, peer, reason, detail);
    }
  }

  /** A terminal answered a screen with a negative response; its session goes on. */
  void screenRefused(String server, String peer, int code) {
    if (first(peer + " screen " + code)) {
      log.warn("{}: the terminal at {} refused a screen with code {}", server, peer, code);
    }
  }

  private synchronized boolean first(String key) {
    return told.add(key);
  }
}
