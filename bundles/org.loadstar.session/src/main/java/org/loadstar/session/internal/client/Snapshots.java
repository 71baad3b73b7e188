// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.loadstar.api.session.CellStyle;
import org.loadstar.api.session.OperatorArea;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Screen;

/** Copies a screen. What fields that are not displayed hold is never copied. */
final class Snapshots {
  private Snapshots() {}

  static ScreenSnapshot of(Screen screen, CodePage codePage, int typedAhead) {
    int cells = screen.cells();
    char[] text = new char[cells];
    byte[] codes = new byte[cells];
    short[] attributes = new short[cells];
    CellStyle[] styles = new CellStyle[cells];
    Map<Integer, CellStyle> known = new HashMap<>();
    int last = Extended.NONE;
    CellStyle style = CellStyle.DEFAULT;
    known.put(last, style);
    Arrays.fill(text, ' ');
    int attribute = screen.attributeAt(0);
    for (int at = 0; at < cells; at++) {
      boolean field = screen.attribute(at) != 0;
      attributes[at] = (short) (field ? screen.attribute(at) : -1);
      attribute = field ? screen.attribute(at) : attribute;
      if (!field && !FieldAttribute.isNonDisplay(attribute)) {
        codes[at] = (byte) screen.code(at);
        text[at] = screen.character(at, codePage);
      }
      int packed = screen.extended(at);
      if (packed != last) {
        last = packed;
        style = known.computeIfAbsent(packed, Snapshots::style);
      }
      styles[at] = style;
    }
    return new ScreenSnapshot(
        screen.generation(),
        screen.rows(),
        screen.columns(),
        screen.cursor(),
        new OperatorArea(screen.lock().text(), screen.isInsertMode(), typedAhead),
        text,
        codes,
        attributes,
        styles);
  }

  private static CellStyle style(int packed) {
    return new CellStyle(
        Extended.highlighting(packed),
        Extended.foreground(packed),
        Extended.background(packed),
        Extended.characterSet(packed),
        Extended.value(packed, Extended.TRANSPARENCY),
        Extended.value(packed, Extended.VALIDATION),
        Extended.value(packed, Extended.OUTLINING),
        Extended.isGraphicEscape(packed),
        Extended.isLeft(packed)
            ? CellStyle.Half.LEFT
            : Extended.isRight(packed) ? CellStyle.Half.RIGHT : CellStyle.Half.NONE);
  }
}
