// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.session.ScreenSnapshot;

/**
 * A screen as lines of tokens, one line a row, in the notation of s3270's {@code
 * ReadBuffer(Ebcdic)}: {@code SF(c0=e0,42=f4)} where a field starts, {@code SA(41=f2)} where a
 * character attribute changes, {@code GE(ad)} for a character of the graphic set, else the code in
 * hexadecimal.
 */
final class BufferText {
  private final ScreenSnapshot screen;
  private int colour;
  private int highlighting;

  private BufferText(ScreenSnapshot screen) {
    this.screen = screen;
  }

  static List<String> of(ScreenSnapshot screen) {
    return new BufferText(screen).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>(screen.rows());
    for (int row = 0; row < screen.rows(); row++) {
      List<String> tokens = new ArrayList<>(screen.columns());
      for (int column = 0; column < screen.columns(); column++) {
        cell(row * screen.columns() + column, tokens);
      }
      lines.add(String.join(" ", tokens));
    }
    return lines;
  }

  private void cell(int at, List<String> tokens) {
    if (screen.field(at) >= 0) {
      tokens.add(
          String.format("SF(c0=%02x", screen.field(at))
              + pair(",41", screen.highlighting(at))
              + pair(",42", screen.foreground(at))
              + pair(",45", screen.background(at))
              + ")");
      return;
    }
    if (screen.foreground(at) != colour) {
      colour = screen.foreground(at);
      tokens.add(String.format("SA(42=%02x)", colour));
    }
    if (screen.highlighting(at) != highlighting) {
      highlighting = screen.highlighting(at);
      tokens.add(String.format("SA(41=%02x)", highlighting));
    }
    String format = screen.isGraphicEscape(at) ? "GE(%02x)" : "%02x";
    tokens.add(String.format(format, screen.code(at)));
  }

  private static String pair(String type, int value) {
    return value == 0 ? "" : String.format("%s=%02x", type, value);
  }
}
