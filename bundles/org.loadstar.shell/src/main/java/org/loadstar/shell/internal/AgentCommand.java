// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.agent.AgentRuntimeDTO;

/** What is advertised, with its load and where it comes from. */
final class AgentCommand implements Command {
  private final ApiServices services;

  AgentCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String usage() {
    return "[--json]";
  }

  @Override
  public String summary() {
    return "shows what is advertised, with its load and where it comes from";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments.parse(this, args, Set.of(), Set.of(), 0);
    AgentRuntimeDTO told = ApiServices.need(services.agent, "org.loadstar.agent").getRuntimeDTO();
    StringBuilder text = new StringBuilder();
    if (told.listening) {
      text.append("Answers SLP requests on port ").append(told.port);
      text.append(" in scopes ").append(String.join(", ", told.scopes));
      text.append("; answered ").append(told.answered);
      text.append(", refused ").append(told.refused).append(".\n");
    } else {
      text.append("Does not answer SLP requests.\n");
    }
    boolean nothing = told.servers.isEmpty() && told.services.isEmpty();
    if (!nothing && !told.note.isEmpty()) {
      text.append(told.note).append('\n');
    }
    if (nothing) {
      text.append("Nothing is advertised: no listener and no gateway is configured.\n");
    }
    if (!told.servers.isEmpty()) {
      Table table = new Table("NAME", "LOAD", "BIAS", "RAW", "FROM", "URL");
      for (AgentRuntimeDTO.ServerDTO s : told.servers) {
        table.row(s.name, s.load, s.bias, s.rawLoad, s.loadSource, s.url);
      }
      text.append(table);
    }
    if (!told.services.isEmpty()) {
      Table table = new Table("SERVICE", "SCOPES", "LIFETIME", "ATTRIBUTES");
      for (AgentRuntimeDTO.ServiceDTO s : told.services) {
        table.row(s.url, String.join(",", s.scopes), s.lifetimeSeconds, s.attributes);
      }
      text.append(table);
    }
    text.append(directoryAgents(told));
    Extensions.faulty(told.extensions).forEach(line -> text.append(line).append('\n'));
    return Result.done(text.toString(), Json.of(told));
  }

  private static String directoryAgents(AgentRuntimeDTO told) {
    if (told.directoryAgents.isEmpty()) {
      return "";
    }
    Table table =
        new Table("DIRECTORY AGENT", "SLP", "SCOPES", "STATE", "FOUND", "REGISTERED", "REFUSAL");
    for (AgentRuntimeDTO.DirectoryAgentDTO d : told.directoryAgents) {
      String scopes = String.join(",", d.scopes);
      table.row(d.address, d.version, scopes, d.state, d.found, d.registered, d.refusal);
    }
    return table.toString();
  }
}
