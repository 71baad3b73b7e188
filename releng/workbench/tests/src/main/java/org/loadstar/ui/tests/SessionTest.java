// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.tests;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Table;
import org.loadstar.api.session.ScreenField;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;

/**
 * The view of a session: connects to the least loaded server, logs on by typing, and draws what the
 * snapshot has. The argument is the SLP port.
 */
final class SessionTest {
  private static final String VIEW = "org.loadstar.ui.session";

  private final Ui ui;
  private final int port;

  SessionTest(Ui ui, List<String> arguments) {
    this.ui = ui;
    this.port = Integer.parseInt(arguments.get(0));
  }

  void run() throws Exception {
    ui.configure("org.loadstar.net", Map.of("multicastInterfaces", new String[] {"lo"}));
    ui.configure("org.loadstar.slp.endpoint", Map.of("port", port));
    ui.configure(
        "org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 1500, "refreshSeconds", 5));
    ui.open("org.loadstar.ui.servers");
    Table table = ui.await("a table", () -> Ui.find(ui.shell(), Table.class));
    ui.until("three servers", () -> table.getItemCount() == 3);
    ui.command("org.loadstar.ui.connect");
    SessionManager manager = ui.service(SessionManager.class);
    ui.until("a session", () -> manager.sessions().size() == 1);
    Session session = manager.sessions().get(0);
    ui.until("the logon screen", () -> session.snapshot().shows("User name"));
    Canvas canvas = (Canvas) ui.await("a canvas", () -> Ui.find(ui.shell(), "ScreenCanvas"));
    ui.maximize();
    ui.until("it is drawn", () -> canvas.getData("cells") != null && canvas.isFocusControl());
    Drawn.check(ui, canvas, session.snapshot());
    ui.picture("session-logon");

    ui.type("user");
    ui.until("the name is typed", () -> session.snapshot().shows("user"));
    ui.key(SWT.TAB, SWT.TAB);
    int first = session.snapshot().field("User name").orElseThrow().row();
    ui.until("the next field", () -> session.snapshot().cursorRow() > first);
    ui.type("pass");
    ui.until("typed", () -> modified(session) == 2);
    ui.key(SWT.CR, SWT.CR);
    ui.until("logged on", () -> !session.snapshot().shows("Password") && unlocked(session));
    Drawn.check(ui, canvas, session.snapshot());
    ui.picture("session");
    ui.key(SWT.F3, (char) 0);
    ui.until("PF3 is pressed", () -> session.snapshot().shows("Password"));
    ui.page().hideView(Objects.requireNonNull(ui.page().findViewReference(VIEW, "1")));
    ui.until("the session ends with its view", () -> manager.sessions().isEmpty());
  }

  private static long modified(Session session) {
    return session.snapshot().inputFields().stream().filter(ScreenField::isModified).count();
  }

  private static boolean unlocked(Session session) {
    ScreenSnapshot screen = session.snapshot();
    return screen.isUnlocked();
  }
}
