// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.HexFormat;
import java.util.List;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.Screen;

/** A display under test: hexadecimal records in, rows of tokens out. */
public final class Display {
  public final Screen screen;
  private final HostInterpreter interpreter;

  /** A display with this screen. */
  public Display(Screen screen) {
    this.screen = screen;
    this.interpreter = new HostInterpreter(screen, CodePage.CP037);
  }

  /** A display of model 4 that has shown a record, spaces in it for the reader. */
  public static Display showing(String hex) {
    Display display = new Display(Screen.ofModel(4));
    display.host(hex);
    return display;
  }

  /** Applies a record of the host. */
  public Outcome host(String hex) {
    byte[] record = HexFormat.of().parseHex(hex.replace(" ", ""));
    Outcome outcome = interpreter.apply(record, 0, record.length);
    screen.checkInvariants();
    return outcome;
  }

  /** Applies a record that makes the display answer; the answer. */
  public String ask(String hex) {
    return HexFormat.of().formatHex(((Outcome.Reply) host(hex)).record());
  }

  /** The tokens of row 0 up to the last that is no null. */
  public String row() {
    return row(0);
  }

  /** The tokens of a row up to the last that is no null. */
  public String row(int row) {
    List<String> lines = BufferDump.exact(screen);
    return lines.get(row).replaceAll("( ?\\b00)+$", "");
  }
}
