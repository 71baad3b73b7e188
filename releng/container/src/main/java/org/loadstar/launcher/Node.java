// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.JsonReader;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/** A container in a process of its own, spoken to by its control socket. */
final class Node implements AutoCloseable {
  private static final int READY_SECONDS = 40;
  private static final int STOP_SECONDS = 10;

  private final String name;
  private final Path socket;
  private final Process process;
  private final CompletableFuture<Long> startMillis;

  private Node(String name, Path data, Process process) {
    this.name = name;
    this.socket = data.resolve("control");
    this.process = process;
    this.startMillis =
        CompletableFuture.supplyAsync(this::announcement)
            .orTimeout(READY_SECONDS, TimeUnit.SECONDS);
  }

  /** Starts {@code bin/loadstar serve}; does not wait until it is ready. */
  static Node start(Path home, String name, Path data, Path config) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("bin/loadstar").toString(),
            "serve",
            "--json",
            "--data",
            data.toString(),
            "--config",
            config.toString());
    builder.environment().put("LOADSTAR_PARENT", String.valueOf(ProcessHandle.current().pid()));
    builder.environment().remove("LOADSTAR_STARTED");
    builder.redirectError(data.resolve("error.log").toFile());
    return new Node(name, data, builder.start());
  }

  /** The line with which it tells that it is ready. */
  private long announcement() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      if (line != null && JsonReader.readObject(line).get("startMillis") instanceof Number n) {
        return n.longValue();
      }
    } catch (IOException | JsonException e) {
      throw new IllegalStateException(name + " does not say when it is ready", e);
    }
    throw new IllegalStateException(name + " ended before it was ready");
  }

  String name() {
    return name;
  }

  /** Waits until it is ready; how long it took from Java's start. */
  long ready() throws IOException, InterruptedException {
    try {
      return startMillis.get();
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof TimeoutException
              ? name + " was not ready within " + READY_SECONDS + " s"
              : String.valueOf(e.getCause()),
          e);
    }
  }

  /** Runs a command there. */
  Reply call(String command, String... args) throws IOException {
    try (ControlClient client = ControlClient.connect(socket)) {
      return client.call(new Request(command, List.of(args), true));
    }
  }

  /** Runs a command there that must succeed; its JSON document. */
  Map<String, @Nullable Object> ask(String command, String... args)
      throws IOException, CommandFailedException {
    Reply reply = call(command, args);
    if (reply.exit() != Reply.DONE) {
      throw new CommandFailedException(
          reply.exit(), name + ": " + command + ": " + reply.err().strip());
    }
    try {
      return new LinkedHashMap<>(JsonReader.readObject(reply.out()));
    } catch (JsonException e) {
      throw new IOException(name + ": " + command + ": " + e.getMessage(), e);
    }
  }

  /** Stops the process as an operator would, and waits until it is gone; bounded in time. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
