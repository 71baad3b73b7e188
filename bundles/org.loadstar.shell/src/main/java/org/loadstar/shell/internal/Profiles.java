// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntime;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.shell.wire.Reply;

/**
 * How {@code open} and {@code screen} get at a session: {@code [HOST:PORT] [--profile N] [--pool
 * P]}.
 */
final class Profiles {
  static final Set<String> OPTIONS = Set.of("--profile", "--pool");
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  private Profiles() {}

  /** The session profile that the arguments mean. */
  static SessionProfile of(Command command, Arguments given, ApiServices services)
      throws CommandException {
    SessionProfile profile;
    if (!given.plain().isEmpty() && given.has("--profile")) {
      throw Arguments.wrong(command, "HOST:PORT and --profile exclude each other");
    } else if (!given.plain().isEmpty()) {
      try {
        profile = SessionProfile.to(HostPort.parse(given.plain().get(0)));
      } catch (IllegalArgumentException e) {
        throw Arguments.wrong(command, String.valueOf(e.getMessage()));
      }
    } else if (given.has("--profile")) {
      profile = named(given.text("--profile"), services);
    } else {
      profile = SessionProfile.discovering("default");
    }
    return given.has("--pool")
        ? profile.with(change -> change.luPool(given.text("--pool")).luNames(List.of()))
        : profile;
  }

  private static SessionProfile named(String name, ApiServices services) throws CommandException {
    SessionManager sessions = ApiServices.need(services.sessions, "org.loadstar.session");
    SessionRuntime runtime = services.session;
    List<String> known = runtime == null ? List.of() : runtime.getRuntimeDTO().profiles;
    return sessions
        .profile(name)
        .orElseThrow(
            () ->
                new CommandException(
                    Reply.WRONG_USE,
                    "there is no session profile '"
                        + name
                        + "'; configured: "
                        + (known.isEmpty() ? "none" : String.join(", ", known))));
  }

  /** Opens a session. */
  static Session open(SessionProfile profile, ApiServices services) throws CommandException {
    SessionManager sessions = ApiServices.need(services.sessions, "org.loadstar.session");
    return Waiting.get(sessions.open(profile), AT_MOST, "the connection");
  }

  /** An open session by its id. */
  static Session session(String id, ApiServices services) throws CommandException {
    SessionManager sessions = ApiServices.need(services.sessions, "org.loadstar.session");
    return sessions
        .session(id)
        .orElseThrow(
            () ->
                new CommandException(
                    Reply.WRONG_USE,
                    "there is no session '"
                        + id
                        + "'; open: "
                        + (sessions.sessions().isEmpty()
                            ? "none"
                            : String.join(
                                ", ", sessions.sessions().stream().map(Session::id).toList()))));
  }

  /** What the runtime tells of a session; an empty DTO where it does not know it any more. */
  static SessionRuntimeDTO.SessionDTO told(Session session, ApiServices services) {
    SessionRuntime runtime = services.session;
    if (runtime != null) {
      for (SessionRuntimeDTO.SessionDTO dto : runtime.getRuntimeDTO().sessions) {
        if (dto.id.equals(session.id())) {
          return dto;
        }
      }
    }
    SessionRuntimeDTO.SessionDTO gone = new SessionRuntimeDTO.SessionDTO();
    gone.id = session.id();
    gone.state = session.state().name();
    return gone;
  }
}
