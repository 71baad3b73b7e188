// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.util.List;
import java.util.Locale;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;

/** A page of the catalogue; a larger screen has longer pages. */
record CataloguePanel(MenuPanel menu, int top, Message message) implements Panel {
  private static final String LOCATE = "locate";
  private static final int FIRST_ROW = 5;

  @Override
  public TerminalScreen show() {
    List<DataSet> all = DataSet.CATALOGUE;
    int end = Math.min(all.size(), top + pageLength());
    String position = "Row " + (top + 1) + " to " + end + " of " + all.size();
    Desk desk = menu.desk();
    Canvas canvas =
        new Canvas(desk, "DATA SETS", "ENTER=Locate   PF3=Menu   PF7=Up   PF8=Down")
            .field(2, "Locate ===>", LOCATE, 44, Kind.TEXT)
            .text(3, desk.terminal().columns() - 1 - position.length(), position, Style.TURQUOISE)
            .text(4, 1, DataSet.HEADING, Style.REVERSE);
    for (int i = top; i < end; i++) {
      canvas.text(
          FIRST_ROW + i - top, 1, all.get(i).line(), i % 2 == 0 ? Style.GREEN : Style.TURQUOISE);
    }
    return canvas.message(message).screen();
  }

  @Override
  public Panel next(TerminalInput input) {
    return switch (input.key()) {
      case "ENTER" -> locate(input.field(LOCATE).strip().toUpperCase(Locale.ROOT));
      case "PF3" -> menu.with(Message.NONE);
      case "PF7" -> top == 0 ? with(top, Message.error("Top of the list")) : to(top - pageLength());
      case "PF8" ->
          top == lastTop()
              ? with(top, Message.error("Bottom of the list"))
              : to(top + pageLength());
      default -> with(top, Message.unused(input.key()));
    };
  }

  private Panel locate(String name) {
    List<DataSet> all = DataSet.CATALOGUE;
    int found = 0;
    while (found < all.size() && all.get(found).name().compareTo(name) < 0) {
      found++;
    }
    if (found == all.size()) {
      return with(top, Message.error("Nothing follows " + name));
    }
    return with(
        found,
        name.isEmpty() || all.get(found).name().startsWith(name)
            ? Message.NONE
            : Message.info(name + " is not in the catalogue; this is what follows"));
  }

  private Panel to(int row) {
    return with(Math.max(0, Math.min(row, lastTop())), Message.NONE);
  }

  private Panel with(int row, Message other) {
    return new CataloguePanel(menu, row, other);
  }

  private int pageLength() {
    return menu.desk().lastRow() - 1 - FIRST_ROW;
  }

  /** Where the last page begins. */
  private int lastTop() {
    return Math.max(0, DataSet.CATALOGUE.size() - pageLength());
  }
}
