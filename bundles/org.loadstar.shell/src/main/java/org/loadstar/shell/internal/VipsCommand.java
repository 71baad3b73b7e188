// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.distributor.DistributorRuntimeDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.VipDTO;

/** The distributed addresses: their configuration and their state. */
final class VipsCommand implements Command {
  private final ApiServices services;

  VipsCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "vips";
  }

  @Override
  public String usage() {
    return "[--json]";
  }

  @Override
  public String summary() {
    return "shows the distributed addresses, how they distribute and their state";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments.parse(this, args, Set.of(), Set.of(), 0);
    DistributorRuntimeDTO told = distribution(services);
    if (told.vips.isEmpty()) {
      return Result.done("No distributed address is configured.\n", Json.of(told));
    }
    StringBuilder text = new StringBuilder();
    Table table =
        new Table("NAME", "ADDRESS", "PORTS", "METHOD", "AFFINITY", "PLANE", "STATE", "ACTIVE");
    for (VipDTO v : told.vips) {
      String affinity = v.affinitySeconds == 0 ? "-" : v.affinitySeconds + " s";
      String ports = String.join(",", v.ports) + (v.helper.isEmpty() ? "" : " " + v.helper);
      String plane = v.transport.isEmpty() ? v.plane : v.plane + " " + v.transport;
      table.row(v.name, v.address, ports, v.method, affinity, plane, v.state, v.active);
    }
    text.append(table);
    for (VipDTO v : told.vips) {
      if (!v.note.isEmpty()) {
        text.append(v.name).append(": ").append(v.note).append('\n');
      }
      if (v.untracked > 0) {
        text.append(v.name).append(": ").append(v.untracked);
        text.append(" connections found the tracker's table full; they go on untold\n");
      }
      v.refused.forEach(
          (reason, count) ->
              text.append(v.name)
                  .append(": refused ")
                  .append(count)
                  .append(", ")
                  .append(reason)
                  .append('\n'));
    }
    Extensions.faulty(told.extensions).forEach(line -> text.append(line).append('\n'));
    return Result.done(text.toString(), Json.of(told));
  }

  static DistributorRuntimeDTO distribution(ApiServices services) throws CommandException {
    return ApiServices.need(services.distribution, "org.loadstar.distributor").getRuntimeDTO();
  }
}
