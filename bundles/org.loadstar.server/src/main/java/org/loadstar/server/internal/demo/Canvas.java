// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Item;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.api.server.TerminalScreen.Text;

/** Builds a screen with the frame that all panels share: title line, message line, key line. */
final class Canvas {
  private final List<Item> items = new ArrayList<>();
  private final Desk desk;
  private boolean alarm;

  Canvas(Desk desk, String title, String keys) {
    this.desk = desk;
    int width = desk.terminal().columns();
    text(0, 1, "LOADSTAR", Style.TURQUOISE);
    text(0, (width - title.length()) / 2, title, Style.BRIGHT);
    String lu = desk.terminal().lu();
    text(0, width - 1 - lu.length(), lu, Style.TURQUOISE);
    text(desk.lastRow(), 1, keys, Style.BLUE);
  }

  Canvas text(int row, int column, String text, Style style) {
    items.add(new Text(row, column, text, style));
    return this;
  }

  /** A prompt and the field behind it. */
  Canvas field(int row, String prompt, String name, int length, Kind kind) {
    text(row, 3, prompt, Style.GREEN);
    items.add(new Input(row, 5 + prompt.length(), length, name, "", kind));
    return this;
  }

  /** What the panel has to say, above the key line; with the alarm for an error. */
  Canvas message(Message message) {
    if (!message.text().isEmpty()) {
      text(desk.lastRow() - 1, 1, message.text(), message.error() ? Style.RED : Style.YELLOW);
      alarm = message.error();
    }
    return this;
  }

  TerminalScreen screen() {
    return new TerminalScreen(items, "", alarm);
  }
}
