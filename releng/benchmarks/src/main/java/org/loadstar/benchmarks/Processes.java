// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system tells about a process. */
final class Processes {
  private static final double TICKS_PER_SECOND = 100.0;

  private Processes() {}

  /** The seconds of a processor that it has used, in all its threads. */
  static double processorSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** The bytes of all objects in use of a JVM, after a collection. */
  static long bytesInUse(long pid) throws IOException {
    Process jcmd = new ProcessBuilder("jcmd", Long.toString(pid), "GC.class_histogram").start();
    String total = "";
    try (BufferedReader out = jcmd.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        total = line.startsWith("Total") ? line : total;
      }
    }
    String[] words = total.trim().split("\\s+", -1);
    return Long.parseLong(words[words.length - 1]);
  }
}
