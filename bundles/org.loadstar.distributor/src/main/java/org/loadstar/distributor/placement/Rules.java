// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.List;
import org.loadstar.api.distributor.PortRange;

/**
 * How connections to a distributed address are placed.
 *
 * @param method how they are spread
 * @param autoSwitchBack for HOTSTANDBY: whether a target of a greater rank takes over again once it
 *     can
 * @param healthSwitch for HOTSTANDBY: whether a target of no responsiveness loses its place
 * @param optLocal whether connections that come from a target go to that target
 * @param ports the ports that are distributed
 */
public record Rules(
    Method method,
    boolean autoSwitchBack,
    boolean healthSwitch,
    boolean optLocal,
    List<PortRange> ports) {
  public Rules {
    ports = List.copyOf(ports);
  }
}
