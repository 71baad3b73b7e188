// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.loadstar.api.agent.ServiceAgent;

/** The administrator's say in a server's load. */
final class BiasCommand implements Command {
  private static final Duration AT_MOST = Duration.ofSeconds(20);

  private final ApiServices services;

  BiasCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "bias";
  }

  @Override
  public String usage() {
    return "NAME 0..100 [--once]";
  }

  @Override
  public String summary() {
    return "makes a server look busier (51..100) or idler (0..49) than it is; 50 is neutral";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of("--once"), Set.of(), 2);
    if (given.plain().size() != 2) {
      throw Arguments.wrong(this, "a server's name and a bias are needed");
    }
    String name = given.plain().get(0);
    int bias = Arguments.number(this, "the bias", given.plain().get(1), 0, 100);
    boolean once = given.has("--once");
    ServiceAgent agent = ApiServices.need(services.serviceAgent, "org.loadstar.agent");
    Waiting.get(agent.setBias(name, bias, once), AT_MOST, "setting the bias");
    return Result.done(
        "The bias of "
            + name
            + " is "
            + bias
            + (once ? " until it is registered again.\n" : ", also after a restart.\n"),
        Json.object("server", name, "bias", bias, "once", once));
  }
}
