// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.distributor.DistributorRuntimeDTO.ConnectionDTO;

/** The routing table of connections. */
final class ConnectionsCommand implements Command {
  private static final int MOST = 100_000;

  private final ApiServices services;

  ConnectionsCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public String usage() {
    return "[--vip NAME] [--target NAME] [--limit N] [--json]";
  }

  @Override
  public String summary() {
    return "shows the routing table of connections: who went where, and why";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given =
        Arguments.parse(this, args, Set.of(), Set.of("--vip", "--target", "--limit"), 0);
    int limit = Arguments.number(this, "the limit", given.option("--limit").orElse("100"), 1, MOST);
    List<ConnectionDTO> all =
        ApiServices.need(services.distribution, "org.loadstar.distributor")
            .connections(given.text("--vip"), given.text("--target"), limit);
    Table table = new Table("VIP", "CLIENT", "ADDRESS", "TARGET", "ROUTE", "STATE", "BY");
    for (ConnectionDTO c : all) {
      String route = c.local ? "local, not forwarded" : "forwarded";
      table.row(c.vip, c.client, c.address, c.target, route, c.state, c.cause);
    }
    String text = all.isEmpty() ? "There is no connection.\n" : table.toString();
    if (all.size() == limit) {
      text += "... perhaps more: --limit " + limit + "\n";
    }
    return Result.done(text, Json.object("connections", all));
  }
}
