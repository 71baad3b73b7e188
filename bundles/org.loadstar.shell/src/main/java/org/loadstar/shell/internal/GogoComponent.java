// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The commands in Gogo's scope {@code loadstar}, and shells over the control socket. Where there is
 * no Gogo, its {@code CommandProcessor} is missing and this class is never loaded.
 */
@Component(service = ShellOpener.class, immediate = true)
public final class GogoComponent implements ShellOpener {
  private final CommandProcessor processor;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** Called by Declarative Services. */
  @Activate
  public GogoComponent(
      BundleContext context,
      @Reference(name = "processor") CommandProcessor processor,
      @Reference(name = "commands") CommandTable commands) {
    this.processor = processor;
    registrations.add(
        context.registerService(
            Converter.class,
            new BundleConverter(context),
            FrameworkUtil.asDictionary(
                Map.of(Converter.CONVERTER_CLASSES, Bundle.class.getName()))));
    for (Command command : commands.commands()) {
      registrations.add(
          context.registerService(
              Function.class,
              (session, arguments) -> run(commands, command.name(), session, arguments),
              FrameworkUtil.asDictionary(
                  Map.of(
                      CommandProcessor.COMMAND_SCOPE,
                      "loadstar",
                      CommandProcessor.COMMAND_FUNCTION,
                      command.name()))));
    }
  }

  @Deactivate
  void close() {
    registrations.forEach(ServiceRegistration::unregister);
  }

  private static Object run(
      CommandTable commands, String name, CommandSession session, List<Object> arguments) {
    List<String> args = arguments.stream().map(String::valueOf).toList();
    Reply reply = commands.run(new Request(name, args, false));
    session.getConsole().print(reply.out());
    session.getConsole().print(reply.err());
    session.put("exit", reply.exit());
    return "";
  }

  @Override
  public Conversation open() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    CommandSession session =
        processor.createSession(new ByteArrayInputStream(new byte[0]), print, print);
    return new Conversation() {
      @Override
      public String answer(String line) {
        int exit = Reply.DONE;
        String failure = "";
        session.put("exit", Reply.DONE);
        try {
          Object result = session.execute(line);
          if (result != null && !"".equals(result)) {
            print.println(session.format(result, Converter.INSPECT));
          }
          exit = session.get("exit") instanceof Integer code ? code : Reply.DONE;
        } catch (Exception e) {
          exit = Reply.WRONG_USE;
          failure = (e.getMessage() == null ? e.toString() : e.getMessage()) + "\n";
        }
        print.flush();
        String told = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return new Reply(exit, told, failure).toLine();
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }
}
