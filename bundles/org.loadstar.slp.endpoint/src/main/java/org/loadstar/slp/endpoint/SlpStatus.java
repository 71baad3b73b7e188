// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.util.List;

/**
 * How the responders' sockets stand.
 *
 * @param listening whether requests can be received
 * @param hearing whether announcements to the group can be received
 * @param port the UDP port they are received on; 0 while not listening
 * @param links where they are received
 * @param note why nothing, or not everything, can be received; empty where all is well
 * @param counters requests and replies since the endpoint's service started
 */
public record SlpStatus(
    boolean listening,
    boolean hearing,
    int port,
    List<SlpLink> links,
    String note,
    SlpCounters counters) {
  public SlpStatus {
    links = List.copyOf(links);
  }
}
