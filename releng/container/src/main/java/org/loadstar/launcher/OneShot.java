// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/** One command: by the running container, or by one of its own where that is enough. */
final class OneShot {
  private static final Set<String> WITHOUT = Set.of("find", "screen");

  private OneShot() {}

  static Reply run(Folders folders, Options options) throws IOException, UsageException {
    List<String> args = LocalFiles.absolute(options.command(), options.args());
    Request request = new Request(options.command(), args, options.json());
    ControlClient running;
    try {
      running = ControlClient.connect(folders.socket());
    } catch (IOException e) {
      return WITHOUT.contains(options.command())
          ? OwnContainer.call(folders, request)
          : notRunning(folders);
    }
    try (running) {
      return running.call(request);
    } catch (IOException e) {
      return Reply.failure(Reply.NOT_RUNNING, "loadstar: " + e.getMessage());
    }
  }

  /** A shell on the running container. */
  static int shell(Folders folders, Options options) throws IOException, UsageException {
    if (!options.args().isEmpty()) {
      throw new UsageException("shell: '" + options.args().get(0) + "' is too much");
    }
    ControlClient running;
    try {
      running = ControlClient.connect(folders.socket());
    } catch (IOException e) {
      return Main.print(notRunning(folders));
    }
    try (running) {
      return ShellLoop.run(running);
    }
  }

  private static Reply notRunning(Folders folders) {
    return Reply.failure(
        Reply.NOT_RUNNING,
        "loadstar: no container is running (nobody listens on "
            + folders.socket()
            + "); start one with: loadstar serve");
  }
}
