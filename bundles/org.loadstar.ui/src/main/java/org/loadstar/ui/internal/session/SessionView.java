// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import java.util.BitSet;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.contexts.IContextService;
import org.eclipse.ui.part.ViewPart;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.ScreenChange;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.osgi.framework.FrameworkUtil;

/** A 3270 session: its screen above the operator area. One view each, many at once. */
public final class SessionView extends ViewPart implements Connection.View {
  /** The view's id. */
  public static final String ID = "org.loadstar.ui.session";

  private static final String CONTEXT = "org.loadstar.ui.session.context";
  private static int opened; // of the UI thread

  private volatile @Nullable Display display;
  private @Nullable ScreenCanvas canvas;
  private @Nullable OperatorLine line;
  private @Nullable Refresh refresh;
  private @Nullable Connection connection;

  /** Opens a view with a session of its own. */
  public static void open(IWorkbenchPage page, SessionProfile profile) throws PartInitException {
    String number = String.valueOf(++opened);
    SessionView view = (SessionView) page.showView(ID, number, IWorkbenchPage.VIEW_ACTIVATE);
    view.connect(profile);
  }

  @Override
  public void createPartControl(Composite parent) {
    GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(parent);
    ScreenCanvas screen = new ScreenCanvas(parent);
    GridDataFactory.fillDefaults().grab(true, true).applyTo(screen);
    OperatorLine area = new OperatorLine(parent);
    GridDataFactory.fillDefaults().grab(true, false).applyTo(area);
    screen.addListener(SWT.KeyDown, this::typed);
    // TAB is a key of the terminal, not one to leave it by.
    screen.addListener(SWT.Traverse, event -> event.doit = false);
    screen.addListener(SWT.MouseDown, this::clicked);
    display = parent.getDisplay();
    canvas = screen;
    line = area;
    refresh = new Refresh(parent.getDisplay(), this::draw);
    getSite().getService(IContextService.class).activateContext(CONTEXT);
  }

  @Override
  public void setFocus() {
    if (canvas != null) {
      canvas.setFocus();
    }
  }

  @Override
  public void dispose() {
    if (connection != null) {
      connection.close();
    }
    super.dispose();
  }

  private void connect(SessionProfile profile) {
    String name = profile.name().isEmpty() ? Messages.leastLoaded : profile.name();
    setPartName(NLS.bind(Messages.title, name));
    if (canvas != null) {
      canvas.tell(NLS.bind(Messages.connecting, name));
    }
    connection =
        new Connection(
            FrameworkUtil.getBundle(SessionView.class).getBundleContext(), profile, this);
  }

  /** Presses a key of the terminal. */
  void press(Key key) {
    Session session = session();
    if (session != null) {
      session.press(key);
    }
  }

  private @Nullable Session session() {
    return connection == null ? null : connection.session();
  }

  private void typed(Event event) {
    Session session = session();
    boolean character = event.character >= ' ' && event.character != SWT.DEL;
    if (session != null && character && (event.stateMask & (SWT.CTRL | SWT.ALT)) == 0) {
      session.type(String.valueOf(event.character));
    }
  }

  private void clicked(Event event) {
    Session session = session();
    ScreenCanvas screen = canvas;
    ScreenSnapshot shown = screen == null ? null : screen.screen();
    if (session != null && screen != null && shown != null && event.button == 1) {
      screen.setFocus();
      int position = screen.position(event.x, event.y);
      if (position >= 0) {
        session.moveTo(position / shown.columns(), position % shown.columns());
      }
    }
  }

  @Override
  public void changed(Session session, ScreenChange change) {
    if (refresh != null) {
      refresh.changed(change.rows());
    }
  }

  private void draw(BitSet rows) {
    Session session = session();
    if (session != null && canvas != null && line != null && !canvas.isDisposed()) {
      ScreenSnapshot screen = session.snapshot();
      canvas.show(screen, rows);
      line.show(screen);
    }
  }

  @Override
  public void on(Where where) {
    later(
        () -> {
          if (line != null) {
            line.show(where);
            setPartName(NLS.bind(Messages.title, where.server()));
          }
        });
  }

  @Override
  public void ended(String why) {
    later(
        () -> {
          if (canvas != null && line != null) {
            canvas.tell(why);
            line.show(Where.NOWHERE);
          }
        });
  }

  private void later(Runnable work) {
    Display there = display;
    if (there != null && !there.isDisposed()) {
      there.asyncExec(
          () -> {
            if (canvas != null && !canvas.isDisposed()) {
              work.run();
            }
          });
    }
  }
}
