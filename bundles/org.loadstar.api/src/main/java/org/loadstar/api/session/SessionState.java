// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/** Where a session is in its life. */
public enum SessionState {
  /** Looking for servers. */
  FINDING,
  /** Trying one server after the other: TCP and TN3270E negotiation. */
  CONNECTING,
  /** Talking to a host. */
  CONNECTED,
  /** Ended, by its user or because no server was left. */
  CLOSED
}
