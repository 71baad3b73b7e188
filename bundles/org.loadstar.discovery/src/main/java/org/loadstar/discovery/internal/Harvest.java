// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import java.util.List;
import org.loadstar.slp.SlpMessage;

/** Keeps what the replies tell. For one thread. */
interface Harvest {
  /**
   * What a reply brought.
   *
   * @param found whether it told something that was not known before
   * @param further what to ask of the same agent because of it
   */
  record Gathered(boolean found, List<Topic> further) {
    static final Gathered NOTHING = new Gathered(false, List.of());
  }

  /** Takes a reply without error, which may be cut. */
  Gathered take(SlpMessage reply, Topic topic, InetSocketAddress responder);

  /** Remembers what somebody should know. */
  void note(String note);
}
