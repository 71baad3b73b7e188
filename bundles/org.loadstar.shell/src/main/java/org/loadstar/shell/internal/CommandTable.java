// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.JsonWriter;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every command by its name. As a service that turns a request line into a reply line ({@code
 * loadstar.control=true}) it is also what the launcher calls within its own process, where both
 * sides share no class but Java's. Thread-safe.
 */
@Component(
    service = {CommandTable.class, UnaryOperator.class},
    property = "loadstar.control=true")
public final class CommandTable implements UnaryOperator<String> {
  private static final Logger LOG = LoggerFactory.getLogger(CommandTable.class);

  private final Map<String, Command> commands = new LinkedHashMap<>();

  /** Called by Declarative Services. */
  @Activate
  public CommandTable(@Reference(name = "services") ApiServices services) {
    this(
        List.of(
            new FindCommand(services),
            new ScreenCommand(services),
            new OpenCommand(services),
            new TraceCommand(services),
            new SessionsCommand(services),
            new CloseCommand(services),
            new AgentCommand(services),
            new BiasCommand(services),
            new DirectoryCommand(services),
            new ServerCommand(services),
            new VipsCommand(services),
            new TargetsCommand(services),
            new ConnectionsCommand(services),
            new DrainCommand(services),
            new ResumeCommand(services),
            new ExplainCommand(services),
            new ReadyCommand(services)));
  }

  CommandTable(List<Command> all) {
    for (Command command : all) {
      commands.put(command.name(), command);
    }
    Command help = new HelpCommand(commands.values());
    commands.put(help.name(), help);
  }

  @Deactivate
  void close() {
    commands.values().forEach(Command::close);
  }

  Collection<Command> commands() {
    return List.copyOf(commands.values());
  }

  @Override
  public String apply(String requestLine) {
    try {
      return run(Request.parse(requestLine)).toLine();
    } catch (JsonException e) {
      return Reply.failure(Reply.WRONG_USE, "the request is not understood: " + e.getMessage())
          .toLine();
    }
  }

  /** Runs a command; never throws. */
  Reply run(Request request) {
    Command command = commands.get(request.command());
    if (command == null) {
      return Reply.failure(
          Reply.WRONG_USE,
          "there is no command '"
              + request.command()
              + "'; there are: "
              + String.join(", ", commands.keySet()));
    }
    List<String> args = new ArrayList<>(request.args());
    boolean json = args.removeIf("--json"::equals) || request.json();
    try {
      Command.Result result = command.run(args);
      return new Reply(result.exit(), json ? document(result.json()) : result.text(), result.err());
    } catch (CommandException e) {
      return Reply.failure(e.exit(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("The command {} failed", request.command(), e);
      return Reply.failure(
          Reply.WRONG_USE, request.command() + " failed: " + e + "; see the container's log");
    }
  }

  private static String document(@Nullable Object json) {
    return JsonWriter.write(json) + "\n";
  }
}
