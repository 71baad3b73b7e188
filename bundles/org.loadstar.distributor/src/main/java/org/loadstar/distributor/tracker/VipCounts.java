// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.Map;

/**
 * What happened to a distributed address.
 *
 * @param all of all targets together
 * @param targets by name
 * @param refused connections by reason, as the plane told; from 64 reasons on, the rest together
 * @param lostReports reports that did not come, or came after a later one
 * @param staleReports reports that were not taken, because a later one had been
 * @param foreign events that were not taken: of a target or an address that is not in the table
 * @param unknownPackets packets that belonged to no connection
 * @param untracked connections that found the tracker full
 */
public record VipCounts(
    TargetCounts all,
    Map<String, TargetCounts> targets,
    Map<String, Long> refused,
    long lostReports,
    long staleReports,
    long foreign,
    long unknownPackets,
    long untracked) {}
