// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.directory.DirectoryRuntimeDTO;

/** What is registered with the directory agent, and what it has done. */
final class DirectoryCommand implements Command {
  private final ApiServices services;

  DirectoryCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "directory";
  }

  @Override
  public String usage() {
    return "[--json]";
  }

  @Override
  public String summary() {
    return "shows what is registered with the SLP directory agent";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments.parse(this, args, Set.of(), Set.of(), 0);
    DirectoryRuntimeDTO told =
        ApiServices.need(services.directory, "org.loadstar.directory").getRuntimeDTO();
    StringBuilder text = new StringBuilder();
    if (!told.enabled) {
      text.append("Not a directory agent: org.loadstar.directory enabled is false.\n");
      return Result.done(text.toString(), Json.of(told));
    }
    if (told.listening) {
      text.append("Directory agent on port ").append(told.port);
      text.append(" for scopes ").append(String.join(", ", told.scopes)).append(".\n");
    } else {
      text.append("The directory agent cannot be reached.\n");
    }
    if (!told.note.isEmpty()) {
      text.append(told.note).append('\n');
    }
    text.append(told.registrations).append(" registrations of ").append(told.sources);
    text.append(" hosts, ").append(told.attributeBytes).append(" bytes of attributes; indexed: ");
    text.append(told.indexed.isEmpty() ? "nothing" : String.join(", ", told.indexed));
    text.append("\nRequests ").append(told.requests);
    text.append(", registered ").append(told.registered);
    text.append(", updated ").append(told.updated);
    text.append(", deregistered ").append(told.deregistered);
    text.append(", expired ").append(told.expired);
    text.append(", evicted ").append(told.evicted);
    text.append(", refused ").append(told.refused).append(".\n");
    if (!told.services.isEmpty()) {
      Table table = new Table("URL", "TYPE", "SCOPES", "LANGUAGE", "SECONDS", "FROM", "ATTRIBUTES");
      for (DirectoryRuntimeDTO.ServiceDTO s : told.services) {
        String scopes = String.join(",", s.scopes);
        table.row(s.url, s.type, scopes, s.language, s.lifetimeSeconds, s.source, s.attributes);
      }
      text.append(table);
    }
    if (told.services.size() < told.registrations) {
      text.append("... and ").append(told.registrations - told.services.size()).append(" more\n");
    }
    return Result.done(text.toString(), Json.of(told));
  }
}
