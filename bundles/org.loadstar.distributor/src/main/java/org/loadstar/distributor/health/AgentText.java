// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.loadstar.distributor.placement.Advice;
import org.loadstar.distributor.placement.Advice.Admin;

/**
 * A line of HAProxy's agent-check protocol: words in any order between blanks or commas, a weight
 * ({@code 75%}), {@code maxconn:30}, {@code ready}, {@code drain}, {@code maint}, {@code up},
 * {@code down}, {@code fail}, {@code stopped}, and behind a sharp a description. Later words go
 * before earlier ones. As in HAProxy, a word that is none of these is told and the others hold.
 */
final class AgentText {
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,4})%");
  private static final Pattern MAXCONN = Pattern.compile("maxconn:([0-9]{1,9})");

  private static final Map<String, Admin> ADMIN =
      Map.of("ready", Admin.READY, "drain", Admin.DRAIN, "maint", Admin.MAINT);
  private static final Map<String, Boolean> UP =
      Map.of("up", true, "down", false, "fail", false, "stopped", false);

  private AgentText() {}

  static Verdict parse(String line) {
    int sharp = line.indexOf('#');
    String description = sharp < 0 ? "" : Banner.line(line.substring(sharp + 1));
    String words = (sharp < 0 ? line : line.substring(0, sharp)).strip();
    OptionalInt percent = OptionalInt.empty();
    OptionalInt most = OptionalInt.empty();
    Admin admin = null;
    Boolean up = null;
    String reason = "";
    String unknown = "";
    for (String word : words.toLowerCase(Locale.ROOT).split("[ \t,]+")) {
      Matcher weight = PERCENT.matcher(word);
      Matcher connections = MAXCONN.matcher(word);
      if (weight.matches()) {
        percent = OptionalInt.of(Integer.parseInt(weight.group(1)));
      } else if (connections.matches()) {
        most = OptionalInt.of(Integer.parseInt(connections.group(1)));
      } else if (ADMIN.containsKey(word)) {
        admin = ADMIN.get(word);
        reason = word;
      } else if (UP.containsKey(word)) {
        up = UP.get(word);
        reason = word;
      } else {
        unknown = word;
      }
    }
    if (!description.isEmpty()) {
      reason = reason.isEmpty() ? description : reason + ": " + description;
    }
    return new Verdict.Advised(
        new Advice(percent, admin, up, reason, most),
        unknown.isEmpty()
            ? ""
            : "the agent says '%s', and '%s' is no word of agent-check"
                .formatted(Banner.line(line), Banner.line(unknown)));
  }
}
