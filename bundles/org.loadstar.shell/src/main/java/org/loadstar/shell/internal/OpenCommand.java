// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;

/** Opens sessions that stay in the container until they are closed. */
final class OpenCommand implements Command {
  private static final int MOST = 1_000;

  private final ApiServices services;

  OpenCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "open";
  }

  @Override
  public String usage() {
    return Profiles.USAGE + " [--count N] [--json]";
  }

  @Override
  public String summary() {
    return "opens sessions that stay in the container";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Set<String> options = new HashSet<>(Profiles.OPTIONS);
    options.add("--count");
    Arguments given = Arguments.parse(this, args, Profiles.FLAGS, options, 1);
    int count =
        given.has("--count")
            ? Arguments.number(this, "--count", given.text("--count"), 1, MOST)
            : 1;
    SessionProfile profile = Profiles.of(this, given, services);
    List<SessionRuntimeDTO.SessionDTO> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Session session = Profiles.open(profile, services);
      opened.add(Profiles.told(session, services));
    }
    return Result.done(SessionsCommand.table(opened), Json.object("sessions", opened));
  }
}
