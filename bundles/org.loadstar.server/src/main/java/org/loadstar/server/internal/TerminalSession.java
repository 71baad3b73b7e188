// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalApplication;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionException;
import org.loadstar.server.internal.Applications.Next;
import org.loadstar.server.internal.Applications.Opened;
import org.loadstar.tn3270.datastream.Aid;
import org.loadstar.tn3270.datastream.InboundRecord;

/**
 * One terminal and the application it talks to. One call of the application at a time; a key that
 * comes meanwhile is dropped, for the keyboard is locked then.
 *
 * <pre>
 *   NEW -- start / bind, open --> CALLING -- screen / send ----------------------> SHOWING
 *                                    |    -- busy / unlock the keyboard ---------> SHOWING
 *                                    |    -- fault, time-out, gone / tell -------> NOTICE
 *                                    |    -- no screen / end --------------------> ENDED
 *   SHOWING -- key / next screen --> CALLING
 *   NOTICE  -- key / open ---------> CALLING
 *   every state -- application quarantined / tell, end soon ---------------------> ENDED
 *   every state -- connection lost, or LOGOFF after SYSREQ / end ----------------> ENDED
 * </pre>
 *
 * <p>SYSREQ suspends a session in any of these states and a second one resumes it (RFC 2355,
 * section 10.5.2); nothing of the application is sent meanwhile. Used on one event loop only, but
 * for {@link #screens()} and {@link #application()}.
 */
final class TerminalSession {
  static final String SERVICE_PROMPT =
      "SYSREQ: enter LOGOFF to end the session, or press SYSREQ again to go on";

  private enum State {
    NEW,
    CALLING,
    SHOWING,
    NOTICE,
    ENDED
  }

  private final Line line;
  private final Executor loop;
  private final Applications applications;
  private final Supplier<String> configured;
  private final Terminal terminal;
  private final TerminalModel model;
  private State state = State.NEW;
  private boolean suspended;
  private @Nullable TerminalDialog dialog;
  private @Nullable Sent shown;
  private @Nullable Extension<TerminalApplication> application;
  private volatile String applicationName = "";
  private final AtomicLong screens = new AtomicLong();

  /**
   * A session that has not begun.
   *
   * @param configured tells the name of the application to open
   */
  TerminalSession(
      Line line,
      Executor loop,
      Applications applications,
      Supplier<String> configured,
      Terminal terminal,
      TerminalModel model) {
    this.line = line;
    this.loop = loop;
    this.applications = applications;
    this.configured = configured;
    this.terminal = terminal;
    this.model = model;
  }

  /** The terminal is there. */
  void start() {
    line.bind(configured.get());
    open();
  }

  private void open() {
    applicationName = configured.get();
    Extension<TerminalApplication> found = applications.find(applicationName);
    application = found;
    dialog = null;
    if (found == null) {
      tell("The application " + applicationName + " is not running here.");
      return;
    }
    state = State.CALLING;
    await(
        applications.open(found, terminal, model), (opened, fault) -> opened(found, opened, fault));
  }

  private void opened(
      Extension<TerminalApplication> from, @Nullable Opened opened, @Nullable Throwable fault) {
    if (opened == null) {
      failed(fault);
    } else if (state == State.ENDED) {
      applications.closed(from, opened.dialog());
    } else {
      dialog = opened.dialog();
      show(opened.first());
    }
  }

  /**
   * A record of the terminal, not empty: for an application that sent a record, as it is; else a
   * key.
   *
   * @throws org.loadstar.tn3270.ProtocolException for a key that cannot be read
   */
  void received(byte[] record) {
    if (!(shown instanceof Sent.Raw)) {
      key(InboundRecord.parse(record, model.size()));
      return;
    }
    TerminalDialog current = dialog;
    Extension<TerminalApplication> called = application;
    if (!suspended && state == State.SHOWING && current != null && called != null) {
      state = State.CALLING;
      await(
          applications.answered(called, current, record, model),
          (next, fault) -> answered(Aid.STRUCTURED_FIELD, next, fault));
    }
  }

  private void key(InboundRecord received) {
    Aid aid = received.aid();
    TerminalDialog current = dialog;
    Extension<TerminalApplication> called = application;
    if (suspended || state == State.CALLING || state == State.ENDED || aid.equals(Aid.NONE)) {
      return;
    }
    if (state == State.NOTICE) {
      open();
    } else if (current != null
        && called != null
        && shown instanceof PaintedScreen screen
        && isKey(aid)) {
      state = State.CALLING;
      await(
          applications.next(called, current, screen.input(received), model),
          (next, fault) -> answered(aid, next, fault));
    } else {
      send(PaintedScreen.unlock(model));
    }
  }

  /** A light pen and the answer to a query are no keys. */
  private static boolean isKey(Aid aid) {
    return aid.pfNumber() > 0
        || aid.isShortRead()
        || aid.equals(Aid.ENTER)
        || aid.equals(Aid.SYSREQ);
  }

  private void answered(Aid aid, @Nullable Next next, @Nullable Throwable fault) {
    if (state == State.ENDED) {
      return;
    }
    if (next == null) {
      unanswered(aid, fault);
    } else if (next.output() == null) {
      end();
    } else {
      show(next.output());
    }
  }

  private void unanswered(Aid aid, @Nullable Throwable fault) {
    if (reason(fault) == ExtensionException.Reason.BUSY && shown instanceof PaintedScreen) {
      state = State.SHOWING;
      send(aid.equals(Aid.CLEAR) ? shown.record() : PaintedScreen.unlock(model));
    } else {
      failed(fault);
    }
  }

  private void failed(@Nullable Throwable fault) {
    dialog = null;
    Extension<TerminalApplication> called = application;
    if (called != null && called.quarantined()) {
      quarantined();
      return;
    }
    ExtensionException.Reason reason = reason(fault);
    tell(
        "The application "
            + applicationName
            + (reason == ExtensionException.Reason.GONE
                ? " has gone."
                : reason == ExtensionException.Reason.FAULT
                    ? " has failed."
                    : " did not answer in time."));
  }

  private static ExtensionException.@Nullable Reason reason(@Nullable Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return cause instanceof ExtensionException known ? known.reason() : null;
  }

  /** Where the application is quarantined, the user is told and the session ends. */
  void quarantined() {
    Extension<TerminalApplication> called = application;
    if (state != State.ENDED && called != null && called.quarantined()) {
      suspended = false;
      notice(
          "The application " + applicationName + " has failed too often and was stopped.",
          "This session ends.");
      state = State.ENDED;
      line.endSoon();
    }
  }

  private void tell(String what) {
    if (state != State.ENDED) {
      state = State.NOTICE;
      notice(what, "Press ENTER to start " + configured.get() + ".");
    }
  }

  private void notice(String what, String next) {
    try {
      shown = PaintedScreen.paint(Notices.screen(what, next), model);
    } catch (BadAnswerException e) {
      throw new IllegalStateException(e);
    }
    screens.incrementAndGet();
    send(shown.record());
  }

  private void show(Sent output) {
    if (state != State.ENDED) {
      state = State.SHOWING;
      shown = output;
      screens.incrementAndGet();
      send(output.record());
    }
  }

  private void send(byte[] record) {
    if (!suspended) {
      line.send(record);
    }
  }

  /** The SYSREQ key of a terminal that agreed to it. */
  void systemRequest() {
    if (state == State.ENDED) {
      return;
    }
    suspended = !suspended;
    if (suspended) {
      line.sendServiceText(SERVICE_PROMPT);
    } else if (shown != null) {
      send(shown.record());
    }
  }

  /** A line that the user entered after SYSREQ. */
  void serviceText(String text) {
    if (!suspended || state == State.ENDED) {
      return;
    }
    if (text.strip().toUpperCase(Locale.ROOT).equals("LOGOFF")) {
      end();
    } else {
      line.sendServiceText("COMMAND UNRECOGNIZED");
    }
  }

  private void end() {
    disconnected();
    line.end();
  }

  /** The connection is gone. */
  void disconnected() {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    TerminalDialog current = dialog;
    Extension<TerminalApplication> called = application;
    if (current != null && called != null) {
      applications.closed(called, current);
    }
  }

  private <T extends @Nullable Object> void await(
      CompletionStage<T> answer,
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> then) {
    answer.whenCompleteAsync(then, loop);
  }

  /** The application, by name. */
  String application() {
    return applicationName;
  }

  /** Screens shown so far. */
  long screens() {
    return screens.get();
  }
}
