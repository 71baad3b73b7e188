// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.loadstar.launcher.configuration.ConfigurationFiles;
import org.loadstar.launcher.configuration.SlpConf;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.JsonWriter;
import org.loadstar.shell.wire.Reply;

/** The container as a service: runs until it is told to stop. */
final class Serve {
  private Serve() {}

  static int run(Folders folders, Options options) throws IOException, UsageException {
    if (!options.args().isEmpty()) {
      throw new UsageException("serve: '" + options.args().get(0) + "' is too much");
    }
    if (options.check()) {
      return told(folders, Configured.read(folders), options.json());
    }
    try (DataFolder data = DataFolder.take(folders.data())) {
      Logs.to(data.path(), true);
      if (answers(folders)) {
        throw new UsageException("another container is running: it listens on " + folders.socket());
      }
      Container container = Container.start(folders, true);
      Thread hook = new Thread(() -> stop(container), "loadstar-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      String missing = container.ready().err();
      if (!answers(folders)) {
        missing += "the control socket " + folders.socket() + " was not opened; see the log\n";
      }
      if (!missing.isEmpty()) {
        Runtime.getRuntime().removeShutdownHook(hook);
        container.close();
        throw new UsageException("the container is not ready:\n" + missing.indent(2));
      }
      stopWith(System.getenv("LOADSTAR_PARENT"));
      container.startRest();
      announce(folders, options.json());
      container.join();
      return Reply.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.DONE;
    }
  }

  private static boolean answers(Folders folders) {
    try {
      ControlClient.connect(folders.socket()).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the check of the configuration found. */
  private static int told(Folders folders, Configured read, boolean json) {
    ConfigurationFiles configured = read.files();
    List<SlpConf.Entry> entries = read.slpConf().entries();
    boolean right =
        configured.faults().isEmpty()
            && entries.stream().noneMatch(e -> e.outcome() == SlpConf.Outcome.WRONG);
    Path slpConf = folders.slpConf();
    if (json) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("config", folders.config().toString());
      told.put("pids", configured.pids());
      told.put("faults", configured.faults());
      if (slpConf != null) {
        told.put("slpConf", entries.stream().map(Serve::told).toList());
      }
      System.out.println(JsonWriter.write(told));
    } else if (right) {
      System.out.println(
          "loadstar: the configuration in "
              + folders.config()
              + " is right; it configures "
              + (configured.pids().isEmpty() ? "nothing" : String.join(", ", configured.pids())));
    } else {
      configured.faults().forEach(System.err::println);
    }
    if (slpConf != null && !json) {
      for (SlpConf.Entry entry : entries) {
        boolean wrong = entry.outcome() == SlpConf.Outcome.WRONG;
        (wrong ? System.err : System.out).println(entry.in(slpConf));
      }
    }
    return right ? Reply.DONE : Reply.WRONG_USE;
  }

  private static Map<String, Object> told(SlpConf.Entry entry) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("line", entry.line());
    told.put("property", entry.property());
    told.put("outcome", entry.outcome().toString());
    told.put("told", entry.told());
    return told;
  }

  /** Ends this process with the one that started it and cannot end it if it is killed itself. */
  private static void stopWith(@Nullable String parent) {
    if (parent != null) {
      ProcessHandle.of(Long.parseLong(parent))
          .map(ProcessHandle::onExit)
          .orElse(CompletableFuture.completedFuture(null))
          .thenRun(() -> System.exit(Reply.DONE));
    }
  }

  /** SIGTERM and SIGINT come here; a clean stop is a success. */
  private static void stop(Container container) {
    container.close();
    Runtime.getRuntime().halt(Reply.DONE);
  }

  private static void announce(Folders folders, boolean json) {
    long millis = StartTime.millisAgo();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("startMillis", millis);
    told.put("socket", folders.socket().toString());
    System.out.println(
        json
            ? JsonWriter.write(told)
            : "loadstar: ready in " + millis + " ms, control socket " + folders.socket());
    System.out.flush();
  }
}
