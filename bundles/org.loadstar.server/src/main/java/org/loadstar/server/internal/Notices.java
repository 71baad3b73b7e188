// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.List;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.api.server.TerminalScreen.Text;

/** The server's own screen, where an application has none to show. */
final class Notices {
  private static final int WIDTH = 76;

  private Notices() {}

  /** Tells what happened and what can be done. */
  static TerminalScreen screen(String what, String next) {
    return new TerminalScreen(
        List.of(
            new Text(0, 1, "LOADSTAR", Style.TURQUOISE),
            new Text(10, 3, cut(what), Style.RED),
            new Text(12, 3, cut(next), Style.GREEN)),
        "",
        true);
  }

  private static String cut(String text) {
    return text.length() <= WIDTH ? text : text.substring(0, WIDTH);
  }
}
