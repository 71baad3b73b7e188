// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

/** A command in another container did not succeed. The message is for the user. */
final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int exit;

  CommandFailedException(int exit, String message) {
    super(message, null, false, false);
    this.exit = exit;
  }

  /** The exit code. */
  int exit() {
    return exit;
  }
}
