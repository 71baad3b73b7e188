// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged while it is open, as it would be printed. */
final class Logged extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("org.loadstar");
  private final Level before = logger.getLevel();
  private final SimpleFormatter formatter = new SimpleFormatter();
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> errors = new CopyOnWriteArrayList<>();

  Logged() {
    logger.setLevel(Level.ALL);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord record) {
    String line = formatter.format(record);
    lines.add(line);
    if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
      errors.add(line);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
