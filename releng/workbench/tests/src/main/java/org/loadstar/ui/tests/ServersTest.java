// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.tests;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.handlers.IHandlerService;

/**
 * The view of the servers: those of a container in another process appear in the order of their
 * load, change places with their load, and are gone when the container is. The argument is the SLP
 * port.
 */
final class ServersTest {
  private static final int NAME = 0;
  private static final int ADDRESS = 1;
  private static final int LOAD = 2;
  private static final int POOLS = 3;
  private static final int SCOPES = 4;
  private static final int SECURITY = 5;
  private static final int AGE = 6;
  private static final int SOURCE = 7;
  private static final int WHY = 8;

  private final Ui ui;
  private final int port;

  ServersTest(Ui ui, List<String> arguments) {
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
    ui.until("three servers, least loaded first", () -> names(table).equals("alpha beta gamma"));
    ui.until("their loads", () -> column(table, LOAD).equals("4 40 90"));
    TableItem first = table.getItem(0);
    Ui.check("address " + first, first.getText(ADDRESS).startsWith("127.0.0.1:"));
    Ui.check("pools " + first, first.getText(POOLS).contains("ALPHA 3270002"));
    Ui.check("scopes " + first, first.getText(SCOPES).equalsIgnoreCase("default"));
    Ui.check("security " + first, !first.getText(SECURITY).isEmpty());
    Ui.check("age " + first, first.getText(AGE).endsWith(" s"));
    Ui.check("source " + first, first.getText(SOURCE).equals("slp"));
    Ui.check("reason " + first, !first.getText(WHY).isEmpty());
    ui.picture("servers");

    ui.tell("change alpha");
    ui.until("alpha is last", () -> names(table).equals("beta gamma alpha"));
    ui.until("alpha's load", () -> column(table, LOAD).equals("40 90 96"));
    ui.picture("servers-load-changed");

    Text filter = ui.await("a filter box", () -> Ui.find(ui.shell(), Text.class));
    filter.setText("GAMMA");
    ui.until("only what the filter says", () -> names(table).equals("gamma"));
    filter.setText("");
    ui.until("everything again", () -> table.getItemCount() == 3);

    table.setFocus();
    table.select(0);
    table.notifyListeners(org.eclipse.swt.SWT.Selection, new org.eclipse.swt.widgets.Event());
    ui.page()
        .getActivePart()
        .getSite()
        .getService(IHandlerService.class)
        .executeCommand(IWorkbenchCommandConstants.EDIT_COPY, null);
    Clipboard clipboard = new Clipboard(table.getDisplay());
    String uri = (String) clipboard.getContents(TextTransfer.getInstance());
    clipboard.dispose();
    Ui.check("copied " + uri, ("tn3270://" + table.getItem(0).getText(ADDRESS)).equals(uri));

    ui.tell("end the servers");
    ui.until("no server is left", () -> table.getItemCount() == 0);
    ui.until("what was tried is told", () -> status().startsWith("No server found. Tried scope"));
    ui.picture("servers-none");
  }

  /** The last line of the view. */
  private String status() {
    Table table = Ui.find(ui.shell(), Table.class);
    return Stream.of(table == null ? new Object[0] : table.getParent().getChildren())
        .filter(Label.class::isInstance)
        .map(label -> ((Label) label).getText())
        .findFirst()
        .orElse("");
  }

  private static String names(Table table) {
    return column(table, NAME);
  }

  private static String column(Table table, int column) {
    return String.join(
        " ", Arrays.stream(table.getItems()).map(item -> item.getText(column)).toList());
  }
}
