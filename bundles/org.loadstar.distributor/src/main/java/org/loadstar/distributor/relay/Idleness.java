// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

/**
 * For how long nothing has passed over a connection, seen from time to time.
 *
 * <pre>
 *   passing --- nothing new ---> silent --- nothing new, time is up ---> over
 *      ^                            |
 *      +-------- bytes came --------+
 * </pre>
 */
final class Idleness {
  private long bytes;
  private long since;

  /** Something has passed just now, in milliseconds. */
  Idleness(long now, long bytes) {
    this.since = now;
    this.bytes = bytes;
  }

  /**
   * Looks at it.
   *
   * @param passed all bytes so far, both ways
   * @return whether it has been silent for so many milliseconds
   */
  boolean isOver(long now, long passed, long limitMillis) {
    if (passed != bytes) {
      bytes = passed;
      since = now;
    }
    return now - since >= limitMillis;
  }
}
