// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntime;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.api.session.TlsMode;
import org.loadstar.api.session.Tn3270Uri;
import org.loadstar.shell.wire.Reply;

/**
 * How {@code open} and {@code screen} get at a session: {@code [HOST:PORT | tn3270:URI] [--profile
 * N] [--pool P] [--model M] [--codepage C] [--tls | --starttls MODE] [--tls-profile N]}.
 */
final class Profiles {
  static final Set<String> FLAGS = Set.of("--tls");
  static final Set<String> OPTIONS =
      Set.of("--profile", "--pool", "--model", "--codepage", "--starttls", "--tls-profile");
  static final String USAGE =
      "[HOST:PORT | tn3270://HOST[:PORT]] [--profile N] [--pool P]"
          + " [--model 2-5|ROWSxCOLUMNS] [--codepage C]"
          + " [--tls | --starttls prefer|require] [--tls-profile NAME]";
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  private Profiles() {}

  /** Whether the arguments say where or how to connect. */
  static boolean isGiven(Arguments given) {
    return !given.plain().isEmpty()
        || Stream.concat(FLAGS.stream(), OPTIONS.stream()).anyMatch(given::has);
  }

  /** The session profile that the arguments mean. */
  static SessionProfile of(Command command, Arguments given, ApiServices services)
      throws CommandException {
    SessionProfile profile;
    if (!given.plain().isEmpty() && given.has("--profile")) {
      throw Arguments.wrong(command, "HOST:PORT and --profile exclude each other");
    } else if (!given.plain().isEmpty()) {
      profile = at(command, given.plain().get(0));
    } else if (given.has("--profile")) {
      profile = named(given.text("--profile"), services);
    } else {
      profile = SessionProfile.discovering("default");
    }
    if (given.has("--pool")) {
      profile = profile.with(change -> change.luPool(given.text("--pool")).luNames(List.of()));
    }
    if (given.has("--model")) {
      String type = deviceType(command, given.text("--model"));
      profile = profile.with(change -> change.deviceType(type));
    }
    if (given.has("--codepage")) {
      profile = profile.with(change -> change.codePage(given.text("--codepage")));
    }
    return encrypted(command, given, profile);
  }

  /** The profile with the encryption that the arguments want, which is never less than its own. */
  private static SessionProfile encrypted(Command command, Arguments given, SessionProfile profile)
      throws CommandException {
    SessionProfile encrypted = profile;
    if (given.has("--starttls")) {
      String mode = given.text("--starttls");
      if (!mode.equals("prefer") && !mode.equals("require")) {
        throw Arguments.wrong(command, "--starttls '" + mode + "' is neither prefer nor require");
      } else if (given.has("--tls") || profile.tls() == TlsMode.REQUIRE) {
        throw Arguments.wrong(
            command, "TLS is required otherwise already: --starttls does not go with that");
      }
      TlsMode wanted = mode.equals("prefer") ? TlsMode.PREFER : TlsMode.REQUIRE;
      encrypted = profile.with(change -> change.tls(wanted).startTls(true));
    } else if (given.has("--tls")) {
      encrypted = profile.with(change -> change.tls(TlsMode.REQUIRE).startTls(false));
    }
    if (!given.has("--tls-profile")) {
      return encrypted;
    } else if (encrypted.tls() == TlsMode.OFF) {
      throw Arguments.wrong(command, "--tls-profile wants --tls or --starttls beside it");
    }
    return encrypted.with(change -> change.tlsProfile(given.text("--tls-profile")));
  }

  private static String deviceType(Command command, String model) throws CommandException {
    if (model.matches("[2-5]")) {
      return "IBM-3278-" + model + "-E";
    } else if (model.matches("[1-9][0-9]{1,2}x[1-9][0-9]{1,2}")) {
      return "IBM-DYNAMIC-" + model;
    }
    throw Arguments.wrong(
        command, "--model '" + model + "' is neither 2, 3, 4 or 5 nor ROWSxCOLUMNS");
  }

  private static SessionProfile at(Command command, String where) throws CommandException {
    try {
      return Tn3270Uri.claims(where)
          ? Tn3270Uri.parse(where).profile()
          : SessionProfile.to(HostPort.parse(where));
    } catch (IllegalArgumentException wrong) {
      // A URI may have a password in it, which the message leaves out.
      String what = Tn3270Uri.claims(where) ? "the URI is wrong: " : "";
      throw Arguments.wrong(command, what + wrong.getMessage());
    }
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
    return open(profile, services, session -> {});
  }

  /** Opens a session that is prepared before it connects. */
  static Session open(SessionProfile profile, ApiServices services, Consumer<Session> prepare)
      throws CommandException {
    SessionManager sessions = ApiServices.need(services.sessions, "org.loadstar.session");
    return Waiting.get(sessions.open(profile, prepare), AT_MOST, "the connection");
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
