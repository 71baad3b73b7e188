// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.JsonWriter;
import org.loadstar.shell.wire.Reply;

/**
 * What a demonstration plays on: processes of its own in a temporary folder, steps with their
 * milliseconds, one JSON document. Everything is stopped and deleted in every case.
 */
final class Stage implements AutoCloseable {
  private final Folders folders;
  private final boolean json;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final long began = System.nanoTime();
  private final Scratch scratch = new Scratch();
  private final List<AutoCloseable> processes = new ArrayList<>();
  private boolean closed; // guarded by processes
  private final Map<String, @Nullable Object> document = new LinkedHashMap<>();

  private Stage(Folders folders, boolean json) throws IOException {
    this.folders = folders;
    this.json = json;
  }

  /** What is played. */
  interface Play {
    /** Plays it; what it throws is told to the user. */
    void on(Stage stage) throws IOException, InterruptedException, CommandFailedException;
  }

  /** Plays; gives the exit code. */
  static int play(Folders folders, Options options, Play play) throws IOException {
    Stage stage = new Stage(folders, options.json());
    Thread hook = new Thread(stage::close, "loadstar-demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (stage) {
      play.on(stage);
      return Reply.DONE;
    } catch (CommandFailedException e) {
      System.err.println("loadstar: " + e.getMessage());
      return e.exit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.WRONG_USE;
    } finally {
      if (stage.json) {
        stage.out.println(JsonWriter.write(stage.document));
      }
    }
  }

  /** The assembled folder. */
  Path home() {
    return folders.home();
  }

  Scratch scratch() {
    return scratch;
  }

  /** Puts something into the JSON document. */
  void tell(String key, @Nullable Object value) {
    document.put(key, value);
  }

  /** A step, with its time. */
  void step(String what) {
    line(String.format("%6d ms  %s", millisSince(began), what));
  }

  /** A line for people. */
  void line(String text) {
    if (!json) {
      out.println(text);
    }
  }

  /** Writes a container's configuration and starts it, unless the demo is being stopped. */
  Node start(String name, Configuration configuration) throws IOException, InterruptedException {
    Path config = configuration.write(name);
    return keep(() -> Node.start(folders.home(), name, scratch.data(name), config));
  }

  /** Starts something that is closed with the stage, unless that is closed already. */
  <T extends AutoCloseable> T keep(Start<T> start) throws IOException, InterruptedException {
    synchronized (processes) {
      if (closed) {
        throw new InterruptedException("the demo is stopped");
      }
      T started = start.run();
      processes.add(started);
      return started;
    }
  }

  /** Starts something. */
  interface Start<T> {
    /** Starts it. */
    T run() throws IOException;
  }

  /** Writes the configuration of a container; the folder that it is in. */
  interface Configuration {
    /** Writes it. */
    Path write(String name) throws IOException;
  }

  /** The objects of a JSON list. */
  static List<Map<?, ?>> objects(@Nullable Object list) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (list instanceof List<?> values) {
      for (Object value : values) {
        if (value instanceof Map<?, ?> object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Override
  public void close() {
    synchronized (processes) {
      if (closed) {
        return;
      }
      closed = true;
      processes.parallelStream().forEach(Stage::close);
      processes.clear();
      try {
        scratch.close();
      } catch (IOException e) {
        System.err.println("loadstar: the demo's folder is left behind: " + e.getMessage());
      }
    }
  }

  private static void close(AutoCloseable process) {
    try {
      process.close();
    } catch (Exception e) {
      System.err.println("loadstar: a process of the demo could not be stopped: " + e);
    }
  }
}
