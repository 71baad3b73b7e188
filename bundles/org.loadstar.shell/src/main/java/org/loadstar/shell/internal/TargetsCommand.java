// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.loadstar.api.distributor.DistributorRuntimeDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.VipDTO;
import org.loadstar.api.distributor.ListingDTO;

/** The distribution port table: every target of every address. */
final class TargetsCommand implements Command {
  private static final Duration LISTING_LIMIT = Duration.ofSeconds(10);
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private final ApiServices services;

  TargetsCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "targets";
  }

  @Override
  public String usage() {
    return "[--check PATH] [--json]";
  }

  @Override
  public String summary() {
    return "shows the targets of each distributed address: ready, weight, responsiveness, totals;"
        + " --check compares a folder of all FTP targets";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of(), Set.of("--check"), 0);
    Optional<String> path = given.option("--check");
    return path.isPresent() ? check(path.get()) : table();
  }

  private Result table() throws CommandException {
    DistributorRuntimeDTO told = VipsCommand.distribution(services);
    Table table =
        new Table(
            "VIP", "TARGET", "ADDRESS", "RDY", "WEIGHT", "SHARE", "TSR", "ACTIVE", "TOTAL",
            "REFUSED", "STATE");
    List<Object> rows = new ArrayList<>();
    StringBuilder notes = new StringBuilder();
    for (VipDTO v : told.vips) {
      for (DestinationDTO d : v.destinations) {
        String where = d.address + (d.port == 0 ? "" : ":" + d.port) + (d.local ? " (local)" : "");
        String share = String.format(Locale.ROOT, "%.1f%%", d.share);
        table.row(
            v.name,
            d.target,
            where,
            d.ready,
            d.weight,
            share,
            d.responsiveness,
            d.active,
            d.total,
            d.refused,
            d.state);
        rows.add(Json.object("vip", v.name, "destination", d));
        if (!d.note.isEmpty()) {
          notes.append(v.name).append(", ").append(d.target).append(": ").append(d.note);
          notes.append('\n');
        }
      }
    }
    String text = rows.isEmpty() ? "No target is configured.\n" : table + notes.toString();
    return Result.done(text, Json.object("targets", rows));
  }

  private Result check(String path) throws CommandException {
    List<ListingDTO> listings =
        Waiting.get(
            ApiServices.need(services.distributor, "org.loadstar.distributor")
                .listings(path, LISTING_LIMIT),
            AT_MOST,
            "comparing the folder '" + path + "'");
    StringBuilder text = new StringBuilder();
    if (listings.isEmpty()) {
      text.append("There is no FTP target: no distributed address has ftp = true.\n");
    }
    for (ListingDTO l : listings) {
      text.append(l.target).append(": ");
      if (!l.reached) {
        text.append("not compared, ").append(l.note).append('\n');
      } else if (l.same) {
        text.append("the same, ").append(l.names).append(" names\n");
      } else {
        text.append("DIFFERS");
        text.append(l.more.isEmpty() ? "" : "; has besides: " + String.join(", ", l.more));
        text.append(l.missing.isEmpty() ? "" : "; has not: " + String.join(", ", l.missing));
        text.append('\n');
      }
    }
    return Result.done(text.toString(), Json.object("path", path, "listings", listings));
  }
}
