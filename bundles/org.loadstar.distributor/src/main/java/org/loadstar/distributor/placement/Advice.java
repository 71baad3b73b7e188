// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a target's agent told in one answer. What it did not tell stays as it was.
 *
 * @param percent the weight in per cent of that configured; with TARGCONTROLLED the weight itself
 * @param admin whether it is to get new connections; null where not told
 * @param up whether the service works; null where not told
 * @param reason what the agent says to it, in one line; may be empty
 * @param maxConnections most connections; 0 for no limit
 */
public record Advice(
    OptionalInt percent,
    @Nullable Admin admin,
    @Nullable Boolean up,
    String reason,
    OptionalInt maxConnections) {
  /** What a target's own administrator wants. */
  public enum Admin {
    /** New connections. */
    READY,
    /** No new connections; those that are there go on. */
    DRAIN,
    /** The same, for maintenance. */
    MAINT
  }

  /** Nothing told yet. */
  public static final Advice NONE =
      new Advice(OptionalInt.empty(), Admin.READY, true, "", OptionalInt.empty());

  /** This one, with what a later one tells. */
  Advice and(Advice later) {
    return new Advice(
        later.percent.isPresent() ? later.percent : percent,
        later.admin != null ? later.admin : admin,
        later.up != null ? later.up : up,
        later.up != null || later.admin != null ? later.reason : reason,
        later.maxConnections.isPresent() ? later.maxConnections : maxConnections);
  }
}
