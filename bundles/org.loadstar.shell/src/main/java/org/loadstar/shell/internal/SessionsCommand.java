// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.session.SessionRuntimeDTO;

/** The open sessions. */
final class SessionsCommand implements Command {
  private final ApiServices services;

  SessionsCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String usage() {
    return "[--json]";
  }

  @Override
  public String summary() {
    return "lists the open sessions";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments.parse(this, args, Set.of(), Set.of(), 0);
    SessionRuntimeDTO told =
        ApiServices.need(services.session, "org.loadstar.session").getRuntimeDTO();
    return Result.done(
        told.sessions.isEmpty() ? "No session is open.\n" : table(told.sessions),
        Json.object("sessions", told.sessions, "profiles", told.profiles));
  }

  static String table(List<SessionRuntimeDTO.SessionDTO> sessions) {
    Table table =
        new Table("SESSION", "STATE", "SERVER", "LU", "PROTOCOL", "TLS", "PROFILE", "MOVES");
    for (SessionRuntimeDTO.SessionDTO s : sessions) {
      table.row(s.id, s.state, s.server, s.lu, s.protocol, tls(s), s.profile, s.moves);
    }
    return table.toString();
  }

  /** A session that was to be encrypted and is not must catch the eye. */
  private static String tls(SessionRuntimeDTO.SessionDTO session) {
    return session.tls ? session.tlsProtocol : session.tlsNote.isEmpty() ? "" : "IN CLEAR";
  }
}
