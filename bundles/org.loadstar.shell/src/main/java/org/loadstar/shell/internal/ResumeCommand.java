// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import java.util.Set;
import org.loadstar.api.distributor.Distributor;

/** Puts a target back into distribution. */
final class ResumeCommand implements Command {
  private final ApiServices services;

  ResumeCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "resume";
  }

  @Override
  public String usage() {
    return "TARGET [--once]";
  }

  @Override
  public String summary() {
    return "gives a drained target new connections again";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of("--once"), Set.of(), 1);
    if (given.plain().isEmpty()) {
      throw Arguments.wrong(this, "a target's name is needed");
    }
    String target = given.plain().get(0);
    boolean once = given.has("--once");
    Distributor distributor = ApiServices.need(services.distributor, "org.loadstar.distributor");
    try {
      distributor.resume(target, once);
    } catch (IllegalArgumentException e) {
      throw Arguments.wrong(this, String.valueOf(e.getMessage()));
    }
    return Result.done(
        target
            + " gets new connections again"
            + (once ? ", until a restart.\n" : ", also after a restart.\n"),
        Json.object("target", target, "once", once));
  }
}
