// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

/**
 * How new connections are spread, by the names of the VIPADISTRIBUTE statement of z/OS, and one
 * that it does not have.
 */
public enum Method {
  /** In proportion to weights: those of a workload manager, else those configured. The default. */
  BASEWLM,
  /** One after the other, whatever their weights. */
  ROUNDROBIN,
  /** So that the connections that are open now are in proportion to the weights. */
  WEIGHTEDACTIVE,
  /** All to one target; to another one only where that cannot take them. */
  HOTSTANDBY,
  /** In proportion to the weights that the targets' own agents tell. */
  TARGCONTROLLED,
  /** To the target with the fewest open connections, whatever their weights. */
  LEASTCONNECTIONS;

  /**
   * Whether the plan follows every connection that is opened or closed; else it follows weights and
   * states only.
   */
  public boolean followsConnections() {
    return this == WEIGHTEDACTIVE || this == LEASTCONNECTIONS;
  }
}
