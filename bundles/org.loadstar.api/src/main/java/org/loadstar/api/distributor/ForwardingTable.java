// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * All that a plane needs to decide alone where each new connection to one distributed address goes.
 * In this order: an expectation, the port's slice, the client's affinity, the next slot. What has
 * no target is refused. A connection stays where it went, whatever later tables say.
 *
 * @param vip the name of the distributed address
 * @param epoch grows with every table of this address; the plane tells it with what it did
 * @param address the distributed address
 * @param ports the ports that are distributed
 * @param targets every target that may still have connections
 * @param slots indexes into {@code targets}: those of the next new connections, in this order, from
 *     the first again after the last. A plane goes on where it was when the slots have not changed,
 *     and begins with the first when they have. A target that is not among them gets no new
 *     connection by affinity either: it is drained, down or stands by. Empty: nobody takes new ones
 * @param affinitySeconds how long after its last connection a client goes to the same target, or 0
 * @param affinities what is known of clients, whether or not affinitySeconds is 0: earlier ones,
 *     and targets that are clients of themselves; the plane adds to it on its own
 * @param expectations connections that are to come; each goes to the port of its target that it
 *     came to here, whatever the target's row says
 * @param slices ports of the distributed address that belong to one target each, by its name; they
 *     go to the same port there. A plane that has to open ports opens them only while a control
 *     connection of the target needs them, and for clients that have one
 * @param helper the name of the {@link FlowHelper} of its connections, or empty
 * @param limits what it holds at most
 */
public record ForwardingTable(
    String vip,
    long epoch,
    InetAddress address,
    List<PortRange> ports,
    List<TargetRow> targets,
    List<Integer> slots,
    int affinitySeconds,
    List<Affinity> affinities,
    List<Expectation> expectations,
    Map<String, PortRange> slices,
    String helper,
    PlaneLimits limits) {
  public ForwardingTable {
    ports = List.copyOf(ports);
    targets = List.copyOf(targets);
    slots = List.copyOf(slots);
    affinities = List.copyOf(affinities);
    expectations = List.copyOf(expectations);
    slices = Map.copyOf(slices);
    for (int slot : slots) {
      if (slot < 0 || slot >= targets.size()) {
        throw new IllegalArgumentException("slot " + slot + " of " + targets.size() + " targets");
      }
    }
  }
}
