// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.Tn3270Template;

/**
 * What one search by SLP looks for, and how.
 *
 * @param scopes asked for; none for requests of version 1 without scope
 * @param versions that may be spoken; empty for all that the endpoint speaks
 * @param daTimeout how long directory agents are looked for; zero for those configured only
 * @param saTimeout how long service agents are waited for; zero to ask none
 * @param crossCheck whether service agents are asked too where directory agents know of nothing
 * @param complete whether a usable list is not enough
 * @param networkInterface the one to multicast from, or empty for all
 */
record Wish(
    List<Question> questions,
    Scopes scopes,
    List<Integer> versions,
    Duration daTimeout,
    Duration saTimeout,
    boolean crossCheck,
    boolean complete,
    String networkInterface) {

  private static final List<Integer> UNSCOPED_VERSIONS = List.of(1);

  /**
   * The servers of a query.
   *
   * @throws IllegalArgumentException for a scope that is none
   */
  static Wish of(ServerQuery query, Settings settings) {
    boolean unscoped = query.scope().equals(ServerQuery.UNSCOPED);
    Scopes asked = unscoped ? Scopes.NONE : Settings.scopes("scope", query.scope());
    return new Wish(
        servers(Tn3270Template.luPoolFilter(orNull(query.pool()), orNull(query.deviceType()))),
        unscoped || !asked.isEmpty() ? asked : settings.scopes(),
        unscoped ? UNSCOPED_VERSIONS : query.versions(),
        Objects.requireNonNullElse(query.daDiscoveryTimeout(), settings.daDiscoveryTimeout()),
        Objects.requireNonNullElse(query.saMulticastTimeout(), settings.saMulticastTimeout()),
        settings.crossCheck(),
        query.complete(),
        query.networkInterface());
  }

  /** RFC 3049 names the servers' type in two ways. */
  static List<Question> servers(String predicate) {
    return List.of(
        new Question.Services(Tn3270Template.TN3270, predicate, true),
        new Question.Services(Tn3270Template.TN3270E, predicate, true));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() || text.equals("*") ? null : text;
  }

  /** Services of any kind, in the configured way. */
  static Wish of(Question question, List<String> scopes, Settings settings) {
    Scopes asked = Settings.scopes("scopes", String.join(",", scopes));
    return new Wish(
        List.of(question),
        asked.isEmpty() ? settings.scopes() : asked,
        List.of(),
        settings.daDiscoveryTimeout(),
        settings.saMulticastTimeout(),
        settings.crossCheck(),
        false,
        "");
  }

  /** The same with another question. */
  Wish asking(List<Question> others) {
    return new Wish(
        others, scopes, versions, daTimeout, saTimeout, crossCheck, complete, networkInterface);
  }
}
