// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * The screen while a host talks in lines of text (the network virtual terminal of RFC 854): text
 * wraps at the right edge and scrolls at the bottom; CR, LF, BS, HT, VT and FF do what the standard
 * says, other control characters nothing. Of ANSI escape sequences it knows those that move the
 * cursor or erase, and passes over all others.
 *
 * <pre>
 *   TEXT    --ESC--> ESCAPE     --[--> CONTROL --final byte: done--> TEXT
 *                    ESCAPE     --]--> TITLE   --BEL or ESC--> TEXT or ESCAPE
 *                    ESCAPE     --space to /: (stays)--  --other--> TEXT
 * </pre>
 *
 * <p>While the host does not echo, what is typed is shown here and sent as one line by ENTER;
 * BACKSPACE and ERASE_INPUT mend it. While the host echoes, every character is sent at once.
 */
final class NvtScreen {
  private static final int TAB_STOPS = 8;
  private static final int MAX_LINE = 1024;
  private static final int MAX_PARAMETERS = 32;
  private static final char ESC = 0x1B;
  private static final char BEL = 0x07;

  private enum State {
    TEXT,
    ESCAPE,
    CONTROL,
    TITLE
  }

  private final Screen screen;
  private final CodePage codePage;
  private final StringBuilder parameters = new StringBuilder();
  private final StringBuilder line = new StringBuilder();
  private final Utf8 utf8 = new Utf8();
  private State state = State.TEXT;
  private boolean shown;
  private boolean hostEchoes;

  /** The last column is written and the next character goes to the next row. */
  private boolean full;

  NvtScreen(Screen screen, CodePage codePage) {
    this.screen = screen;
    this.codePage = codePage;
  }

  boolean isShown() {
    return shown;
  }

  /** Whether it was shown until now. */
  boolean leave() {
    boolean was = shown;
    shown = false;
    line.setLength(0);
    return was;
  }

  /** An empty screen of the largest size, if it is not shown yet. */
  void enter() {
    if (!shown) {
      shown = true;
      state = State.TEXT;
      full = false;
      screen.erase(true);
    }
    screen.setLock(KeyboardLock.UNLOCKED);
  }

  void hostEchoes(boolean does) {
    hostEchoes = does;
  }

  void show(ByteBuf text) {
    enter();
    while (text.isReadable()) {
      int character = utf8.next(text.readUnsignedByte());
      if (character >= 0) {
        show((char) character);
      }
    }
  }

  private void show(char c) {
    switch (state) {
      case TEXT -> character(c);
      case ESCAPE -> escape(c);
      case CONTROL -> control(c);
      case TITLE -> {
        if (c == BEL || c == ESC) {
          state = c == ESC ? State.ESCAPE : State.TEXT;
        }
      }
    }
  }

  private void character(char c) {
    int at = screen.cursor();
    int column = at % screen.columns();
    switch (c) {
      case '\r' -> move(at - column);
      case '\n' -> newLine(0);
      case 0x0B -> newLine(column);
      case '\b' -> move(column == 0 || full ? at : at - 1);
      case '\t' ->
          move(at - column + Math.min((column / TAB_STOPS + 1) * TAB_STOPS, screen.columns() - 1));
      case '\f' -> {
        screen.clear();
        move(0);
      }
      case ESC -> state = State.ESCAPE;
      default -> {
        if (c >= ' ' && (c < 0x7F || c > 0x9F)) {
          put(c);
        }
      }
    }
  }

  private void put(char c) {
    if (full) {
      newLine(0);
    }
    int at = screen.cursor();
    int code = codePage.toCode(c);
    screen.putCode(at, code < 0 ? codePage.toCode('?') : code);
    full = at % screen.columns() == screen.columns() - 1;
    screen.moveCursor(full ? at : at + 1);
  }

  private void newLine(int column) {
    int next = screen.cursor() / screen.columns() + 1;
    if (next == screen.rows()) {
      scroll();
      next--;
    }
    move(next * screen.columns() + column);
  }

  private void move(int address) {
    full = false;
    screen.moveCursor(address);
  }

  private void scroll() {
    byte[] codes = new byte[screen.cells()];
    for (int at = screen.columns(); at < codes.length; at++) {
      codes[at - screen.columns()] = (byte) screen.code(at);
    }
    screen.putText(0, codes, 0, codes.length, 0);
  }

  private void blank(int from, int to) {
    for (int at = from; at < to; at++) {
      screen.putCode(at, 0);
    }
  }

  private void escape(char c) {
    parameters.setLength(0);
    if (c == '[') {
      state = State.CONTROL;
    } else if (c == ']') {
      state = State.TITLE;
    } else if (c != ESC && (c < ' ' || c > '/')) {
      state = State.TEXT;
    }
  }

  private void control(char c) {
    if (c < '@' || c > '~') {
      if (c == ESC) {
        state = State.ESCAPE;
      } else if (parameters.length() < MAX_PARAMETERS) {
        parameters.append(c);
      }
      return;
    }
    state = State.TEXT;
    int columns = screen.columns();
    int row = screen.cursor() / columns;
    int column = screen.cursor() % columns;
    int count = Math.max(1, parameter(0));
    switch (c) {
      case 'A' -> moveTo(row - count, column);
      case 'B' -> moveTo(row + count, column);
      case 'C' -> moveTo(row, column + count);
      case 'D' -> moveTo(row, column - count);
      case 'H', 'f' -> moveTo(count - 1, Math.max(1, parameter(1)) - 1);
      case 'J' -> erase(0, screen.cells());
      case 'K' -> erase(row * columns, (row + 1) * columns);
      default -> {}
    }
  }

  private int parameter(int index) {
    String[] all = parameters.toString().split(";", -1);
    return index < all.length && all[index].matches("[0-9]{1,4}")
        ? Integer.parseInt(all[index])
        : 0;
  }

  private void moveTo(int row, int column) {
    int inRow = Math.max(0, Math.min(row, screen.rows() - 1));
    move(inRow * screen.columns() + Math.max(0, Math.min(column, screen.columns() - 1)));
  }

  /** From the cursor on, up to it, or all, as the parameter says. */
  private void erase(int from, int to) {
    switch (parameter(0)) {
      case 0 -> blank(screen.cursor(), to);
      case 1 -> blank(from, screen.cursor() + 1);
      default -> blank(from, to);
    }
  }

  /** Types printable text; answers what is to be sent now. */
  byte[] type(String text) {
    String printable = text.replaceAll("[\\p{Cntrl}&&[^\t]]", "");
    if (hostEchoes) {
      return printable.getBytes(StandardCharsets.UTF_8);
    }
    String taken = printable.substring(0, Math.min(printable.length(), MAX_LINE - line.length()));
    line.append(taken);
    taken.chars().forEach(c -> put(c == '\t' ? ' ' : (char) c));
    return new byte[0];
  }

  /** ENTER; answers what is to be sent. */
  byte[] enterLine() {
    if (hostEchoes) {
      return new byte[] {'\r', 0};
    }
    byte[] typed = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    line.setLength(0);
    newLine(0);
    return typed;
  }

  /** BACKSPACE; answers what is to be sent. */
  byte[] backspace() {
    if (hostEchoes) {
      return new byte[] {'\b'};
    }
    eraseTyped(Math.min(1, line.length()));
    return new byte[0];
  }

  /** Takes back the line that was typed; nothing while the host echoes. */
  void eraseLine() {
    eraseTyped(line.length());
  }

  private void eraseTyped(int count) {
    line.setLength(line.length() - count);
    for (int i = 0; i < count; i++) {
      int at = full ? screen.cursor() : Math.max(0, screen.cursor() - 1);
      screen.putCode(at, 0);
      move(at);
    }
  }

  /** CLEAR, which the host is not told of. */
  void clear() {
    screen.clear();
    move(0);
    line.setLength(0);
  }
}
