// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long this Java process has been running. Linux tells it to the hundredth of a second, free of
 * changes of the clock; {@code ProcessHandle} would be a second off, as it adds the kernel's start
 * in whole seconds.
 */
final class StartTime {
  private static final int TICKS_PER_SECOND = 100;
  private static final int STARTTIME = 19;

  private StartTime() {}

  /**
   * Milliseconds since the process was started; where the script had to build something first and
   * says so in {@code LOADSTAR_STARTED} (the machine's uptime in seconds), since then.
   */
  static long millisAgo() {
    try {
      double uptime = seconds(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
      String told = System.getenv("LOADSTAR_STARTED");
      if (told != null) {
        return Math.round((uptime - seconds(told)) * 1000);
      }
      // proc(5): the 22nd field; the second one, the name in brackets, may hold blanks
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Math.round((uptime - seconds(fields[STARTTIME]) / TICKS_PER_SECOND) * 1000);
    } catch (IOException | RuntimeException e) {
      return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
  }

  private static double seconds(String text) {
    return Double.parseDouble(text);
  }
}
