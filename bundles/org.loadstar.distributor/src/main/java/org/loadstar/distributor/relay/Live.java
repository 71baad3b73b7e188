// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.LiveConnection;

/** A connection that the reports know. */
final class Live {
  private final ConnectionKey key;
  private final String target;
  private final ConnectionCause cause;
  // Guarded by the reports.
  private ConnectionState state = ConnectionState.HALF_OPEN;

  Live(ConnectionKey key, String target, ConnectionCause cause) {
    this.key = key;
    this.target = target;
    this.cause = cause;
  }

  ConnectionKey key() {
    return key;
  }

  String target() {
    return target;
  }

  void state(ConnectionState changed) {
    state = changed;
  }

  LiveConnection told() {
    return new LiveConnection(key, target, state, cause);
  }
}
