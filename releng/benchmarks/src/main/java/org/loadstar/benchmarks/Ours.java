// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with our sessions. */
final class Ours implements AutoCloseable {
  /** No server's machine: one collector thread, heap for ten thousand sessions. */
  static final List<String> JVM = List.of("-Xmx1500m", "-XX:+UseSerialGC");

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  /**
   * Starts it.
   *
   * @param authority the certificate that it trusts
   */
  Ours(Path root, Path folder, Path authority) throws IOException {
    List<String> line = new ArrayList<>(List.of("taskset", "-c", "0", "java"));
    line.addAll(JVM);
    line.add(
        "-Djava.util.logging.config.file=" + root.resolve("releng/benchmarks/silent.properties"));
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(Sessions.class.getName());
    line.add(root.toString());
    line.add(folder.toString());
    line.add(authority.toString());
    this.process = new ProcessBuilder(line).redirectError(new File(folder + ".err")).start();
    this.commands = process.outputWriter();
    this.answers = process.inputReader();
    String ready = answers.readLine();
    if (!"ready".equals(ready)) {
      throw new IOException("the process with our sessions says: " + ready);
    }
  }

  /** Sends a command; its answer. */
  String command(String line) throws IOException {
    begin(line);
    return end();
  }

  void begin(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
  }

  String end() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the process with our sessions has ended");
    }
    return answer;
  }

  double processorSeconds() throws IOException {
    return Processes.processorSeconds(process.pid());
  }

  long bytesInUse() throws IOException {
    return Processes.bytesInUse(process.pid());
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
