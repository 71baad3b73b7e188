// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;

/**
 * What {@code --keys} and {@code --wait} say, one after the other. After a key that the host sees,
 * and at the beginning unless it is a {@code --wait}, the keyboard is waited for.
 */
final class ScreenSteps {
  private static final String UNLOCKED = "[UNLOCKED]";
  private static final Duration KEY_TAKES = Duration.ofSeconds(15);
  private static final int TOLD_ROWS = 3;

  /** A text to wait for; or, where it is empty, an unlocked keyboard. */
  private record Wait(String text) {
    static Wait parse(String given) {
      if (given.equalsIgnoreCase(UNLOCKED)) {
        return new Wait("");
      }
      String text = given.replace("[[", "").replace("]]", "");
      if (given.isBlank() || text.contains("[") || text.contains("]")) {
        throw new IllegalArgumentException(
            "--wait takes a text, or "
                + UNLOCKED
                + " for an unlocked keyboard; a bracket itself is written twice");
      }
      return new Wait(given.replace("[[", "[").replace("]]", "]"));
    }

    boolean fulfilled(ScreenSnapshot screen) {
      return text.isEmpty() ? screen.lock().isEmpty() : screen.shows(text);
    }

    String missing() {
      return text.isEmpty() ? "The keyboard was not unlocked" : "'" + text + "' was not seen";
    }
  }

  private final List<Object> steps = new ArrayList<>();
  private final Duration patience;

  /**
   * The steps of a command line.
   *
   * @param patience how long the host may take for each
   * @throws IllegalArgumentException for a step that cannot be read
   */
  ScreenSteps(Arguments given, Duration patience) {
    this.patience = patience;
    for (Map.Entry<String, String> option : given.sequence()) {
      if (option.getKey().equals("--keys")) {
        steps.addAll(KeyScript.parse(option.getValue()));
      } else if (option.getKey().equals("--wait")) {
        steps.add(Wait.parse(option.getValue()));
      }
    }
  }

  /** Takes them; what hindered one, in lines for a person, or nothing. */
  String take(Session session) throws CommandException {
    String hindered =
        steps.isEmpty() || !(steps.get(0) instanceof Wait) ? answered(session, 0) : "";
    for (Object step : steps) {
      if (!hindered.isEmpty()) {
        return hindered;
      }
      if (step instanceof Wait wait) {
        hindered = await(session, wait);
      } else if (step instanceof KeyScript.Press press) {
        hindered = press(session, press);
      } else {
        String text = ((KeyScript.Text) step).text();
        hindered = refused(Waiting.get(session.type(text), KEY_TAKES, "typing"));
      }
    }
    return hindered;
  }

  private String press(Session session, KeyScript.Press press) throws CommandException {
    long before = session.snapshot().generation();
    KeyResult result = Waiting.get(session.press(press.key()), KEY_TAKES, "the key " + press.key());
    return result.accepted() && KeyScript.reachesHost(press.key())
        ? answered(session, before)
        : refused(result);
  }

  private static String refused(KeyResult result) {
    return result.accepted()
        ? ""
        : "The keyboard refused: " + result.lock() + "; what follows was not sent.\n";
  }

  private String await(Session session, Wait wait) {
    try {
      Waiting.get(
          session.await(wait::fulfilled, patience), patience.plusSeconds(5), "the host's answer");
      return "";
    } catch (CommandException e) {
      return wait.missing() + ": " + e.getMessage() + "; instead, " + shown(session) + "\n";
    }
  }

  /** What is on the screen, for a person who expected something else. */
  private static String shown(Session session) {
    ScreenSnapshot screen = session.snapshot();
    List<String> rows =
        screen.text().stream().map(String::strip).filter(row -> !row.isEmpty()).toList();
    String lock =
        screen.lock().isEmpty()
            ? "the keyboard is unlocked"
            : "the keyboard is locked (" + screen.lock() + ")";
    if (rows.isEmpty()) {
      return "the screen is blank and " + lock;
    }
    return lock
        + " and the screen shows "
        + rows.stream().limit(TOLD_ROWS).collect(Collectors.joining("' '", "'", "'"))
        + (rows.size() > TOLD_ROWS ? " and " + (rows.size() - TOLD_ROWS) + " more rows" : "");
  }

  /** Waits for a screen newer than the generation with an unlocked keyboard. */
  private String answered(Session session, long generation) {
    try {
      Waiting.get(
          session.await(
              screen -> screen.generation() > generation && screen.lock().isEmpty(), patience),
          patience.plusSeconds(5),
          "the host's answer");
      return "";
    } catch (CommandException e) {
      return "The host did not unlock the keyboard: "
          + e.getMessage()
          + "; "
          + shown(session)
          + "\n";
    }
  }
}
