// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.server.ServerRuntimeDTO;

/** The embedded server's listeners, pools and sessions. */
final class ServerCommand implements Command {
  private final ApiServices services;

  ServerCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "server";
  }

  @Override
  public String usage() {
    return "[--json]";
  }

  @Override
  public String summary() {
    return "shows the embedded server's listeners, pools and sessions";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments.parse(this, args, Set.of(), Set.of(), 0);
    ServerRuntimeDTO told =
        ApiServices.need(services.server, "org.loadstar.server").getRuntimeDTO();
    StringBuilder text = new StringBuilder();
    if (told.listeners.isEmpty()) {
      text.append("No listener is configured.\n");
    }
    for (ServerRuntimeDTO.ListenerDTO l : told.listeners) {
      text.append(l.name).append(": ");
      text.append(l.listening ? "listens on " : "does not listen on ");
      text.append(l.address).append(" port ").append(l.port);
      text.append(l.note.isEmpty() ? "" : ", " + l.note).append('\n');
      text.append("  sessions ").append(l.sessions.size()).append(" of ").append(l.maxSessions);
      text.append(", accepted ").append(l.accepted);
      text.append(", refused ").append(l.refused.isEmpty() ? "0" : l.refused);
      text.append(", faults ").append(l.faults).append('\n');
      Table pools = new Table("POOL", "TYPE", "IN USE", "SIZE");
      l.pools.forEach(pool -> pools.row(pool.name, pool.deviceType, pool.inUse, pool.size));
      text.append(pools.toString().indent(2));
      if (!l.sessions.isEmpty()) {
        Table sessions =
            new Table("LU", "PEER", "TYPE", "PROTOCOL", "TLS", "APPLICATION", "SCREENS");
        l.sessions.forEach(
            s ->
                sessions.row(
                    s.lu,
                    s.peer,
                    s.deviceType,
                    s.protocol,
                    s.tlsProtocol,
                    s.application,
                    s.screens));
        text.append(sessions.toString().indent(2));
      }
    }
    Extensions.faulty(told.applications).forEach(line -> text.append(line).append('\n'));
    return Result.done(text.toString(), Json.of(told));
  }
}
