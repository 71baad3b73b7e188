// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;

/** Every style of text and every kind of field. */
record ColoursPanel(MenuPanel menu, Message message) implements Panel {
  private static final String SAMPLE = "The quick brown fox jumps over the lazy dog 0123456789";

  @Override
  public TerminalScreen show() {
    Canvas canvas = new Canvas(menu.desk(), "COLOURS", "ENTER=Count   PF3=Menu");
    int row = 2;
    for (Style style : Style.values()) {
      canvas.text(row, 3, style.name(), Style.NORMAL).text(row, 17, SAMPLE, style);
      row++;
    }
    return canvas
        .field(row + 1, "Text     ===>", "text", 20, Kind.TEXT)
        .field(row + 2, "Numeric  ===>", "numeric", 10, Kind.NUMERIC)
        .field(row + 3, "Hidden   ===>", "hidden", 20, Kind.HIDDEN)
        .message(message)
        .screen();
  }

  @Override
  public Panel next(TerminalInput input) {
    return switch (input.key()) {
      case "ENTER" -> with(Message.info(count(input)));
      case "PF3" -> menu.with(Message.NONE);
      default -> with(Message.unused(input.key()));
    };
  }

  /** Tells the lengths only: one of the fields is hidden. */
  private static String count(TerminalInput input) {
    return "Characters received: text "
        + input.field("text").length()
        + ", numeric "
        + input.field("numeric").length()
        + ", hidden "
        + input.field("hidden").length();
  }

  private Panel with(Message other) {
    return new ColoursPanel(menu, other);
  }
}
