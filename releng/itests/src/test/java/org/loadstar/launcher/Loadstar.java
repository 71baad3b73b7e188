// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A process of the assembled folder's {@code bin/loadstar}. */
final class Loadstar implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final CompletableFuture<String> err;

  private Loadstar(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err =
        CompletableFuture.supplyAsync(
            () -> String.join("\n", process.errorReader(StandardCharsets.UTF_8).lines().toList()),
            // one that waits must not keep another one from reading
            reader -> new Thread(reader, "standard error").start());
  }

  static Path home() {
    return Path.of(System.getProperty("loadstar.root"), "releng/container/target/loadstar");
  }

  /** Starts it; the class-data archives are made once for all tests. */
  static Loadstar start(Map<String, String> environment, String... line) throws IOException {
    return start(home(), environment, line);
  }

  /** Starts another assembled folder, with archives of its own. */
  static Loadstar startIn(Path home, String... line) throws IOException {
    return start(home, Map.of("LOADSTAR_ARCHIVES", home + "/archives"), line);
  }

  private static Loadstar start(Path home, Map<String, String> environment, String... line)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(home + "/bin/loadstar"));
    command.addAll(List.of(line));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home")); // that of the tests
    builder.environment().put("LOADSTAR_ARCHIVES", home().resolveSibling("archives").toString());
    builder.environment().putAll(environment);
    return new Loadstar(builder.start());
  }

  static Loadstar start(String... line) throws IOException {
    return start(Map.of(), line);
  }

  /** The next line of standard output. */
  String line() throws IOException {
    String line = out.readLine();
    return line == null ? "(no more; standard error: " + err.join() + ")" : line;
  }

  /** Asks it to stop, as an operator would. */
  Loadstar terminate() {
    process.destroy();
    return this;
  }

  /** The exit code. */
  int exit() throws InterruptedException {
    assertTrue(process.waitFor(150, SECONDS), "it does not end");
    return process.exitValue();
  }

  /** Standard error, once it has ended. */
  String err() {
    return err.join();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
