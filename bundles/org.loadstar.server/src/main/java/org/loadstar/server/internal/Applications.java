// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The applications that are registered, called within the bounds of the guard. Thread-safe. */
final class Applications {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ExtensionGuard<TerminalApplication> guard;

  /**
   * No applications yet.
   *
   * @param changed called on any thread after an application came, went or failed
   */
  Applications(Runnable changed) {
    guard = new ExtensionGuard<>("TerminalApplication", TerminalApplication.NAME, changed);
  }

  void add(ServiceReference<TerminalApplication> reference, BundleContext context) {
    guard.add(reference, context);
  }

  void remove(ServiceReference<TerminalApplication> reference) {
    guard.remove(reference);
  }

  /** The application of this name with the highest service ranking; null where there is none. */
  @Nullable Extension<TerminalApplication> find(String name) {
    return guard.extensions().stream()
        .filter(application -> application.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** What an application made for a terminal. */
  record Opened(TerminalDialog dialog, PaintedScreen first) {}

  /** Opens a dialog and paints its first screen. */
  CompletableFuture<Opened> open(
      Extension<TerminalApplication> application, Terminal terminal, TerminalModel model) {
    return guard.call(
        application,
        TIMEOUT,
        called -> {
          TerminalDialog dialog = answered(called.open(terminal));
          TerminalScreen first = answered(dialog.first());
          return new Opened(dialog, PaintedScreen.paint(first, model));
        });
  }

  private static <T> T answered(@Nullable T answer) throws BadAnswerException {
    if (answer == null) {
      throw new BadAnswerException("returned null");
    }
    return answer;
  }

  /** What an application answers: a screen or record, or null to end the session. */
  record Next(@Nullable Sent output) {}

  /** Asks for what follows a key. */
  CompletableFuture<Next> next(
      Extension<TerminalApplication> application,
      TerminalDialog dialog,
      TerminalInput input,
      TerminalModel model) {
    return guard.call(
        application, TIMEOUT, called -> new Next(Sent.ofNullable(dialog.next(input), model)));
  }

  /** Asks for what follows a record of the terminal. */
  CompletableFuture<Next> answered(
      Extension<TerminalApplication> application,
      TerminalDialog dialog,
      byte[] record,
      TerminalModel model) {
    return guard.call(
        application, TIMEOUT, called -> new Next(Sent.ofNullable(dialog.answered(record), model)));
  }

  /** Tells a dialog that its terminal is gone. */
  void closed(Extension<TerminalApplication> application, TerminalDialog dialog) {
    guard.call(
        application,
        TIMEOUT,
        called -> {
          dialog.closed();
          return true;
        });
  }

  /** The applications with their faults, owned by the caller. */
  List<ExtensionDTO> report() {
    return guard.report();
  }
}
