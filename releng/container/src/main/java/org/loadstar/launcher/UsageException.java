// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

/** Wrong use or configuration: ends the launcher with exit code 2. The message is for the user. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message, null, false, false);
  }
}
