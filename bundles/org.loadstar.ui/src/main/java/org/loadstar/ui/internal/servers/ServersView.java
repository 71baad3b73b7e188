// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.common.CommandException;
import org.eclipse.core.runtime.Platform;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.part.ViewPart;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.session.HostPort;
import org.osgi.framework.FrameworkUtil;

/** The servers of the network, live, in the order in which they would be tried. */
public final class ServersView extends ViewPart {
  /** The view's id. */
  public static final String ID = "org.loadstar.ui.servers";

  private static final String CONNECT = "org.loadstar.ui.connect.selected";

  private @Nullable ServerTable table;
  private @Nullable ServerWatch watch;

  @Override
  public void createPartControl(Composite parent) {
    ServerTable made = new ServerTable(parent);
    ServerWatch started =
        new ServerWatch(FrameworkUtil.getBundle(ServersView.class).getBundleContext(), made::show);
    table = made;
    watch = started;
    getSite().setSelectionProvider(made.viewer());
    MenuManager menu = new MenuManager();
    made.viewer().getTable().setMenu(menu.createContextMenu(made.viewer().getTable()));
    getSite().registerContextMenu(menu, made.viewer());
    made.viewer().addDoubleClickListener(twice -> connect());
    IHandlerService handlers = getSite().getService(IHandlerService.class);
    handlers.activateHandler(IWorkbenchCommandConstants.FILE_REFRESH, handler(started::refresh));
    handlers.activateHandler(IWorkbenchCommandConstants.EDIT_COPY, handler(() -> copy(made)));
  }

  @Override
  public void setFocus() {
    if (table != null) {
      table.setFocus();
    }
  }

  @Override
  public void dispose() {
    if (watch != null) {
      watch.close();
    }
    super.dispose();
  }

  private void connect() {
    try {
      getSite().getService(IHandlerService.class).executeCommand(CONNECT, null);
    } catch (CommandException e) {
      Platform.getLog(ServersView.class).error(CONNECT, e);
    }
  }

  private static AbstractHandler handler(Runnable work) {
    return new AbstractHandler() {
      @Override
      public @Nullable Object execute(ExecutionEvent event) {
        work.run();
        return null;
      }
    };
  }

  private static void copy(ServerTable table) {
    RankedOffer selected = table.selected();
    if (selected != null) {
      HostPort server = new HostPort(selected.offer().host(), selected.offer().port());
      Clipboard clipboard = new Clipboard(table.viewer().getTable().getDisplay());
      clipboard.setContents(
          new Object[] {"tn3270://" + server}, new Transfer[] {TextTransfer.getInstance()});
      clipboard.dispose();
    }
  }
}
