// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what peers do wrong, once per peer and reason. Remembers so many, then the oldest again. */
public final class FaultLog {
  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
  private static final int REMEMBERED = 1024;

  private final Set<String> told =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /** Tells of a fault of this peer, where the reason is new; the detail is not looked at. */
  void fault(String peer, String reason, String detail) {
    if (told.add(peer + " " + reason)) {
      LOG.warn("{}: {}: {}", peer, reason, detail);
    }
  }

  /** A fault of our own, with all that is known. */
  void bug(String peer, Throwable cause) {
    LOG.error("{}: the connection is ended because of an internal fault", peer, cause);
  }
}
