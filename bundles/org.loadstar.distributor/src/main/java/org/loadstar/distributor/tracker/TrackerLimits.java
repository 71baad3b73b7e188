// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

/**
 * What a tracker holds at most.
 *
 * @param connections connections that are not half-open, up to 8,000,000
 * @param halfOpen half-open connections, up to 8,000,000
 * @param idleClients clients of one distributed address that have an affinity and no connection
 * @param expectations data connections of one distributed address that are to come
 * @param closingMillis how long a connection is kept of which one side has ended and nothing more
 *     is told
 */
public record TrackerLimits(
    int connections, int halfOpen, int idleClients, int expectations, int closingMillis) {
  /** For 1,000,000 connections that targets tell of, beside those that a relay has files for. */
  public static final TrackerLimits DEFAULT =
      new TrackerLimits(1_100_000, 65_536, 100_000, 10_000, 120_000);

  private static final int MOST = 8_000_000;

  public TrackerLimits {
    if (connections < 1 || halfOpen < 1 || connections > MOST || halfOpen > MOST) {
      throw new IllegalArgumentException("a tracker has 1 to " + MOST + " connections");
    }
    if (idleClients < 1 || expectations < 1 || closingMillis < 1) {
      throw new IllegalArgumentException("a limit of a tracker is at least 1");
    }
  }
}
