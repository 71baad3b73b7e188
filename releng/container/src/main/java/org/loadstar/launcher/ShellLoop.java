// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/**
 * A shell on the running container: each line goes to Gogo there. Lines are edited and remembered
 * where standard input is a terminal, and read as they are where it is not.
 */
final class ShellLoop {
  private static final String PROMPT = "loadstar> ";

  private ShellLoop() {}

  /** A source of lines; null at the end. */
  private interface Lines {
    @Nullable String next() throws IOException;
  }

  static int run(ControlClient running) throws IOException {
    Lines lines = Boolean.getBoolean("loadstar.terminal") ? edited() : plain();
    int exit = Reply.DONE;
    String line = lines.next();
    while (line != null && !line.strip().matches("exit|quit")) {
      if (!line.isBlank()) {
        exit = Main.print(running.call(new Request("shell", List.of(line), false)));
      }
      line = lines.next();
    }
    return exit;
  }

  private static Lines plain() {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    return in::readLine;
  }

  private static Lines edited() {
    // No history file: what is typed may hold a password.
    LineReader reader = LineReaderBuilder.builder().appName("loadstar").build();
    return () -> {
      try {
        return reader.readLine(PROMPT);
      } catch (UserInterruptException e) {
        return "";
      } catch (EndOfFileException e) {
        return null;
      }
    };
  }
}
