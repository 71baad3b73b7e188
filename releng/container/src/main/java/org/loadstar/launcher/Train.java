// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/**
 * Loads the classes that a container needs: starts one with a listener, finds it and opens a
 * session, all within this process, and stops it. Java then writes them to the class-data archive.
 */
final class Train {
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("find"),
          List.of("open"),
          List.of("screen"),
          List.of("sessions"),
          List.of("explain"),
          List.of("agent"),
          List.of("server"),
          List.of("shell", "loadstar:commands"),
          List.of("close", "--all"));

  /** Where the listener is not found for some reason, nobody shall wait for long. */
  private static final Map<String, Object> QUICK =
      Map.of("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 2000));

  private Train() {}

  static int run(Folders assembled) throws IOException, UsageException {
    try (Scratch scratch = new Scratch()) {
      Folders folders =
          new Folders(
              assembled.home(),
              assembled.framework(),
              scratch.data("train"),
              scratch.server("train", "TRAIN", 10, QUICK),
              scratch.data("train").resolve("control"),
              null);
      Logs.to(folders.data(), true);
      start(folders);
      // once more, as most starts are: from what the first one left
      start(folders);
      return Reply.DONE;
    }
  }

  private static void start(Folders folders) throws IOException, UsageException {
    try (Container container = Container.start(folders, true)) {
      container.ready();
      container.startRest();
      try (ControlClient client = ControlClient.connect(folders.socket())) {
        for (List<String> command : COMMANDS) {
          List<String> args = command.subList(1, command.size());
          Reply reply = client.call(new Request(command.get(0), args, true));
          System.out.println(command + ": " + reply);
        }
      }
    }
  }
}
