// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import java.util.Optional;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Screen;

/**
 * Selects a field that can be detected by a light pen (GA23-0059, "Selector pen"). Its first
 * character, the designator, says what follows: {@code ?} becomes {@code >} and tags the field,
 * {@code >} becomes {@code ?} and takes the tag away; blank, null and {@code &} tag it and call the
 * host.
 */
final class LightPen {
  private static final int QUESTION_MARK = 0x6F;
  private static final int GREATER = 0x6E;
  private static final int AMPERSAND = 0x50;
  private static final int BLANK = 0x40;

  private LightPen() {}

  /** Selects the field under the cursor, if it can be; the attention due, if any. */
  static Optional<Aid> select(Screen screen) {
    int field = screen.fieldAt(screen.cursor());
    if (field < 0 || !FieldAttribute.isSelectable(screen.attribute(field))) {
      return Optional.empty();
    }
    int designator = screen.next(field);
    switch (screen.code(designator)) {
      case QUESTION_MARK -> mark(screen, designator, GREATER, true);
      case GREATER -> mark(screen, designator, QUESTION_MARK, false);
      case BLANK, 0 -> {
        screen.setModified(field, true);
        return Optional.of(Aid.SELECT);
      }
      case AMPERSAND -> {
        screen.setModified(field, true);
        return Optional.of(Aid.ENTER);
      }
      default -> {}
    }
    return Optional.empty();
  }

  private static void mark(Screen screen, int designator, int code, boolean modified) {
    screen.putCode(designator, code);
    screen.setModified(designator, modified);
  }
}
