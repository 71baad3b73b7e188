// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.net.NetworkStack;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The application that a listener starts with where nothing else is configured. */
@Component(
    service = TerminalApplication.class,
    property = TerminalApplication.NAME + "=" + DemoApplication.NAME)
public final class DemoApplication implements TerminalApplication {
  /** Its name. */
  public static final String NAME = "demo";

  private final Clock clock;

  /** Called by Declarative Services. */
  @Activate
  public DemoApplication(@Reference(name = "network") NetworkStack network) {
    this(network.clock());
  }

  /** An application that shows the time of this clock. */
  public DemoApplication(Clock clock) {
    this.clock = clock;
  }

  @Override
  public TerminalDialog open(Terminal terminal) {
    return new Dialog(new LogonPanel(new Desk(terminal, clock), Message.NONE));
  }

  /** One user. CLEAR shows the panel again; every other key is the panel's. */
  private static final class Dialog implements TerminalDialog {
    private Panel panel;

    Dialog(Panel first) {
      this.panel = first;
    }

    @Override
    public TerminalScreen first() {
      return panel.show();
    }

    @Override
    public @Nullable TerminalScreen next(TerminalInput input) {
      if (!input.key().equals("CLEAR")) {
        Panel next = panel.next(input);
        if (next == null) {
          return null;
        }
        panel = next;
      }
      return panel.show();
    }
  }
}
