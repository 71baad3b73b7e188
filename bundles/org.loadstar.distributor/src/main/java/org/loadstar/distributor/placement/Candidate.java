// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

/**
 * A target that may get new connections.
 *
 * @param name its name
 * @param weight more than 0, in whatever unit all candidates share
 * @param responsiveness 0 to 100
 * @param rank for HOTSTANDBY, the greatest first
 * @param active connections that it has now
 * @param room how many more it can take
 */
record Candidate(String name, long weight, int responsiveness, int rank, long active, long room) {}
