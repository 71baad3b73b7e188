// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;

/** One panel of the application with what it has to tell. Immutable. */
interface Panel {
  /** How it looks now. */
  TerminalScreen show();

  /** The panel after a key, which is never CLEAR; null to end the session. */
  @Nullable Panel next(TerminalInput input);
}
