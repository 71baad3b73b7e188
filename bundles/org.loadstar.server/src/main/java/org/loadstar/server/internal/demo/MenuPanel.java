// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;

/** What a user can do, who and where he is. */
record MenuPanel(Desk desk, String user, Message message) implements Panel {
  private static final String OPTION = "option";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  @Override
  public TerminalScreen show() {
    Terminal terminal = desk.terminal();
    return new Canvas(
            desk,
            "PRIMARY MENU",
            "ENTER=Select   PF2=Data sets   PF3=Log off   PF4=Colours   PF5=Refresh")
        .field(2, "Option ===>", OPTION, 1, Kind.TEXT)
        .text(5, 5, "1", Style.BRIGHT)
        .text(5, 8, "Data sets", Style.TURQUOISE)
        .text(5, 22, "Browse the catalogue", Style.GREEN)
        .text(6, 5, "2", Style.BRIGHT)
        .text(6, 8, "Colours", Style.TURQUOISE)
        .text(6, 22, "See what this terminal can show", Style.GREEN)
        .text(7, 5, "X", Style.BRIGHT)
        .text(7, 8, "Log off", Style.TURQUOISE)
        .text(7, 22, "Back to the logon", Style.GREEN)
        .text(11, 5, "User . . . . . . .", Style.GREEN)
        .text(11, 25, user, Style.BRIGHT)
        .text(12, 5, "Logical unit . . .", Style.GREEN)
        .text(12, 25, terminal.lu(), Style.BRIGHT)
        .text(13, 5, "Terminal . . . . .", Style.GREEN)
        .text(13, 25, terminal.deviceType(), Style.BRIGHT)
        .text(14, 5, "Address  . . . . .", Style.GREEN)
        .text(14, 25, terminal.peer(), Style.BRIGHT)
        .text(15, 5, "Time . . . . . . .", Style.GREEN)
        .text(15, 25, TIME.format(desk.clock().instant()), Style.BRIGHT)
        .message(message)
        .screen();
  }

  @Override
  public @Nullable Panel next(TerminalInput input) {
    return switch (input.key()) {
      case "ENTER" -> select(input.field(OPTION).strip().toUpperCase(Locale.ROOT));
      case "PF2" -> select("1");
      case "PF3" -> select("X");
      case "PF4" -> select("2");
      case "PF5" -> with(Message.NONE);
      default -> with(Message.unused(input.key()));
    };
  }

  private Panel select(String option) {
    return switch (option) {
      case "1" -> new CataloguePanel(this, 0, Message.NONE);
      case "2" -> new ColoursPanel(this, Message.NONE);
      case "X" -> new LogonPanel(desk, Message.info(user + " has logged off"));
      case "" -> with(Message.error("Enter an option"));
      default -> with(Message.error("There is no option " + option));
    };
  }

  /** This menu with something else to say. */
  MenuPanel with(Message other) {
    return new MenuPanel(desk, user, other);
  }
}
