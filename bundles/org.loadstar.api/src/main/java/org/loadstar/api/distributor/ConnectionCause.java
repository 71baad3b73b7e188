// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

/** Why a connection went to its target. */
public enum ConnectionCause {
  /** By the slots of the table: by weight. */
  WEIGHT,
  /** By the client's earlier connections. */
  AFFINITY,
  /** By an expectation: a data connection to the owner of its control connection. */
  EXPECTATION,
  /** By the slice of ports that its target owns. */
  SLICE,
  /** The target opened it itself, with the distributed address as its source. */
  OUTBOUND
}
