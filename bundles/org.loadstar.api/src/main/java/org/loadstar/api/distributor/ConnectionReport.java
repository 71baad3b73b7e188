// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a target tells of its own connections: register it as a service with {@link #TARGET}. Only
 * those with a distributed address as their own are entered; the rest is not the distributor's.
 *
 * <p>Guarded: two seconds for a call, quarantined after three faults.
 */
@ConsumerType
public interface ConnectionReport {
  /** The service property with the target's name. */
  String TARGET = "loadstar.report.target";

  /**
   * All connections that the target has now, those that it accepted and those that it opened. Keys
   * have the other end as client and the target's own address and port as distributed address and
   * port.
   */
  List<LiveConnection> connections() throws Exception;
}
