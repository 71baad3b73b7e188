// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import org.loadstar.api.discovery.ServerOffer;

/**
 * An offer with its place.
 *
 * @param offer the server
 * @param usable whether it can serve what is required
 * @param score smaller is better; for the standard strategy the load in points, with penalties; NaN
 *     where unusable
 * @param reason in one line why it has this place, or why it is unusable
 */
public record RankedOffer(ServerOffer offer, boolean usable, double score, String reason) {}
