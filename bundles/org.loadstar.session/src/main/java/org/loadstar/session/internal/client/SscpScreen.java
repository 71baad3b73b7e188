// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * The screen while the host's access method is on it (SSCP-LU session, RFC 2355 section 10.5): text
 * without orders on an unformatted screen, and what is typed behind it.
 */
final class SscpScreen {
  private static final int NEW_LINE = 0x15;
  private static final int FIRST_GRAPHIC = 0x40;

  /** RFC 2355 leaves it open; SNA's own limit for the SSCP-LU session. */
  private static final int MAX_TYPED = 255;

  private final Screen screen;
  private boolean shown;
  private int typedFrom;

  SscpScreen(Screen screen) {
    this.screen = screen;
  }

  boolean isShown() {
    return shown;
  }

  /** Whether it was shown until now. */
  boolean leave() {
    boolean was = shown;
    shown = false;
    return was;
  }

  /** An empty screen of the largest size, if it is not shown yet. */
  void enter() {
    if (!shown) {
      screen.erase(true);
      shown = true;
      typedFrom = 0;
    }
    screen.restoreKeyboard();
  }

  void show(ByteBuf text) {
    enter();
    int at = screen.cursor();
    while (text.isReadable()) {
      int code = text.readUnsignedByte();
      if (code == NEW_LINE) {
        at = (at / screen.columns() + 1) * screen.columns();
      } else if (code >= FIRST_GRAPHIC) {
        screen.putCode(at, code);
        at++;
      }
      if (at >= screen.cells()) {
        screen.clear();
        at = 0;
      }
    }
    screen.moveCursor(at);
    typedFrom = at;
  }

  /** What was typed behind the text, up to the cursor; the keyboard waits for the answer. */
  byte[] takeTyped() {
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    int at = typedFrom;
    while (at != screen.cursor() && typed.size() < MAX_TYPED) {
      if (screen.code(at) != 0) {
        typed.write(screen.code(at));
      }
      at = screen.next(at);
    }
    screen.setLock(KeyboardLock.WAIT);
    return typed.toByteArray();
  }
}
