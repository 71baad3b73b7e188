// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What can be typed. */
final class HelpCommand implements Command {
  private final Collection<Command> commands;

  HelpCommand(Collection<Command> commands) {
    this.commands = commands;
  }

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String summary() {
    return "lists the commands";
  }

  @Override
  public Result run(List<String> args) {
    StringBuilder text = new StringBuilder();
    List<Object> json = new ArrayList<>();
    for (Command command : commands) {
      text.append((command.name() + " " + command.usage()).strip())
          .append("\n    ")
          .append(command.summary())
          .append('\n');
      json.add(
          Json.object(
              "name", command.name(), "usage", command.usage(), "summary", command.summary()));
    }
    return Result.done(text.toString(), json);
  }
}
