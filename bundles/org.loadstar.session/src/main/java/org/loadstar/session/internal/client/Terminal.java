// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.session.internal.profile.DeviceModel;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.datastream.Repaint;
import org.loadstar.tn3270.datastream.StructuredFieldHandler;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;
import org.loadstar.tn3270.transfer.CutClient;
import org.loadstar.tn3270.transfer.TransferCommand;

/**
 * The display of a session: screen and keyboard. It outlives connections.
 *
 * <p>Only the session's event loop changes it; any thread may take a {@link #snapshot()}. Both hold
 * this object's lock, for the time of one record or key or one copy.
 */
public final class Terminal {
  /** The operator area when a key means nothing here. */
  static final String NO_FUNCTION = "X -f";

  private static final String NO_FIELD = "X no field";

  private final CodePage codePage;
  private final Screen screen;
  private final ScreenSize largest;
  private final HostInterpreter interpreter;
  private final Keyboard keyboard;
  private final SscpScreen sscp;
  private final NvtScreen nvt;

  /** The lock beneath while it is the host's turn; null while it is not. */
  private @Nullable KeyboardLock beneath;

  private @Nullable DisplayWorker worker;
  private int typedAhead;

  /** A display of that device type and code page that waits for a host. */
  public Terminal(String deviceType, CodePage codePage) {
    this.codePage = codePage;
    largest = Objects.requireNonNullElse(DeviceModel.largest(deviceType), ScreenSize.MODEL_2);
    screen = new Screen(ScreenSize.MODEL_2, largest);
    interpreter = new HostInterpreter(screen, codePage, new Fields());
    keyboard = new Keyboard(screen, codePage);
    sscp = new SscpScreen(screen);
    nvt = new NvtScreen(screen, codePage);
  }

  /** There is no host any more, or not yet: the screen is blank and the keyboard locked. */
  public synchronized void blank() {
    becomesApplication();
    screen.resize(ScreenSize.MODEL_2, largest);
    screen.setInsertMode(false);
    screen.setLock(KeyboardLock.NOT_READY);
  }

  /** There is no host any more; what it showed last stays, and the keyboard is locked. */
  public synchronized void freeze() {
    beneath = null;
    screen.setLock(KeyboardLock.NOT_CONNECTED);
  }

  private boolean becomesApplication() {
    endHold();
    boolean wasSscp = sscp.leave();
    return nvt.leave() || wasSscp;
  }

  /** A record of the application. */
  Outcome apply(ByteBuf record) {
    return apply(record, false, false);
  }

  /**
   * A record of the application under contention resolution.
   *
   * @param restore whether it restores the keyboard, whatever else it does
   * @param hold whether it is the host's turn after it
   */
  synchronized Outcome apply(ByteBuf record, boolean restore, boolean hold) {
    if (becomesApplication()) {
      screen.clear();
    }
    Outcome outcome = interpreter.apply(record);
    if (restore) {
      screen.restoreKeyboard();
    }
    if (hold) {
      hold();
    }
    if (worker != null && outcome instanceof Outcome.Applied) {
      worker.applied();
    }
    return outcome;
  }

  /** It is the host's turn: the keyboard is locked until it says otherwise. */
  synchronized void hold() {
    if (beneath == null) {
      beneath = screen.lock();
      screen.setLock(KeyboardLock.NOT_READY);
    }
  }

  private void endHold() {
    if (beneath != null) {
      screen.setLock(beneath);
      beneath = null;
    }
  }

  /** Structured fields that are not the screen's go to whoever works here. */
  private final class Fields implements StructuredFieldHandler {
    @Override
    public @Nullable Outcome apply(int type, ByteBuf parameters) {
      return worker == null ? null : worker.apply(type, parameters);
    }

    @Override
    public byte @Nullable [] lastReply() {
      return worker == null ? null : worker.lastReply();
    }
  }

  /** From now on this one works here, and the keyboard is not for the user. */
  public synchronized void employ(DisplayWorker newWorker) {
    worker = newWorker;
  }

  /** The user has it again. */
  public synchronized void dismiss(DisplayWorker oldWorker) {
    if (worker == oldWorker) {
      worker = null;
    }
  }

  /** Runs what a worker does to the display. */
  public synchronized <T> T exclusively(Supplier<T> work) {
    return work.get();
  }

  /** The terminal's end of a file transfer on this screen. */
  public synchronized CutClient cutClient(TransferCommand.Direction direction) {
    return new CutClient(direction, screen, keyboard, codePage);
  }

  /** Enters a command in place of what the input field at the cursor, or the next one, holds. */
  synchronized org.loadstar.api.session.KeyResult enter(String command, Output out) {
    if (sscp.isShown() || nvt.isShown()) {
      return refused(NO_FUNCTION);
    } else if (screen.lock() != KeyboardLock.UNLOCKED) {
      return refused(screen.lock().text());
    }
    if (!screen.isFormatted()) {
      screen.clear();
    } else {
      if (screen.attribute(screen.cursor()) != 0
          || FieldAttribute.isProtected(screen.attributeAt(screen.cursor()))) {
        keyboard.press(Key.TAB);
      }
      screen.moveCursor(screen.next(screen.fieldAt(screen.cursor())));
      if (room() < command.length()) {
        return refused(KeyboardLock.OVERFLOW.text());
      }
      keyboard.press(Key.ERASE_EOF);
    }
    org.loadstar.api.session.KeyResult typed = type(command, out);
    return typed.accepted() ? press(org.loadstar.api.session.Key.ENTER, out) : typed;
  }

  private int room() {
    int at = screen.cursor();
    int end = screen.nextField(at);
    return end > at ? end - at : end + screen.cells() - at;
  }

  /** Text of the host's access method. */
  synchronized void applySscp(ByteBuf text) {
    endHold();
    nvt.leave();
    sscp.show(text);
  }

  /** SYSREQ: to the host's access method, or back to the application, which is to write anew. */
  synchronized void switchSscp(boolean application) {
    if (!sscp.isShown()) {
      endHold();
      nvt.leave();
      sscp.enter();
    } else if (application) {
      sscp.leave();
      screen.setLock(KeyboardLock.WAIT);
    }
  }

  /** Text of a host that talks in lines. */
  synchronized void applyNvt(ByteBuf text) {
    endHold();
    sscp.leave();
    nvt.show(text);
  }

  /** Whether a host that talks in lines shows what is typed. */
  synchronized void hostEchoes(boolean does) {
    nvt.hostEchoes(does);
  }

  /** The sizes of a BIND, where it tells any that the device type has room for. */
  synchronized void bind(BindImage bind) {
    becomesApplication();
    screen.resize(
        size(bind.defaultRows(), bind.defaultColumns(), ScreenSize.MODEL_2),
        size(bind.alternateRows(), bind.alternateColumns(), largest));
    screen.setLock(KeyboardLock.NOT_READY);
  }

  private ScreenSize size(int rows, int columns, ScreenSize otherwise) {
    boolean fits =
        rows > 0 && columns > 0 && rows <= largest.rows() && columns <= largest.columns();
    return fits ? new ScreenSize(rows, columns) : otherwise;
  }

  /** Types text; a refusal where the code page lacks a character. */
  synchronized org.loadstar.api.session.KeyResult type(CharSequence text, Output out) {
    if (nvt.isShown()) {
      return sent(nvt.type(text.toString()), out);
    }
    return told(() -> keyboard.type(text));
  }

  /** Replaces what the input field that starts there holds. */
  synchronized org.loadstar.api.session.KeyResult fill(int row, int column, CharSequence text) {
    int start = row * screen.columns() + column;
    boolean there =
        row >= 0
            && column >= 0
            && row < screen.rows()
            && column < screen.columns()
            && screen.attribute(screen.previous(start)) != 0;
    return there ? told(() -> keyboard.fill(start, text)) : refused(NO_FIELD);
  }

  /** Replaces what the first input field with that label holds. */
  synchronized org.loadstar.api.session.KeyResult fill(String label, CharSequence text) {
    return snapshot()
        .field(label)
        .map(field -> fill(field.row(), field.column(), text))
        .orElseGet(() -> refused(NO_FIELD));
  }

  synchronized org.loadstar.api.session.KeyResult moveTo(int row, int column) {
    if (screen.lock() != KeyboardLock.UNLOCKED) {
      return refused(screen.lock().text());
    }
    if (nvt.isShown()) {
      return refused(NO_FUNCTION);
    }
    if (row < 0 || row >= screen.rows() || column < 0 || column >= screen.columns()) {
      return refused("X outside the screen");
    }
    screen.moveCursor(row * screen.columns() + column);
    return org.loadstar.api.session.KeyResult.ACCEPTED;
  }

  /** Presses a key other than SYSREQ and ATTN; what is to be sent goes to {@code out}. */
  synchronized org.loadstar.api.session.KeyResult press(
      org.loadstar.api.session.Key pressed, Output out) {
    Key key = Key.valueOf(pressed.name());
    if (nvt.isShown()) {
      return pressNvt(key, out);
    }
    if (sscp.isShown() && key.aid().isPresent() && key != Key.ENTER) {
      return refused(NO_FUNCTION);
    }
    KeyResult result = keyboard.press(key);
    if (result instanceof KeyResult.Attention attention) {
      byte[] typed = sscp.isShown() ? sscp.takeTyped() : null;
      if (typed != null) {
        out.sscp(typed);
      } else {
        out.data(attention.record());
      }
    }
    return told(result);
  }

  private org.loadstar.api.session.KeyResult pressNvt(Key key, Output out) {
    switch (key) {
      case ENTER, NEWLINE -> sent(nvt.enterLine(), out);
      case TAB -> sent(nvt.type("\t"), out);
      case BACKSPACE -> sent(nvt.backspace(), out);
      case ERASE_INPUT, ERASE_EOF -> nvt.eraseLine();
      case CLEAR -> nvt.clear();
      case RESET -> {}
      default -> {
        return refused(NO_FUNCTION);
      }
    }
    return org.loadstar.api.session.KeyResult.ACCEPTED;
  }

  private static org.loadstar.api.session.KeyResult sent(byte[] text, Output out) {
    if (text.length > 0) {
      out.nvt(text);
    }
    return org.loadstar.api.session.KeyResult.ACCEPTED;
  }

  /** Where a key sends its record. */
  interface Output {
    /** To the application. */
    void data(byte[] record);

    /** To the host's access method. */
    void sscp(byte[] text);

    /** To a host that talks in lines. */
    void nvt(byte[] text);
  }

  private static org.loadstar.api.session.KeyResult told(KeyResult result) {
    return result instanceof KeyResult.Locked locked
        ? refused(locked.reason().text())
        : org.loadstar.api.session.KeyResult.ACCEPTED;
  }

  /** Does it; a refusal where the code page lacks a character. */
  private org.loadstar.api.session.KeyResult told(Supplier<KeyResult> typing) {
    try {
      return told(typing.get());
    } catch (IllegalArgumentException lacking) {
      return refused("X not in code page " + codePage.name());
    }
  }

  private static org.loadstar.api.session.KeyResult refused(String lock) {
    return new org.loadstar.api.session.KeyResult(false, lock);
  }

  /** Why the keyboard is locked; empty where it is not. */
  public synchronized String lock() {
    return screen.lock().text();
  }

  /** Whether the host has the keyboard locked and may unlock it. */
  public synchronized boolean isLockedByHost() {
    return screen.lock().isByHost();
  }

  /** How many keys wait for the host, for the operator area. */
  public synchronized void typedAhead(int keys) {
    typedAhead = keys;
  }

  /** The rows whose cells were written since the last call; the caller owns the set. */
  public synchronized BitSet takeDirtyRows() {
    return screen.takeDirtyRows();
  }

  /** Rises with every change. */
  public synchronized long generation() {
    return screen.generation();
  }

  /** The largest screen that it has room for. */
  public ScreenSize largest() {
    return largest;
  }

  /** The code page of its host. */
  public CodePage codePage() {
    return codePage;
  }

  /** The write of a host that paints its screen; secrets are in it. */
  public synchronized byte[] repaint() {
    return Repaint.of(screen);
  }

  /** The sizes that an application has given it. */
  public synchronized BindImage sizes() {
    ScreenSize normal = screen.defaultSize();
    ScreenSize alternate = screen.alternateSize();
    return new BindImage(
        normal.rows(), normal.columns(), alternate.rows(), alternate.columns(), "");
  }

  /** A copy. */
  public synchronized ScreenSnapshot snapshot() {
    return Snapshots.of(screen, codePage, typedAhead);
  }
}
