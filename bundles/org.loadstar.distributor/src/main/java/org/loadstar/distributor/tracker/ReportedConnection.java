// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.PlaneEvent;

/**
 * A connection as a plane tells of it, a relay that sees both sides or another. Pure.
 *
 * <pre>
 *              Opened               Established               Closing
 *   CLOSED -------------> HALF_OPEN -------------> ESTABLISHED -------------> CLOSING
 *      ^  '-------------------------------------------^  ^                      |
 *      |     Established: Opened got lost                '----------------------'
 *      |                                                  Established: another one
 *      |
 *      '---- Closed, Refused, from everywhere; the time over, from HALF_OPEN and CLOSING
 *
 *   Opened, from everywhere: the one before is over, another one is HALF_OPEN.
 *   Closing, from HALF_OPEN: CLOSING; where nothing is known: nothing.
 *   Unknown: no change; the plane and what is known here differ.
 * </pre>
 *
 * CLOSED is also what is not known at all. Reports are taken in their order, so an event is never
 * older than what is known; but any number of events before it may have been lost.
 */
final class ReportedConnection {
  private ReportedConnection() {}

  /** What is known after an event. */
  static ConnectionState after(ConnectionState before, PlaneEvent event) {
    if (event instanceof PlaneEvent.Opened) {
      return ConnectionState.HALF_OPEN;
    }
    if (event instanceof PlaneEvent.Established) {
      return ConnectionState.ESTABLISHED;
    }
    if (event instanceof PlaneEvent.Closing) {
      return before == ConnectionState.CLOSED ? before : ConnectionState.CLOSING;
    }
    return event instanceof PlaneEvent.Unknown ? before : ConnectionState.CLOSED;
  }

  /** Whether an event shows that another connection has the key now. */
  static boolean isAnother(ConnectionState before, PlaneEvent event) {
    return event instanceof PlaneEvent.Opened
        || (event instanceof PlaneEvent.Established
            && (before == ConnectionState.CLOSED || before == ConnectionState.CLOSING));
  }
}
