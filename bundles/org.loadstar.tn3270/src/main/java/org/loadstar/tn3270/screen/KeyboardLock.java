// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/** Whether the keyboard takes input and, if not, why; with the text of the operator area. */
public enum KeyboardLock {
  /** Input is taken. */
  UNLOCKED(""),
  /** There is no host. */
  NOT_CONNECTED("X Not connected"),
  /** The host has not written anything yet. */
  NOT_READY("X Wait"),
  /** The host has not answered the last key yet. */
  WAIT("X Wait"),
  /** The host has answered but not restored the keyboard. */
  SYSTEM("X SYSTEM"),
  /** The host has queried the display and not written since. */
  INHIBITED("X Inhibit"),
  /** A key that changes the screen was pressed on a protected position. */
  PROTECTED("X protected"),
  /** Something else than digits, minus and period was typed into a numeric field. */
  NUMERIC("X numeric"),
  /** A double-byte character was typed where none may be, or a single-byte one among them. */
  DOUBLE_BYTE("X DBCS"),
  /** There is no room left to insert into the field. */
  OVERFLOW("X overflow");

  private final String text;

  KeyboardLock(String text) {
    this.text = text;
  }

  /** The text of the operator information area; empty when unlocked. */
  public String text() {
    return text;
  }

  /** Whether the host caused it and may end it. */
  public boolean isByHost() {
    return this != UNLOCKED && this != NOT_CONNECTED && !isOperatorError();
  }

  /** Whether the operator caused it and RESET alone ends it. */
  public boolean isOperatorError() {
    return compareTo(PROTECTED) >= 0;
  }
}
