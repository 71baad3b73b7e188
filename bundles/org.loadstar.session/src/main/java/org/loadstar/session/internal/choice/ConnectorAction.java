// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.choice;

import java.time.Duration;
import java.util.List;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.SessionException;

/** What a {@link Connector} wants done, in the order given. */
public sealed interface ConnectorAction {
  /** Ask the locator. */
  record Find(ServerQuery query) implements ConnectorAction {}

  /** Ask the ranker. */
  record Rank(List<ServerOffer> offers, Requirements requirements) implements ConnectorAction {}

  /** Open a TCP connection to this server and negotiate a session. */
  record Dial(ServerOffer offer) implements ConnectorAction {}

  /** Give up the dial that is going on. */
  record HangUp() implements ConnectorAction {}

  /** Tell {@link Connector#timeUp} after this time; takes the place of the timer before. */
  record Timer(Duration after) implements ConnectorAction {}

  /** Tell the ranker that the server failed. */
  record TellFailed(ServerOffer offer, String reason) implements ConnectorAction {}

  /** Tell the ranker that the server made a session. */
  record TellSucceeded(ServerOffer offer) implements ConnectorAction {}

  /** The end: the session is on this server. */
  record Chosen(Choice choice, ServerOffer offer) implements ConnectorAction {}

  /** The end: there is no session. */
  record Failed(Choice choice, SessionException.Kind kind, String message)
      implements ConnectorAction {}
}
