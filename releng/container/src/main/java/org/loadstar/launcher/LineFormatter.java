// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One line per record: time (UTC), level, logger, message; then the stack trace, if any. Java's own
 * formatter takes a tenth of the container's start for its first line.
 */
final class LineFormatter extends Formatter {
  @Override
  public String format(LogRecord entry) {
    StringBuilder line = new StringBuilder(160);
    line.append(entry.getInstant().truncatedTo(ChronoUnit.MILLIS)).append(' ');
    line.append(entry.getLevel().getName()).append(' ');
    line.append(entry.getLoggerName()).append(' ');
    line.append(formatMessage(entry)).append('\n');
    Throwable thrown = entry.getThrown();
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      line.append(trace);
    }
    return line.toString();
  }
}
