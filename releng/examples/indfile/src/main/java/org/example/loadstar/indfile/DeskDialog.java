// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalOutput;
import org.loadstar.api.server.TerminalRecord;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Item;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.api.server.TerminalScreen.Text;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.transfer.TransferCommand;

/** One user at the desk: a line for commands and, while a file is moved, its transfer. */
final class DeskDialog implements TerminalDialog {
  private static final String COMMAND = "command";

  private final Library library;
  private final boolean dft;
  private @Nullable DeskTransfer transfer;

  DeskDialog(Library library, boolean dft) {
    this.library = library;
    this.dft = dft;
  }

  @Override
  public TerminalScreen first() {
    return screen("");
  }

  private static TerminalScreen screen(String message) {
    List<Item> items = new ArrayList<>();
    items.add(new Text(0, 1, "FILE DESK", Style.BRIGHT));
    items.add(new Text(1, 1, "IND$FILE PUT or GET, or LOGOFF", Style.NORMAL));
    if (!message.isEmpty()) {
      items.add(new Text(3, 1, message.substring(0, Math.min(message.length(), 78)), Style.YELLOW));
    }
    items.add(new Text(5, 1, "READY", Style.NORMAL));
    items.add(new Input(6, 1, 78, COMMAND, "", Kind.TEXT));
    return new TerminalScreen(items, COMMAND, false);
  }

  @Override
  public @Nullable TerminalOutput next(TerminalInput input) {
    String line = input.field(COMMAND).strip();
    if (!input.key().equals("ENTER") || line.isEmpty()) {
      return screen("");
    } else if (line.toUpperCase(Locale.ROOT).equals("LOGOFF")) {
      return null;
    } else if (!line.toUpperCase(Locale.ROOT).startsWith("IND$FILE")) {
      return screen("COMMAND NOT FOUND");
    }
    try {
      transfer = new DeskTransfer(library, TransferCommand.parse(line), dft);
    } catch (IllegalArgumentException wrong) {
      return screen("TRANS06 Command incomplete or wrong: " + wrong.getMessage());
    }
    return record(transfer.start());
  }

  @Override
  public TerminalOutput answered(byte[] record) {
    if (transfer == null) {
      return screen("");
    }
    try {
      byte[] next = transfer.answered(record);
      return next != null ? record(next) : screen(ended(transfer));
    } catch (ProtocolException wrong) {
      return screen("TRANS00 Error in file transfer: " + ended(transfer) + wrong.getMessage());
    }
  }

  /** A transfer has its last record sent, or none. */
  private String ended(DeskTransfer over) {
    transfer = null;
    return over.message();
  }

  private static TerminalOutput record(byte[] data) {
    return new TerminalRecord(data);
  }
}
