// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Observes sessions. Add it to one session, or register it as a service for all. One that throws or
 * blocks is quarantined after three faults and never harms the session.
 */
@ConsumerType
public interface SessionListener {
  /**
   * The screen, the cursor or the keyboard lock changed; pull what you need. A slow listener is
   * told several changes at once.
   */
  default void screenChanged(Session session, ScreenChange change) {}

  /** The session is in another state, or on another server. */
  default void stateChanged(Session session, SessionState state) {}
}
