// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

/** Text that is not JSON. Carries no stack trace. */
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int line;

  JsonException(int line, int column, String message) {
    super("line " + line + ", column " + column + ": " + message, null, false, false);
    this.line = line;
  }

  /** The line of the fault, counted from 1. */
  public int line() {
    return line;
  }
}
