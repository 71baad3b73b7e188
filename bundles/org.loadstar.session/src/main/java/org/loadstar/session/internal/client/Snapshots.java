// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import java.util.Arrays;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Screen;

/** Copies a screen. What fields that are not displayed hold is never copied. */
final class Snapshots {
  private static final byte GRAPHIC_ESCAPE_SET = (byte) 0xF1;

  private Snapshots() {}

  static ScreenSnapshot of(Screen screen, CodePage codePage) {
    int cells = screen.cells();
    char[] text = new char[cells];
    byte[] codes = new byte[cells];
    short[] fields = new short[cells];
    byte[] foreground = new byte[cells];
    byte[] background = new byte[cells];
    byte[] highlighting = new byte[cells];
    byte[] characterSet = new byte[cells];
    Arrays.fill(text, ' ');
    int attribute = screen.attributeAt(0);
    for (int at = 0; at < cells; at++) {
      boolean field = screen.attribute(at) != 0;
      fields[at] = (short) (field ? screen.attribute(at) : -1);
      attribute = field ? screen.attribute(at) : attribute;
      if (!field && !FieldAttribute.isNonDisplay(attribute)) {
        codes[at] = (byte) screen.code(at);
        text[at] = screen.character(at, codePage);
      }
      int extended = screen.extended(at);
      foreground[at] = (byte) Extended.foreground(extended);
      background[at] = (byte) Extended.background(extended);
      highlighting[at] = (byte) Extended.highlighting(extended);
      characterSet[at] =
          Extended.isGraphicEscape(extended)
              ? GRAPHIC_ESCAPE_SET
              : (byte) Extended.characterSet(extended);
    }
    return new ScreenSnapshot(
        screen.generation(),
        screen.rows(),
        screen.columns(),
        screen.cursor(),
        screen.lock().text(),
        text,
        codes,
        fields,
        foreground,
        background,
        highlighting,
        characterSet);
  }
}
