// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.TerminalOutput;
import org.loadstar.api.server.TerminalRecord;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.guard.BadAnswerException;

/** What an application sent last to its terminal. Immutable; never written to a log. */
sealed interface Sent permits PaintedScreen, Sent.Raw {
  /** The record to send, without header; not to be changed. */
  byte[] record();

  /** A record that the application made itself. */
  final class Raw implements Sent {
    private final byte[] data;

    Raw(TerminalRecord record) {
      data = record.data();
    }

    @Override
    public byte[] record() {
      return data;
    }
  }

  /**
   * What goes to a terminal of this model.
   *
   * @throws BadAnswerException for a screen that cannot be shown; the message says why
   */
  static Sent of(TerminalOutput output, TerminalModel model) throws BadAnswerException {
    return output instanceof TerminalScreen screen
        ? PaintedScreen.paint(screen, model)
        : new Raw((TerminalRecord) output);
  }

  /** The same, where the application may have nothing more to send. */
  static @Nullable Sent ofNullable(@Nullable TerminalOutput output, TerminalModel model)
      throws BadAnswerException {
    return output == null ? null : of(output, model);
  }
}
