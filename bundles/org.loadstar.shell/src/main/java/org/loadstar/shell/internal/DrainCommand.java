// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.loadstar.api.distributor.Distributor;

/** Takes a target out of distribution. */
final class DrainCommand implements Command {
  private static final int MOST_SECONDS = 604_800;

  private final ApiServices services;

  DrainCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String usage() {
    return "TARGET [--seconds N] [--once]";
  }

  @Override
  public String summary() {
    return "gives a target no new connection; after N seconds, where told, those it has are ended";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of("--once"), Set.of("--seconds"), 1);
    if (given.plain().isEmpty()) {
      throw Arguments.wrong(this, "a target's name is needed");
    }
    String target = given.plain().get(0);
    String text = given.option("--seconds").orElse("0");
    int seconds = Arguments.number(this, "the seconds", text, 0, MOST_SECONDS);
    boolean once = given.has("--once");
    Distributor distributor = ApiServices.need(services.distributor, "org.loadstar.distributor");
    try {
      distributor.drain(target, Duration.ofSeconds(seconds), once);
    } catch (IllegalArgumentException e) {
      throw Arguments.wrong(this, String.valueOf(e.getMessage()));
    }
    return Result.done(
        target
            + " gets no new connection"
            + (seconds == 0 ? "" : "; those it has are ended after " + seconds + " s")
            + (once ? ", until a restart" : ", also after a restart")
            + ". 'resume "
            + target
            + "' takes that back.\n",
        Json.object("target", target, "seconds", seconds, "once", once));
  }
}
