// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.List;

/**
 * How a watched list has changed.
 *
 * @param list as it is now
 * @param added servers that were not in the list before
 * @param changed servers of which something else is told than before, as they are now
 * @param gone servers that are no longer in the list, as they were
 */
public record ServerChange(
    ServerList list, List<ServerOffer> added, List<ServerOffer> changed, List<ServerOffer> gone) {
  /** Copies the lists. */
  public ServerChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    gone = List.copyOf(gone);
  }
}
