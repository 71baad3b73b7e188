// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.shell.wire.Reply;

/** Connects, sends keys, prints the screen, leaves; or does so on an open session, which stays. */
final class ScreenCommand implements Command {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int MOST_SECONDS = 600;

  private final ApiServices services;

  ScreenCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "screen";
  }

  @Override
  public String usage() {
    return Profiles.USAGE
        + " [--keys \"text[TAB]text[ENTER]\"]... [--wait TEXT | --wait [UNLOCKED]]..."
        + " [--timeout SECONDS] [--trace FILE] [--screens FILE] [--json]"
        + "; or --session ID in place of where to connect";
  }

  @Override
  public String summary() {
    return "connects, sends keys, waits, prints the 3270 screen, leaves";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Set<String> options = new HashSet<>(Profiles.OPTIONS);
    options.addAll(Set.of("--session", "--keys", "--wait", "--timeout", "--trace", "--screens"));
    Arguments given = Arguments.parse(this, args, Profiles.FLAGS, options, 1);
    Duration patience = PATIENCE;
    if (given.has("--timeout")) {
      patience =
          Duration.ofSeconds(
              Arguments.number(this, "--timeout", given.text("--timeout"), 1, MOST_SECONDS));
    }
    ScreenSteps steps;
    try {
      steps = new ScreenSteps(given, patience);
    } catch (IllegalArgumentException e) {
      throw Arguments.wrong(this, String.valueOf(e.getMessage()));
    }
    if (given.has("--session") && Profiles.isGiven(given)) {
      throw Arguments.wrong(this, "--session does not go with where and how to connect");
    }
    try (Recordings recordings = new Recordings(given)) {
      if (given.has("--session")) {
        Session session = Profiles.session(given.text("--session"), services);
        recordings.begin(session);
        return show(session, steps);
      }
      SessionProfile profile = Profiles.of(this, given, services);
      try (Session session = Profiles.open(profile, services, recordings::begin)) {
        return show(session, steps);
      }
    }
  }

  private Result show(Session session, ScreenSteps steps) throws CommandException {
    String hindered = steps.take(session);
    ScreenSnapshot screen = session.snapshot();
    SessionRuntimeDTO.SessionDTO told = Profiles.told(session, services);
    String clear = told.tlsNote.isEmpty() ? "" : "The session is " + told.tlsNote + ".\n";
    String text =
        screen.text().stream()
            .map(row -> row.stripTrailing() + "\n")
            .collect(Collectors.joining())
            .stripTrailing();
    return new Result(
        hindered.isEmpty() ? Reply.DONE : Reply.ALL_REFUSED,
        text + "\n",
        Json.object(
            "session", told.id,
            "state", told.state,
            "server", told.server,
            "url", told.url,
            "lu", told.lu,
            "protocol", told.protocol,
            "tls", told.tls,
            "tlsProtocol", told.tlsProtocol,
            "tlsPeer", told.tlsPeer,
            "tlsNote", told.tlsNote,
            "lock", screen.lock(),
            "cursor", Json.cursor(screen),
            "screen", screen.text(),
            "buffer", BufferText.of(screen)),
        clear + hindered);
  }
}
