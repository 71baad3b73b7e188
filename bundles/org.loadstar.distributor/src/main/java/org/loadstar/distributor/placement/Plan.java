// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.List;
import java.util.Map;
import org.loadstar.api.distributor.Affinity;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;

/**
 * What a {@code ForwardingTable} has to say of the targets.
 *
 * @param targets every target that may still have connections
 * @param slots indexes into {@code targets}: those of the next new connections
 * @param slices ports by the target that they belong to
 * @param local clients that are targets themselves, with OPTLOCAL
 */
public record Plan(
    List<TargetRow> targets,
    List<Integer> slots,
    Map<String, PortRange> slices,
    List<Affinity> local) {
  /** Copies the collections. */
  public Plan {
    targets = List.copyOf(targets);
    slots = List.copyOf(slots);
    slices = Map.copyOf(slices);
    local = List.copyOf(local);
  }

  /** Whether new connections may go to the target, be it by slot or by affinity. */
  public boolean takes(String target) {
    return slots.stream().distinct().anyMatch(slot -> targets.get(slot).name().equals(target));
  }
}
