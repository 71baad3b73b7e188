// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.TargetRow;

/** Where a new connection goes. */
sealed interface Verdict {
  /**
   * To a target, which has a place for it now.
   *
   * @param target the target
   * @param port the port there
   * @param cause why
   * @param epoch of the table that decided
   */
  record Go(TargetRow target, int port, ConnectionCause cause, long epoch) implements Verdict {
    /** Whether it counts as one of its target's connections, and binds its client. */
    boolean counts() {
      return cause == ConnectionCause.WEIGHT || cause == ConnectionCause.AFFINITY;
    }
  }

  /** It waits for a place. */
  record Wait() implements Verdict {}

  /**
   * Nowhere.
   *
   * @param reason one line for people
   */
  record None(String reason) implements Verdict {}
}
