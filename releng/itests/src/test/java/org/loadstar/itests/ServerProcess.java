// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.JsonWriter;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/** A container in a process of its own, started from the assembled folder as a user starts it. */
final class ServerProcess implements AutoCloseable {
  /** The assembled folder. */
  static final Path HOME =
      Path.of(System.getProperty("loadstar.root"), "releng/container/target/loadstar");

  private final Process process;
  private final Path folder;

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts it with a configuration, on a framework, {@code equinox} or {@code felix}. */
  static ServerProcess start(
      Path folder, String framework, Map<String, Map<String, Object>> configuration)
      throws IOException {
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Files.writeString(etc.resolve("test.json"), json(configuration));
    ProcessBuilder builder =
        new ProcessBuilder(
            HOME.resolve("bin/loadstar").toString(),
            "serve",
            "--config",
            etc.toString(),
            "--data",
            folder.resolve("data").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home")); // that of the tests
    builder.environment().put("LOADSTAR_FRAMEWORK", framework);
    builder.environment().put("LOADSTAR_ARCHIVES", HOME.resolveSibling("archives").toString());
    Path out = folder.resolve("out.txt");
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    ServerProcess server = new ServerProcess(builder.start(), folder);
    try {
      Awaitility.await()
          .atMost(150, TimeUnit.SECONDS)
          .until(() -> !server.process.isAlive() || Files.readString(out).contains("ready in"));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    if (!server.process.isAlive()) {
      throw new AssertionError("the container ended: " + Files.readString(out));
    }
    return server;
  }

  private static String json(Map<String, Map<String, Object>> configuration) {
    Map<String, Object> all = new java.util.LinkedHashMap<>();
    all.put(":configurator:resource-version", 1);
    all.put(":configurator:symbolic-name", "test");
    all.put(":configurator:version", "1.0.0");
    all.putAll(configuration);
    return JsonWriter.write(all);
  }

  /** What it printed. */
  String printed() throws IOException {
    return Files.readString(folder.resolve("out.txt"));
  }

  /** Its log. */
  String log() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(folder.resolve("data/log"))) {
      for (Path file : files.sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /** Runs a command, and fails unless it is done; the answer is the JSON document. */
  String json(String command, String... args) throws IOException {
    Reply reply = call(command, true, args);
    if (reply.exit() != Reply.DONE) {
      throw new AssertionError(command + ": exit " + reply.exit() + " " + reply.err());
    }
    return reply.out();
  }

  /** Runs a command. */
  Reply call(String command, boolean json, String... args) throws IOException {
    try (ControlClient client = ControlClient.connect(folder.resolve("data/control"))) {
      return client.call(new Request(command, List.of(args), json));
    }
  }

  /** The port of its first listener. */
  int port() throws IOException {
    Matcher port = Pattern.compile("\"port\":\\s*(\\d+)").matcher(json("server"));
    if (!port.find()) {
      throw new AssertionError("no listener: " + json("server"));
    }
    return Integer.parseInt(port.group(1));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
