// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.Key;

/** Presses the key that the command is named after, in the session of the active view. */
public final class KeyHandler extends AbstractHandler {
  private static final String COMMANDS = "org.loadstar.ui.session.key.";

  @Override
  public @Nullable Object execute(ExecutionEvent event) {
    if (HandlerUtil.getActivePart(event) instanceof SessionView view) {
      Key.named(event.getCommand().getId().substring(COMMANDS.length())).ifPresent(view::press);
    }
    return null;
  }
}
