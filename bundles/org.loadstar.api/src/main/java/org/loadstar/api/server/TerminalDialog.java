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
   * The user pressed a key that the host sees.
   *
   * @return the next screen, or null to end the session
   */
  @Nullable TerminalScreen next(TerminalInput input);

  /** The terminal is gone. */
  default void closed() {}
}
