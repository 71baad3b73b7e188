// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;

/** Asks for a user name and a password. This is a demonstration: any password will do. */
record LogonPanel(Desk desk, Message message) implements Panel {
  private static final String USER = "user";
  private static final String PASSWORD = "password";

  private static final List<String> LOGO =
      List.of(
          "#       ###    ###   ####    ####  #####   ###   #### ",
          "#      #   #  #   #  #   #  #        #    #   #  #   #",
          "#      #   #  #####  #   #   ###     #    #####  #### ",
          "#      #   #  #   #  #   #      #    #    #   #  #  # ",
          "#####   ###   #   #  ####   ####     #    #   #  #   #");

  @Override
  public TerminalScreen show() {
    Terminal terminal = desk.terminal();
    Canvas canvas = new Canvas(desk, "TN3270E SERVER", "ENTER=Log on   PF3=Disconnect");
    for (int i = 0; i < LOGO.size(); i++) {
      canvas.text(3 + i, 13, LOGO.get(i), Style.TURQUOISE);
    }
    return canvas
        .text(10, 3, "Logical unit . . .", Style.GREEN)
        .text(10, 23, terminal.lu(), Style.BRIGHT)
        .text(11, 3, "Terminal . . . . .", Style.GREEN)
        .text(
            11,
            23,
            terminal.deviceType() + "  " + terminal.rows() + "x" + terminal.columns(),
            Style.BRIGHT)
        .field(14, "User name  ===>", USER, 8, Kind.TEXT)
        .field(15, "Password   ===>", PASSWORD, 8, Kind.HIDDEN)
        .text(17, 3, "This is a demonstration: any password will do.", Style.BLUE)
        .message(message)
        .screen();
  }

  @Override
  public @Nullable Panel next(TerminalInput input) {
    return switch (input.key()) {
      case "ENTER" -> {
        String user = input.field(USER).strip().toUpperCase(Locale.ROOT);
        yield user.isEmpty()
            ? new LogonPanel(desk, Message.error("Enter your user name"))
            : new MenuPanel(desk, user, Message.info("Welcome, " + user));
      }
      case "PF3" -> null;
      default -> new LogonPanel(desk, Message.unused(input.key()));
    };
  }
}
