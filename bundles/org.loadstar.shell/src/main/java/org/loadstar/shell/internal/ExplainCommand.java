// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.ranking.RankingRuntime;
import org.loadstar.api.ranking.RankingRuntimeDTO;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionRuntime;

/** Why this server? */
final class ExplainCommand implements Command {
  private final ApiServices services;

  ExplainCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String usage() {
    return "[SESSION] [--json]";
  }

  @Override
  public String summary() {
    return "tells why a session, or the last one, is on its server";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given = Arguments.parse(this, args, Set.of(), Set.of(), 1);
    SessionManager manager = ApiServices.need(services.sessions, "org.loadstar.session");
    List<Choice> choices = manager.choices();
    if (!given.plain().isEmpty()) {
      choices = Profiles.session(given.plain().get(0), services).choices();
    } else if (choices.size() > 1) {
      choices = choices.subList(choices.size() - 1, choices.size());
    }
    RankingRuntimeDTO ranking = rankingTold();
    List<ExtensionDTO> extensions = extensions(ranking);
    StringBuilder text = new StringBuilder();
    if (choices.isEmpty()) {
      text.append("No session has been opened yet.\n");
    }
    choices.forEach(choice -> text.append(Explained.choiceText(choice)));
    if (!ranking.failures.isEmpty()) {
      Table failures = new Table("FAILED LATELY", "TIMES", "HELD FOR", "WHY");
      ranking.failures.forEach(
          f -> failures.row(f.server, f.count, f.holdMillis + " ms", f.reason));
      text.append(failures);
    }
    Extensions.faulty(extensions).forEach(line -> text.append(line).append('\n'));
    return Result.done(
        text.toString(),
        Json.object(
            "choices",
            choices.stream().map(Explained::choiceJson).toList(),
            "failures",
            ranking.failures,
            "extensions",
            extensions));
  }

  private RankingRuntimeDTO rankingTold() {
    RankingRuntime ranking = services.ranking;
    return ranking == null ? new RankingRuntimeDTO() : ranking.getRuntimeDTO();
  }

  private List<ExtensionDTO> extensions(RankingRuntimeDTO ranking) {
    List<ExtensionDTO> all = new ArrayList<>(ranking.strategies);
    DiscoveryRuntime discovery = services.discovery;
    if (discovery != null) {
      all.addAll(discovery.getRuntimeDTO().sources);
    }
    SessionRuntime session = services.session;
    if (session != null) {
      all.addAll(session.getRuntimeDTO().listeners);
      all.addAll(session.getRuntimeDTO().codePages);
    }
    AgentRuntime agent = services.agent;
    if (agent != null) {
      all.addAll(agent.getRuntimeDTO().extensions);
    }
    ServerRuntime server = services.server;
    if (server != null) {
      all.addAll(server.getRuntimeDTO().applications);
    }
    return all;
  }
}
