// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Where log lines go: five rotating files, and warnings to standard error as well. */
final class Logs {
  private static final int FILE_BYTES = 2 * 1024 * 1024;
  private static final int FILES = 5;

  private Logs() {}

  /** From now on lines go to {@code log/loadstar.N.log} in the data folder. */
  static void to(Path data, boolean console) throws IOException {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    Path folder = Files.createDirectories(data.resolve("log"));
    add(root, new FileHandler(folder + "/loadstar.%g.log", FILE_BYTES, FILES, true), Level.INFO);
    if (console) {
      add(root, new ConsoleHandler(), Level.WARNING);
    }
    root.setLevel(Level.INFO);
  }

  private static void add(Logger root, Handler handler, Level level) {
    handler.setFormatter(new LineFormatter());
    handler.setLevel(level);
    root.addHandler(handler);
  }
}
