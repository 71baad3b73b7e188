// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.handlers.HandlerUtil;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.SessionProfile;

/**
 * Opens a session: on the server that is selected, for the command that says so, else on the least
 * loaded one.
 */
public final class ConnectHandler extends AbstractHandler {
  private static final String SELECTED = "org.loadstar.ui.connect.selected";

  @Override
  public @Nullable Object execute(ExecutionEvent event) throws ExecutionException {
    IWorkbenchWindow window = HandlerUtil.getActiveWorkbenchWindowChecked(event);
    boolean selected = event.getCommand().getId().equals(SELECTED);
    SessionProfile profile = selected ? selected(event) : SessionProfile.discovering("");
    if (profile != null) {
      try {
        SessionView.open(window.getActivePage(), profile);
      } catch (PartInitException e) {
        throw new ExecutionException("the view of a session cannot be opened", e);
      }
    }
    return null;
  }

  private static @Nullable SessionProfile selected(ExecutionEvent event) {
    if (HandlerUtil.getCurrentSelection(event) instanceof IStructuredSelection selection
        && selection.getFirstElement() instanceof RankedOffer ranked) {
      ServerOffer offer = ranked.offer();
      return SessionProfile.to(new HostPort(offer.host(), offer.port()));
    }
    return null;
  }
}
