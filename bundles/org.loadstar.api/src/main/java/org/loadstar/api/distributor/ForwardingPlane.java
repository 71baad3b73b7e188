// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What carries the packets or bytes of connections: a relay in this process, or a kernel. Register
 * it as a service with {@link #NAME}. It gets tables and tells events; it never asks.
 *
 * <p>Its methods return at once and may be called on any thread, one at a time for one address.
 */
@ConsumerType
public interface ForwardingPlane {
  /** The service property with the plane's name, for example {@code relay}. */
  String NAME = "loadstar.plane.name";

  /**
   * The table of a distributed address that holds from now on. Running connections stay where they
   * are.
   */
  void apply(ForwardingTable table, PlaneListener listener);

  /** Asks for a full report; it comes to the listener of the last table. */
  void reportAll(String vip);

  /**
   * Takes no new connections for the address any more.
   *
   * @param end whether running ones are ended too
   */
  void withdraw(String vip, boolean end);

  /**
   * Ends the connections that a target of the address has, because its time to drain is over. The
   * table decides whether it gets new ones. A plane that cannot end connections leaves them.
   *
   * @param target the target's name
   */
  default void end(String vip, String target) {}
}
