// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is shown the screen after every record of the host, in their order: for those who want to know
 * what happened, where a {@link SessionListener} is told the newest state only. It is called on a
 * worker thread, one call at a time.
 */
@ConsumerType
@FunctionalInterface
public interface RecordListener {
  /**
   * The host's record has been processed.
   *
   * @param number of the record in the life of the session, from 1. A number that is missing is
   *     that of a screen left out, since the listener was more than {@link #WAITING} behind.
   * @param screen as it was then
   */
  void record(long number, ScreenSnapshot screen);

  /** There will be no further call: the listener was closed, or the session was. */
  default void ended() {}

  /** How many screens wait for a slow listener. */
  int WAITING = 256;
}
