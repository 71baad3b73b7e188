// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.shell.wire.Reply;

/** Connects, sends keys, prints the screen, leaves; or does so on an open session, which stays. */
final class ScreenCommand implements Command {
  private static final Duration HOST_ANSWERS = Duration.ofSeconds(15);
  private static final Duration KEY_TAKES = Duration.ofSeconds(15);

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
    return "[HOST:PORT | --session ID] [--profile N] [--pool P]"
        + " [--keys \"text[TAB]text[ENTER]\"] [--json]";
  }

  @Override
  public String summary() {
    return "connects, sends keys, prints the 3270 screen, leaves";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given =
        Arguments.parse(
            this, args, Set.of(), Set.of("--profile", "--pool", "--session", "--keys"), 1);
    List<KeyScript.Step> keys;
    try {
      keys = KeyScript.parse(given.text("--keys"));
    } catch (IllegalArgumentException e) {
      throw Arguments.wrong(this, String.valueOf(e.getMessage()));
    }
    if (given.has("--session")) {
      if (!given.plain().isEmpty() || given.has("--profile") || given.has("--pool")) {
        throw Arguments.wrong(this, "--session goes with --keys only");
      }
      return show(Profiles.session(given.text("--session"), services), keys);
    }
    try (Session session = Profiles.open(Profiles.of(this, given, services), services)) {
      return show(session, keys);
    }
  }

  private Result show(Session session, List<KeyScript.Step> keys) throws CommandException {
    String err = answered(session, 0);
    for (KeyScript.Step step : keys) {
      if (err.isEmpty()) {
        err = take(session, step);
      }
    }
    ScreenSnapshot screen = session.snapshot();
    SessionRuntimeDTO.SessionDTO told = Profiles.told(session, services);
    String text =
        screen.text().stream()
            .map(row -> row.stripTrailing() + "\n")
            .collect(Collectors.joining())
            .stripTrailing();
    return new Result(
        err.isEmpty() ? Reply.DONE : Reply.ALL_REFUSED,
        text + "\n",
        Json.object(
            "session", told.id,
            "state", told.state,
            "server", told.server,
            "url", told.url,
            "lu", told.lu,
            "protocol", told.protocol,
            "lock", screen.lock(),
            "cursor",
                Json.object(
                    "row",
                    screen.cursor() / screen.columns(),
                    "column",
                    screen.cursor() % screen.columns()),
            "screen", screen.text(),
            "buffer", BufferText.of(screen)),
        err);
  }

  private static String take(Session session, KeyScript.Step step) throws CommandException {
    long before = session.snapshot().generation();
    KeyResult result;
    if (step instanceof KeyScript.Press press) {
      result = Waiting.get(session.press(press.key()), KEY_TAKES, "the key " + press.key());
      if (result.accepted() && KeyScript.reachesHost(press.key())) {
        return answered(session, before);
      }
    } else {
      String text = ((KeyScript.Text) step).text();
      result = Waiting.get(session.type(text), KEY_TAKES, "typing");
    }
    return result.accepted()
        ? ""
        : "The keyboard refused: " + result.lock() + "; what follows was not sent.\n";
  }

  /** Waits for a screen newer than the generation with an unlocked keyboard. */
  private static String answered(Session session, long generation) {
    try {
      Waiting.get(
          session.await(
              screen -> screen.generation() > generation && screen.lock().isEmpty(), HOST_ANSWERS),
          HOST_ANSWERS.plusSeconds(5),
          "the host's answer");
      return "";
    } catch (CommandException e) {
      return "The host did not unlock the keyboard: " + e.getMessage() + "\n";
    }
  }
}
