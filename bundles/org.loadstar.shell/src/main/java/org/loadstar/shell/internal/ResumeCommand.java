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
    return "TARGET";
  }

  @Override
  public String summary() {
    return "gives a drained target new connections again";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of(), Set.of(), 1);
    if (given.plain().isEmpty()) {
      throw Arguments.wrong(this, "a target's name is needed");
    }
    String target = given.plain().get(0);
    Distributor distributor = ApiServices.need(services.distributor, "org.loadstar.distributor");
    try {
      distributor.resume(target);
    } catch (IllegalArgumentException e) {
      throw Arguments.wrong(this, String.valueOf(e.getMessage()));
    }
    return Result.done(target + " gets new connections again.\n", Json.object("target", target));
  }
}
