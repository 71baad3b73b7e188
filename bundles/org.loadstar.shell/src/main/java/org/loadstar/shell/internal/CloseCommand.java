// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;

/** Ends sessions. */
final class CloseCommand implements Command {
  private final ApiServices services;

  CloseCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "close";
  }

  @Override
  public String usage() {
    return "SESSION | --all";
  }

  @Override
  public String summary() {
    return "ends a session, or all";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of("--all"), Set.of(), 1);
    if (given.has("--all") == !given.plain().isEmpty()) {
      throw Arguments.wrong(this, "one session or --all");
    }
    SessionManager manager = ApiServices.need(services.sessions, "org.loadstar.session");
    List<Session> closing =
        given.has("--all")
            ? manager.sessions()
            : List.of(Profiles.session(given.plain().get(0), services));
    closing.forEach(Session::close);
    List<String> ids = closing.stream().map(Session::id).toList();
    return Result.done(
        ids.isEmpty() ? "No session is open.\n" : "Closed: " + String.join(", ", ids) + "\n",
        Json.object("closed", ids));
  }
}
