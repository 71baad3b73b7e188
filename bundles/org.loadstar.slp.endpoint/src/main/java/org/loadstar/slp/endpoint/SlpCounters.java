// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

/**
 * Datagrams so far.
 *
 * @param sent datagrams sent, repetitions counted again
 * @param received datagrams received that were a question for us or an answer to us
 * @param refused datagrams that could not be read, were no answer to anything asked, or came faster
 *     than their sender's share
 */
public record SlpCounters(long sent, long received, long refused) {
  /** Nothing yet. */
  public static final SlpCounters NONE = new SlpCounters(0, 0, 0);

  /** The sums of both. */
  public SlpCounters plus(SlpCounters other) {
    return new SlpCounters(sent + other.sent, received + other.received, refused + other.refused);
  }
}
