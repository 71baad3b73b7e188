// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

/** A command that cannot be done. The message tells the user why and what to do. No stack trace. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int exit;

  CommandException(int exit, String message) {
    super(message, null, false, false);
    this.exit = exit;
  }

  /** The exit code. */
  int exit() {
    return exit;
  }
}
