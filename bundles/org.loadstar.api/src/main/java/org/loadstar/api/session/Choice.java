// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.ranking.Ranking;

/**
 * Why this server? The record of one search, ranking and series of attempts. Immutable.
 *
 * @param at when it began
 * @param cause why a server was looked for: {@code open}, or what ended the last connection
 * @param search what was tried to find servers; null where SLP is off
 * @param ranking the offers in order; null where none was made
 * @param attempts the servers tried, in order
 * @param chosen the address of the server that the session is on, or null where none was left
 * @param steps what happened, one line each with its time
 */
public record Choice(
    Instant at,
    String cause,
    @Nullable SearchReport search,
    @Nullable Ranking ranking,
    List<Attempt> attempts,
    @Nullable String chosen,
    List<Step> steps) {

  public Choice {
    attempts = List.copyOf(attempts);
    steps = List.copyOf(steps);
  }

  /**
   * One server tried.
   *
   * @param server its address, {@code host:port}
   * @param connected whether a session was made
   * @param reason why not, in one line; empty where connected
   * @param millis how long it took
   */
  public record Attempt(String server, boolean connected, String reason, long millis) {}

  /**
   * One step.
   *
   * @param millis since the choice began
   * @param what happened, in one line
   */
  public record Step(long millis, String what) {}
}
