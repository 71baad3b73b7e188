// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import java.util.Optional;
import org.loadstar.tn3270.datastream.Aid;

/** The keys of a 3270 keyboard other than the typed characters. */
public enum Key {
  ENTER(Aid.ENTER),
  CLEAR(Aid.CLEAR),
  PA1(Aid.PA1),
  PA2(Aid.PA2),
  PA3(Aid.PA3),
  PF1(Aid.pf(1)),
  PF2(Aid.pf(2)),
  PF3(Aid.pf(3)),
  PF4(Aid.pf(4)),
  PF5(Aid.pf(5)),
  PF6(Aid.pf(6)),
  PF7(Aid.pf(7)),
  PF8(Aid.pf(8)),
  PF9(Aid.pf(9)),
  PF10(Aid.pf(10)),
  PF11(Aid.pf(11)),
  PF12(Aid.pf(12)),
  PF13(Aid.pf(13)),
  PF14(Aid.pf(14)),
  PF15(Aid.pf(15)),
  PF16(Aid.pf(16)),
  PF17(Aid.pf(17)),
  PF18(Aid.pf(18)),
  PF19(Aid.pf(19)),
  PF20(Aid.pf(20)),
  PF21(Aid.pf(21)),
  PF22(Aid.pf(22)),
  PF23(Aid.pf(23)),
  PF24(Aid.pf(24)),
  /** Test Request, which plain TN3270 also has for System Request. */
  TEST(Aid.SYSREQ),
  RESET,
  TAB,
  BACKTAB,
  HOME,
  NEWLINE,
  UP,
  DOWN,
  LEFT,
  RIGHT,
  /** Two columns. */
  LEFT2,
  RIGHT2,
  /** To the next word of an unprotected field. */
  NEXT_WORD,
  /** To the start of the word before this one. */
  PREVIOUS_WORD,
  /** Behind what stands in the field. */
  FIELD_END,
  /** Moves the cursor left, as 3270 keyboards do. */
  BACKSPACE,
  /** Moves the cursor left and deletes there, as the backspace of a PC does. */
  ERASE,
  DELETE,
  /** The word before the cursor. */
  DELETE_WORD,
  /** All that the field holds. */
  DELETE_FIELD,
  ERASE_EOF,
  ERASE_INPUT,
  /** Duplicate: tells the host to repeat, and tabs. */
  DUP,
  FIELD_MARK,
  /** What a light pen on the cursor's field does. */
  CURSOR_SELECT,
  /** Switches insert mode on and off. */
  INSERT;

  private final int aidCode; // 0 for none

  Key() {
    this.aidCode = 0;
  }

  Key(Aid aid) {
    this.aidCode = aid.code();
  }

  /** The attention identifier that the key sends; empty for keys that stay local. */
  public Optional<Aid> aid() {
    return aidCode == 0 ? Optional.empty() : Optional.of(new Aid(aidCode));
  }
}
