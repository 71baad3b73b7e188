// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.server.ServerRuntimeDTO;
import org.loadstar.shell.wire.Reply;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Waits until every configured thing listens: {@code ready MILLIS PID...}, where the PIDs are those
 * that the configuration files name. It answers with one line per thing that does not, and why.
 */
final class ReadyCommand implements Command {
  private static final String LISTENER = "org.loadstar.server.listener~";
  private static final String GATEWAY = "org.loadstar.agent.gateway~";
  private static final int MOST = 600_000;

  private final ApiServices services;

  ReadyCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "ready";
  }

  @Override
  public String usage() {
    return "MILLIS [PID...]";
  }

  @Override
  public String summary() {
    return "waits until every configured thing listens";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of(), Set.of(), Integer.MAX_VALUE);
    if (given.plain().isEmpty()) {
      throw Arguments.wrong(this, "the milliseconds are missing");
    }
    int millis = Arguments.number(this, "the time", given.plain().get(0), 0, MOST);
    List<String> pids = given.plain().subList(1, given.plain().size());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    List<String> toCome = new ArrayList<>(pids);
    List<String> missing = missing(pids, toCome);
    try {
      while (!missing.isEmpty() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5);
        missing = missing(pids, toCome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    StringBuilder err = new StringBuilder();
    missing.forEach(line -> err.append(line).append('\n'));
    return new Result(
        missing.isEmpty() ? Reply.DONE : Reply.WRONG_USE,
        "",
        Json.object("missing", missing),
        err.toString());
  }

  /**
   * What does not listen, and why.
   *
   * @param toCome the PIDs whose configuration has not arrived; those that have are removed
   */
  private List<String> missing(List<String> pids, List<String> toCome) {
    toCome.removeIf(this::configured);
    List<String> missing = new ArrayList<>();
    for (String pid : pids) {
      if (toCome.contains(pid)) {
        missing.add(pid + ": the configuration has not arrived");
      } else if (pid.startsWith(LISTENER)) {
        String why = silent(pid.substring(LISTENER.length()));
        if (why != null) {
          missing.add(why.startsWith(pid) ? why : pid + ": " + why);
        }
      }
    }
    if (pids.stream().anyMatch(pid -> pid.startsWith(LISTENER) || pid.startsWith(GATEWAY))) {
      AgentRuntime agent = services.agent;
      AgentRuntimeDTO told = agent == null ? null : agent.getRuntimeDTO();
      if (told == null || !told.listening) {
        missing.add(
            "org.loadstar.agent: does not answer SLP requests"
                + (told == null || told.note.isEmpty() ? "" : ": " + told.note));
      }
    }
    return missing;
  }

  private boolean configured(String pid) {
    ConfigurationAdmin configuration = services.configuration;
    if (configuration == null) {
      return false;
    }
    try {
      Configuration[] found = configuration.listConfigurations("(service.pid=" + pid + ")");
      return found != null && found.length > 0;
    } catch (IOException | InvalidSyntaxException e) {
      return false;
    }
  }

  private @Nullable String silent(String listener) {
    ServerRuntime server = services.server;
    if (server == null) {
      return "org.loadstar.server does not run";
    }
    for (ServerRuntimeDTO.ListenerDTO each : server.getRuntimeDTO().listeners) {
      if (each.name.equals(listener)) {
        return each.listening ? null : each.note.isEmpty() ? "does not listen" : each.note;
      }
    }
    return "has not been opened";
  }
}
