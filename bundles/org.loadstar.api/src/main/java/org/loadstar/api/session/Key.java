// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The keys of a 3270 keyboard, besides those that type a character. */
public enum Key {
  ENTER,
  PF1,
  PF2,
  PF3,
  PF4,
  PF5,
  PF6,
  PF7,
  PF8,
  PF9,
  PF10,
  PF11,
  PF12,
  PF13,
  PF14,
  PF15,
  PF16,
  PF17,
  PF18,
  PF19,
  PF20,
  PF21,
  PF22,
  PF23,
  PF24,
  PA1,
  PA2,
  PA3,
  CLEAR,
  RESET,
  /** Calls the host's access method; not every host has one to call. */
  SYSREQ,
  /** Interrupts what the host application does. */
  ATTN,
  TAB,
  BACKTAB,
  HOME,
  NEWLINE,
  UP,
  DOWN,
  LEFT,
  RIGHT,
  /** Two columns to the left. */
  LEFT2,
  /** Two columns to the right. */
  RIGHT2,
  /** To the next word that may be changed. */
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
  /** Deletes the word before the cursor. */
  DELETE_WORD,
  /** Deletes all that the field holds. */
  DELETE_FIELD,
  /** Switches insert mode on and off. */
  INSERT,
  ERASE_EOF,
  ERASE_INPUT,
  /** Duplicate: tells the host to repeat, and tabs. */
  DUP,
  FIELD_MARK,
  /** What a light pen on the field of the cursor does. */
  CURSOR_SELECT,
  /** Test Request. */
  TEST;

  /**
   * The key of a name such as {@code "enter"}, {@code "PF3"}, {@code "Erase EOF"} or {@code
   * "BackTab"}; empty if there is none.
   */
  public static Optional<Key> named(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replaceAll("[ _-]", "");
    return Arrays.stream(values())
        .filter(key -> key.name().replace("_", "").equals(wanted))
        .findFirst();
  }
}
