// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import org.loadstar.api.distributor.ConnectionKey;

/** A connection that waits for a place. Told once, on any thread, with no lock held. */
interface Waiter {
  /** The connection. */
  ConnectionKey key();

  /** There is one, and it is taken. */
  void go(Verdict.Go go);

  /** The target gets no new connections any more. */
  void again();
}
