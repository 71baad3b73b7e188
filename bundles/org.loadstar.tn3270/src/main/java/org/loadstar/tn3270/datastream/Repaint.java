// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.ByteArrayOutputStream;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * The write of a host that makes another screen what this one is: size, fields, characters with
 * their attributes, cursor, and whether the keyboard is unlocked. What is not displayed is in it.
 */
public final class Repaint {
  private static final int[] TYPES = {
    Extended.HIGHLIGHTING, Extended.FOREGROUND, Extended.CHARACTER_SET, Extended.BACKGROUND
  };

  private final Screen screen;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private int current = Extended.NONE;

  private Repaint(Screen screen) {
    this.screen = screen;
  }

  /** The record, without telnet or TN3270E header. */
  public static byte[] of(Screen screen) {
    return new Repaint(screen).record();
  }

  private byte[] record() {
    Command command = screen.isAlternate() ? Command.ERASE_WRITE_ALTERNATE : Command.ERASE_WRITE;
    boolean unlocked = screen.lock() == KeyboardLock.UNLOCKED;
    out.write(command.code());
    out.write(
        BufferAddress.graphic(
            WriteInterpreter.WCC_RESET | (unlocked ? WriteInterpreter.WCC_RESTORE : 0)));
    int next = 0; // where the display puts what comes next
    for (int at = 0; at < screen.cells(); at++) {
      if (screen.attribute(at) == 0
          && screen.code(at) == 0
          && screen.extended(at) == Extended.NONE) {
        continue;
      }
      if (at != next) {
        address(at);
      }
      if (screen.attribute(at) != 0) {
        field(at);
      } else {
        character(at);
      }
      next = at + 1;
    }
    address(screen.cursor());
    out.write(Order.IC);
    return out.toByteArray();
  }

  private void address(int at) {
    out.write(Order.SBA);
    BufferAddress.encode(at, screen.cells(), out);
  }

  private void field(int at) {
    int attribute = BufferAddress.graphic(screen.attribute(at));
    int extended = screen.extended(at);
    ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    for (int type : TYPES) {
      int value = Extended.value(extended, type);
      if (value != 0) {
        pairs.write(type);
        pairs.write(value);
      }
    }
    if (pairs.size() == 0) {
      out.write(Order.SF);
      out.write(attribute);
      return;
    }
    out.write(Order.SFE);
    out.write(1 + pairs.size() / 2);
    out.write(Extended.FIELD);
    out.write(attribute);
    out.writeBytes(pairs.toByteArray());
  }

  private void character(int at) {
    int extended = screen.extended(at);
    for (int type : TYPES) {
      int value = Extended.value(extended, type);
      if (value != Extended.value(current, type)) {
        out.write(Order.SA);
        out.write(type);
        out.write(value);
        current = Extended.with(current, type, value);
      }
    }
    if (Extended.isGraphicEscape(extended)) {
      out.write(Order.GE);
    }
    out.write(screen.code(at));
  }
}
