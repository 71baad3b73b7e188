// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.List;

/**
 * A batch of what a plane tells, in the order in which it happened.
 *
 * @param vip the name of the distributed address
 * @param sequence grows by one with every report of this plane and address; a gap is a lost report
 * @param events what happened since the report before
 */
public record PlaneReport(String vip, long sequence, List<PlaneEvent> events) {
  public PlaneReport {
    events = List.copyOf(events);
  }
}
