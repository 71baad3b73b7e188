// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

/** What is known of a connection's life. */
public enum ConnectionState {
  /** Asked for, not established: a SYN, or accepted by a relay that has no target's answer yet. */
  HALF_OPEN,
  /** Data can flow. It has no idle time-out: 3270 sessions are silent for hours. */
  ESTABLISHED,
  /** One side has ended it; the rest may still flow. A SYN here begins another connection. */
  CLOSING,
  /** It is over. */
  CLOSED
}
