// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** One terminal's conversation with an application. */
@ConsumerType
public interface TerminalDialog {
  /** The screen to show first. */
  TerminalScreen first();

  /**
   * The user pressed a key that the host sees, while a screen was shown.
   *
   * @return the next screen or record, or null to end the session
   */
  @Nullable TerminalOutput next(TerminalInput input);

  /**
   * The terminal sent a record after a {@link TerminalRecord} was sent to it: a key with its
   * fields, structured fields, whatever comes. Only applications that send records are called.
   *
   * @param record as it came, its attention identifier first; the caller's
   * @return the next screen or record, or null to end the session
   */
  default @Nullable TerminalOutput answered(byte[] record) {
    return null;
  }

  /** The terminal is gone. */
  default void closed() {}
}
