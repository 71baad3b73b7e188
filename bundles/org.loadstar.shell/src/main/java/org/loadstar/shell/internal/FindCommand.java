// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.loadstar.api.discovery.DirectoryAgentDTO;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.shell.wire.Reply;

/** Servers in ranked order. */
final class FindCommand implements Command {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final ApiServices services;

  FindCommand(ApiServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "find";
  }

  @Override
  public String usage() {
    return "[--scope S] [--pool P] [--type 3270002] [--slp 1,2] [--complete] [--interface I]"
        + " [--json]";
  }

  @Override
  public String summary() {
    return "finds TN3270E servers, in the order in which they would be tried";
  }

  @Override
  public Result run(List<String> args) throws CommandException {
    Arguments given =
        Arguments.parse(
            this,
            args,
            Set.of("--complete"),
            Set.of("--scope", "--pool", "--type", "--slp", "--interface"),
            0);
    ServerLocator locator = ApiServices.need(services.locator, "org.loadstar.discovery");
    LoadRanker ranker = ApiServices.need(services.ranker, "org.loadstar.ranking");
    String pool = given.text("--pool");
    String type = given.text("--type");
    ServerList found =
        Waiting.get(
            locator.find(
                new ServerQuery(
                    given.text("--scope"),
                    pool,
                    type,
                    null,
                    null,
                    given.has("--complete"),
                    given.text("--interface"),
                    versions(given.text("--slp")))),
            AT_MOST,
            "the search");
    Ranking ranking =
        Waiting.get(
            ranker.rank(found.offers(), new Requirements(false, pool, type, Set.of(), List.of())),
            AT_MOST,
            "the ranking");
    DiscoveryRuntime runtime = services.discovery;
    DiscoveryRuntimeDTO discovery =
        runtime == null ? new DiscoveryRuntimeDTO() : runtime.getRuntimeDTO();
    Object json =
        Json.object(
            "offers", Explained.offersJson(ranking),
            "strategy", ranking.strategy(),
            "notes", ranking.notes(),
            "complete", found.complete(),
            "list", found.complete() ? "complete" : "usable",
            "search", Explained.searchJson(found.report()),
            "directoryDiscovery", discovery.directoryDiscovery,
            "directoryAgents", discovery.directoryAgents.stream().map(Json::of).toList());
    if (ranking.offers().isEmpty()) {
      return new Result(
          Reply.NO_SERVER,
          "",
          json,
          "No TN3270E server was found.\n"
              + Explained.searchText(found.report())
              + directoryAgents(discovery));
    }
    StringBuilder err = new StringBuilder();
    found.report().notes().forEach(note -> err.append(note).append('\n'));
    ranking.notes().forEach(note -> err.append(note).append('\n'));
    String which =
        found.complete()
            ? "The list is complete.\n"
            : "The list is usable; a late server may be missing (find --complete waits for it).\n";
    return new Result(
        Reply.DONE,
        Explained.offersText(ranking) + which + directoryAgents(discovery),
        json,
        err.toString());
  }

  /** Those that are known, and whether they were looked for or announced themselves. */
  private static String directoryAgents(DiscoveryRuntimeDTO discovery) {
    StringBuilder text = new StringBuilder();
    for (DirectoryAgentDTO d : discovery.directoryAgents) {
      text.append("Directory agent ").append(d.address).append(" (SLPv").append(d.version);
      text.append(d.heard ? ", scopes " + String.join(", ", d.scopes) : ", not heard of");
      text.append(d.configured ? ", configured" : ", found: " + discovery.directoryDiscovery);
      text.append(").\n");
    }
    return text.toString();
  }

  private List<Integer> versions(String text) throws CommandException {
    return switch (text.replace(" ", "")) {
      case "" -> List.of();
      case "1" -> List.of(1);
      case "2" -> List.of(2);
      case "1,2", "2,1" -> List.of(1, 2);
      default -> throw Arguments.wrong(this, "--slp '" + text + "' is not 1, 2 or 1,2");
    };
  }
}
