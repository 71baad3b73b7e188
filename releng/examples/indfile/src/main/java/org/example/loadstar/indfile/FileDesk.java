// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.osgi.service.component.annotations.Component;

/**
 * Takes the command IND$FILE and keeps the files in memory, the same for all terminals. It moves
 * them in DFT mode with a terminal that has it, else in CUT mode.
 */
@Component(
    service = TerminalApplication.class,
    property = TerminalApplication.NAME + "=" + FileDesk.NAME)
public final class FileDesk implements TerminalApplication {
  static final String NAME = "files";

  private static final Library LIBRARY = new Library();

  @Override
  public TerminalDialog open(Terminal terminal) {
    return new DeskDialog(LIBRARY, true);
  }

  /** The same desk, for the same files, that knows CUT mode only. */
  @Component(
      service = TerminalApplication.class,
      property = TerminalApplication.NAME + "=" + CutOnly.NAME)
  public static final class CutOnly implements TerminalApplication {
    static final String NAME = "files-cut";

    @Override
    public TerminalDialog open(Terminal terminal) {
      return new DeskDialog(LIBRARY, false);
    }
  }
}
