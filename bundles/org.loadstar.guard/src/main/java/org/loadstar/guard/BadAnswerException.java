// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

/**
 * An extension returned nonsense. Thrown by the caller's check within a guarded call; the message
 * completes the sentence "the extension ...", for example {@code returned null}.
 */
public final class BadAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception without a stack trace. */
  public BadAnswerException(String message) {
    super(message, null, false, false);
  }
}
