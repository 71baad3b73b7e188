// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.loadstar.shell.wire.JsonWriter;

/** The directory agents that are measured, each in a JVM of its own on the first processor. */
final class Agents implements AutoCloseable {
  /** For both sides; our container's script has other defaults, for a quick start. */
  static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "-XX:CICompilerCount=3");

  private static final int START_SECONDS = 60;

  final int port = freePort();
  private final Process process;

  private Agents(ProcessStarter starter) throws IOException {
    process = starter.start(port);
  }

  private interface ProcessStarter {
    Process start(int port) throws IOException;
  }

  private static int freePort() {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Our container, as it is assembled.
   *
   * @param configuration by PID, besides that of the ground
   */
  static Agents ours(Path root, Path folder, Map<String, ?> configuration) throws IOException {
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Agents agents =
        new Agents(
            port -> {
              Map<String, Object> all = new HashMap<>(configuration);
              all.putAll(ground(port));
              all.put(":configurator:resource-version", 1);
              all.put(":configurator:symbolic-name", "benchmark");
              all.put(":configurator:version", "1.0.0");
              Files.writeString(etc.resolve("benchmark.json"), JsonWriter.write(all));
              String script =
                  root.resolve("releng/container/target/loadstar/bin/loadstar").toString();
              String data = folder.resolve("data").toString();
              ProcessBuilder builder =
                  onFirstProcessor(
                      List.of(script, "serve", "--config", etc.toString(), "--data", data));
              builder.environment().put("LOADSTAR_JAVA_OPTIONS", String.join(" ", JVM));
              return builder.start();
            });
    agents.await(line -> line.contains("loadstar"));
    return agents;
  }

  /** The sockets' configuration, on the loopback interface; nobody has less than he wants. */
  static Map<String, Object> ground(int port) {
    return Map.of(
        "org.loadstar.net",
        Map.of("multicastInterfaces", List.of("lo"), "threads", 1),
        "org.loadstar.slp.endpoint",
        endpoint(port));
  }

  static Map<String, Object> endpoint(int port) {
    return Map.of(
        "port", port,
        "repliesPerSecond", 1_000_000,
        "bytesPerSecond", 1_000_000_000,
        "totalBytesPerSecond", 1_000_000_000);
  }

  /** LiveTribe's, by its own main class. */
  static Agents peer(Path root, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Agents(
        port -> {
          Path settings = folder.resolve("livetribe.properties");
          Files.writeString(settings, "net.slp.port=" + port + "\nnet.slp.interfaces=127.0.0.1\n");
          List<String> line = new ArrayList<>(List.of("java"));
          line.addAll(JVM);
          line.add(
              "-Djava.util.logging.config.file="
                  + root.resolve("releng/benchmarks/silent.properties"));
          line.add("-cp");
          line.add(root.resolve("releng/benchmarks/target/lib/livetribe-slp.jar").toString());
          line.add("org.livetribe.slp.da.StandardDirectoryAgentServer");
          line.add(settings.toString());
          return onFirstProcessor(line).start();
        });
  }

  private static ProcessBuilder onFirstProcessor(List<String> command) {
    List<String> line = new ArrayList<>(List.of("taskset", "-c", "0"));
    line.addAll(command);
    return new ProcessBuilder(line).redirectError(new File("/dev/null"));
  }

  private void await(Predicate<String> ready) throws IOException {
    BufferedReader out = process.inputReader();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("the container ended: " + process.exitValue());
      }
      if (ready.test(line)) {
        return;
      }
    }
    throw new IOException("the container does not get ready");
  }

  long pid() {
    return process.pid();
  }

  /** The seconds of a processor that it has used. */
  double processorSeconds() throws IOException {
    return Processes.processorSeconds(process.pid());
  }

  /** The bytes of all objects in use, after a collection. */
  long bytesInUse() throws IOException {
    return Processes.bytesInUse(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
