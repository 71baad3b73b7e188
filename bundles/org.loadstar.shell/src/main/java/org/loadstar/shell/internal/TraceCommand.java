// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.loadstar.api.session.Session;

/** Writes what goes over open sessions into files in x3270's trace format, secrets masked. */
final class TraceCommand implements Command {
  /** A trace that is being written. */
  private record Running(OutputFile file, AutoCloseable trace) {}

  private final ApiServices services;
  private final Map<String, Running> running = new ConcurrentSkipListMap<>();

  TraceCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public String usage() {
    return "[SESSION FILE | SESSION --stop] [--json]";
  }

  @Override
  public String summary() {
    return "writes an x3270-format trace of an open session, what is not displayed masked; lists"
        + " the traces that are being written";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of("--stop"), Set.of(), 2);
    List<String> plain = given.plain();
    boolean stop = given.has("--stop");
    if (stop && plain.size() == 1) {
      return stop(plain.get(0));
    }
    if (!stop && plain.size() == 2) {
      begin(plain.get(0), plain.get(1));
    } else if (stop || plain.size() == 1) {
      throw Arguments.wrong(this, "it takes a session and a file, or a session and --stop");
    }
    return list();
  }

  private synchronized void begin(String id, String name) throws CommandException {
    Session session = Profiles.session(id, services);
    if (running.containsKey(id)) {
      throw Arguments.wrong(
          this, "session " + id + " is traced into " + running.get(id).file().path() + " already");
    }
    OutputFile file = OutputFile.open(name);
    running.put(id, new Running(file, session.trace(file)));
    file.whenClosed(() -> running.remove(id));
  }

  private Result stop(String id) throws CommandException {
    Running ending = running.get(id);
    if (ending == null) {
      throw Arguments.wrong(this, "session '" + id + "' is not being traced");
    }
    OutputFile.quietly(ending.trace());
    ending.file().awaitClosed();
    String path = ending.file().path().toString();
    return Result.done(
        "The trace of " + id + " is in " + path + "\n",
        Json.object("stopped", Json.object("session", id, "file", path)));
  }

  private Result list() {
    Table table = new Table("SESSION", "FILE");
    List<Object> json = new ArrayList<>();
    running.forEach(
        (id, trace) -> {
          String path = trace.file().path().toString();
          table.row(id, path);
          json.add(Json.object("session", id, "file", path));
        });
    return Result.done(
        json.isEmpty() ? "No session is being traced.\n" : table.toString(),
        Json.object("traces", json));
  }

  @Override
  public void close() {
    running.values().forEach(trace -> OutputFile.quietly(trace.trace()));
  }
}
