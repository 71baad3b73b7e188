// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

/** A connection that the plane holds: half-open, or relayed. */
interface Connection {
  /** Whether it is the target's, as far as it has one. */
  boolean isOf(String target);

  /** Ends it, on any thread. */
  void end();
}
