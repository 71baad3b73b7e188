// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.time.Clock;
import org.loadstar.api.server.Terminal;

/** What every panel knows: the terminal in front of the user and the time of day. */
record Desk(Terminal terminal, Clock clock) {
  int lastRow() {
    return terminal.rows() - 1;
  }
}
