// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.Session;

/** What {@code --trace FILE} and {@code --screens FILE} want of one session. */
final class Recordings implements AutoCloseable {
  private final @Nullable OutputFile trace;
  private final @Nullable OutputFile screens;
  private final List<AutoCloseable> running = new ArrayList<>();
  private boolean begun;

  /** Opens the files, where any are wanted. */
  Recordings(Arguments given) throws CommandException {
    trace = given.has("--trace") ? OutputFile.open(given.text("--trace")) : null;
    screens = given.has("--screens") ? OutputFile.open(given.text("--screens")) : null;
  }

  void begin(Session session) {
    begun = true;
    if (trace != null) {
      running.add(session.trace(trace));
    }
    if (screens != null) {
      running.add(session.follow(new ScreenLines(screens, session::state)));
    }
  }

  /** Ends both; when it returns, the files are whole. */
  @Override
  public void close() throws CommandException {
    for (AutoCloseable each : running) {
      OutputFile.quietly(each);
    }
    for (OutputFile file : new OutputFile[] {trace, screens}) {
      if (file != null) {
        if (!begun) {
          OutputFile.quietly(file);
        }
        file.awaitClosed();
      }
    }
  }
}
