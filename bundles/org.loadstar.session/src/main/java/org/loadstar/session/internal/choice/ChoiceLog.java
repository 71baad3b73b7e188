// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.choice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.session.Choice;

/** Gathers what becomes a {@link Choice}. */
final class ChoiceLog {
  private final Clock clock;
  private final String cause;
  private final Instant begun;
  private final List<Choice.Attempt> attempts = new ArrayList<>();
  private final List<Choice.Step> steps = new ArrayList<>();
  private @Nullable SearchReport search;
  private @Nullable Ranking ranking;
  private Instant attemptBegun;

  ChoiceLog(Clock clock, String cause) {
    this.clock = clock;
    this.cause = cause;
    this.begun = clock.instant();
    this.attemptBegun = begun;
  }

  void step(String what) {
    steps.add(new Choice.Step(Duration.between(begun, clock.instant()).toMillis(), what));
  }

  void searched(SearchReport report) {
    search = report;
  }

  void ranked(Ranking made) {
    ranking = made;
  }

  void trying(String server) {
    attemptBegun = clock.instant();
    step("trying " + server);
  }

  void refused(String server, String reason) {
    attempts.add(new Choice.Attempt(server, false, reason, attemptMillis()));
    step(server + ": " + reason);
  }

  void accepted(String server, String what) {
    attempts.add(new Choice.Attempt(server, true, "", attemptMillis()));
    step("session on " + server + ": " + what);
  }

  private long attemptMillis() {
    return Duration.between(attemptBegun, clock.instant()).toMillis();
  }

  /** One line per server that was tried in vain or could not be tried. */
  List<String> refusals() {
    List<String> lines = new ArrayList<>();
    attempts.forEach(a -> lines.add(a.server() + ": " + a.reason()));
    if (ranking != null) {
      ranking.offers().stream()
          .filter(o -> !o.usable())
          .forEach(o -> lines.add(o.offer().address() + ": unusable: " + o.reason()));
    }
    return lines;
  }

  Choice choice(@Nullable String chosen) {
    return new Choice(begun, cause, search, ranking, attempts, chosen, steps);
  }
}
