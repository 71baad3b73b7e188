// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.session.Choice;

/** Searches, rankings and choices as text and as JSON values. */
final class Explained {
  private Explained() {}

  static String searchText(SearchReport report) {
    StringBuilder out = new StringBuilder();
    out.append("  scopes: ").append(words(report.scopes()));
    out.append("\n  SLP versions: ").append(words(report.versions()));
    out.append("\n  interfaces: ").append(words(report.interfaces()));
    out.append("\n  time-outs: directory agents ")
        .append(report.daDiscoveryTimeout().toMillis())
        .append(" ms, service agents ")
        .append(report.saMulticastTimeout().toMillis())
        .append(" ms; the search took ")
        .append(report.took().toMillis())
        .append(" ms\n");
    report.notes().forEach(note -> out.append("  ").append(note).append('\n'));
    return out.toString();
  }

  static Object searchJson(SearchReport report) {
    return Json.object(
        "scopes", report.scopes(),
        "versions", report.versions(),
        "interfaces", report.interfaces(),
        "daDiscoveryTimeoutMillis", report.daDiscoveryTimeout().toMillis(),
        "saMulticastTimeoutMillis", report.saMulticastTimeout().toMillis(),
        "tookMillis", report.took().toMillis(),
        "notes", report.notes());
  }

  static String offersText(Ranking ranking) {
    Table table = new Table("", "SERVER", "LOAD", "POOLS", "AGE", "SOURCE", "WHY");
    int place = 0;
    for (RankedOffer ranked : ranking.offers()) {
      ServerOffer offer = ranked.offer();
      table.row(
          ranked.usable() ? ++place + "." : "-",
          offer.address(),
          offer.load().isPresent() ? offer.load().getAsInt() : "",
          offer.pools().stream().map(LuPool::toString).collect(Collectors.joining(", ")),
          age(offer, ranking) / 1000 + " s",
          offer.source() + (offer.signed() ? ", signed" : ""),
          (ranked.usable() ? "" : "unusable: ") + ranked.reason());
    }
    return table.toString();
  }

  static List<Object> offersJson(Ranking ranking) {
    List<Object> all = new ArrayList<>();
    for (RankedOffer ranked : ranking.offers()) {
      ServerOffer offer = ranked.offer();
      List<Object> pools = new ArrayList<>();
      for (LuPool pool : offer.pools()) {
        pools.add(Json.object("name", pool.name(), "deviceType", pool.deviceType()));
      }
      all.add(
          Json.object(
              "url", offer.url(),
              "server", offer.address(),
              "load", offer.load().isPresent() ? offer.load().getAsInt() : null,
              "pools", pools,
              "ageMillis", age(offer, ranking),
              "source", offer.source(),
              "signed", offer.signed(),
              "scopes", offer.scopes(),
              "attributes", offer.attributes(),
              "usable", ranked.usable(),
              "score", ranked.score(),
              "reason", ranked.reason()));
    }
    return all;
  }

  private static long age(ServerOffer offer, Ranking ranking) {
    return Math.max(0, Duration.between(offer.seen(), ranking.at()).toMillis());
  }

  static String choiceText(Choice choice) {
    StringBuilder out = new StringBuilder();
    out.append(choice.at()).append("  ").append(choice.cause()).append(" -> ");
    out.append(choice.chosen() == null ? "no server" : choice.chosen()).append('\n');
    SearchReport search = choice.search();
    if (search != null) {
      out.append("searched\n").append(searchText(search));
    }
    Ranking ranking = choice.ranking();
    if (ranking != null) {
      out.append("ranked by ").append(ranking.strategy()).append('\n');
      out.append(offersText(ranking).indent(2));
      ranking.notes().forEach(note -> out.append("  ").append(note).append('\n'));
    }
    out.append("tried\n");
    for (Choice.Attempt attempt : choice.attempts()) {
      out.append("  ").append(attempt.server()).append(attempt.connected() ? ": connected" : ": ");
      out.append(attempt.reason()).append(" (").append(attempt.millis()).append(" ms)\n");
    }
    out.append("steps\n");
    Table steps = new Table("  MS", "WHAT");
    choice.steps().forEach(step -> steps.row(step.millis(), step.what()));
    return out.append(steps).toString();
  }

  static Object choiceJson(Choice choice) {
    List<Object> attempts = new ArrayList<>();
    for (Choice.Attempt attempt : choice.attempts()) {
      attempts.add(
          Json.object(
              "server", attempt.server(),
              "connected", attempt.connected(),
              "reason", attempt.reason(),
              "millis", attempt.millis()));
    }
    List<Object> steps = new ArrayList<>();
    for (Choice.Step step : choice.steps()) {
      steps.add(Json.object("millis", step.millis(), "what", step.what()));
    }
    return Json.object(
        "at", choice.at().toString(),
        "cause", choice.cause(),
        "chosen", choice.chosen(),
        "search", choice.search() == null ? null : searchJson(choice.search()),
        "ranking", rankingJson(choice.ranking()),
        "attempts", attempts,
        "steps", steps);
  }

  private static @Nullable Object rankingJson(@Nullable Ranking ranking) {
    return ranking == null
        ? null
        : Json.object(
            "strategy", ranking.strategy(),
            "at", ranking.at().toString(),
            "notes", ranking.notes(),
            "offers", offersJson(ranking));
  }

  private static String words(List<?> values) {
    return values.isEmpty()
        ? "none"
        : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
