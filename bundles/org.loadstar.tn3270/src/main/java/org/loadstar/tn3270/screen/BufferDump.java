// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A screen as lines of tokens, one line per row, equal in form to what s3270's {@code
 * ReadBuffer(Ebcdic)} prints: {@code SF(c0=e0,42=f4)} where a field starts, {@code SA(41=f2)} where
 * a character attribute changes, {@code GE(ad)} for a graphic escape, else the code in hexadecimal.
 */
public final class BufferDump {
  private static final int[] TYPES = {
    Extended.FOREGROUND,
    Extended.BACKGROUND,
    Extended.HIGHLIGHTING,
    Extended.INPUT_CONTROL,
    Extended.CHARACTER_SET
  };
  private static final int MASK = 0x5C; // an asterisk

  private final Screen screen;
  private final boolean masked;
  private int current = Extended.NONE;

  private BufferDump(Screen screen, boolean masked) {
    this.screen = screen;
    this.masked = masked;
  }

  /** What an operator may see: asterisks stand for the characters of non-display fields. */
  public static List<String> masked(Screen screen) {
    return new BufferDump(screen, true).lines();
  }

  /**
   * Everything, for comparisons in tests only: non-display fields too, which may hold passwords.
   */
  public static List<String> exact(Screen screen) {
    return new BufferDump(screen, false).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>(screen.rows());
    int attribute = screen.attributeAt(0);
    StringBuilder line = new StringBuilder();
    for (int at = 0; at < screen.cells(); at++) {
      if (screen.attribute(at) != 0) {
        attribute = screen.attribute(at);
        field(at, line);
      } else {
        character(at, FieldAttribute.isNonDisplay(attribute), line);
      }
      if ((at + 1) % screen.columns() == 0) {
        lines.add(line.toString());
        line.setLength(0);
      } else {
        line.append(' ');
      }
    }
    return lines;
  }

  private void field(int at, StringBuilder line) {
    line.append("SF(c0=").append(hex(screen.attribute(at)));
    for (int type : TYPES) {
      int value = Extended.value(screen.extended(at), type);
      if (value != 0) {
        line.append(',').append(hex(type)).append('=').append(hex(value));
      }
    }
    line.append(')');
  }

  private void character(int at, boolean nonDisplay, StringBuilder line) {
    int extended = screen.extended(at);
    String separator = "SA(";
    for (int type : TYPES) {
      int value = Extended.value(extended, type);
      if (value != Extended.value(current, type)) {
        // Highlighting goes back to its named normal, the others to the default.
        int shown = type == Extended.HIGHLIGHTING ? value | 0xF0 : value;
        line.append(separator).append(hex(type)).append('=').append(hex(shown));
        separator = ",";
        if (type != Extended.INPUT_CONTROL) { // which s3270 prints at every character
          current = Extended.with(current, type, value);
        }
      }
    }
    line.append(separator.equals(",") ? ") " : "");
    int code = screen.code(at);
    int shown = masked && nonDisplay && code != 0 ? MASK : code;
    line.append(Extended.isGraphicEscape(extended) ? "GE(" + hex(shown) + ")" : hex(shown));
  }

  private static String hex(int value) {
    return HexFormat.of().toHexDigits((byte) value);
  }
}
