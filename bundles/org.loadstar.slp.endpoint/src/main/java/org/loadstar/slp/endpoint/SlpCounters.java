// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

/**
 * Messages so far, by UDP and TCP.
 *
 * @param sent messages sent, repetitions counted again
 * @param received messages received that were a question for us or an answer to us
 * @param refused messages that could not be read, were no answer to anything asked, came from where
 *     nobody is answered, or went beyond a share; connections that were refused or told nonsense
 */
public record SlpCounters(long sent, long received, long refused) {
  /** Nothing yet. */
  public static final SlpCounters NONE = new SlpCounters(0, 0, 0);

  /** The sums of both. */
  public SlpCounters plus(SlpCounters other) {
    return new SlpCounters(sent + other.sent, received + other.received, refused + other.refused);
  }
}
