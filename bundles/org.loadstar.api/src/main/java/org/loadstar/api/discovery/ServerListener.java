// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears how a watched list of servers changes. */
@ConsumerType
public interface ServerListener {
  /**
   * The list has changed. One call at a time, in order, never on an event loop; who takes long is
   * told the newest state next, with all changes since the last call. What it throws is logged.
   */
  void changed(ServerChange change);
}
