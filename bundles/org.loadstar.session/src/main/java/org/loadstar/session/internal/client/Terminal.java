// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.session.internal.profile.DeviceModel;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * The display of a session: screen and keyboard. It outlives connections.
 *
 * <p>Only the session's event loop changes it; any thread may take a {@link #snapshot()}. Both hold
 * this object's lock, for the time of one record or key or one copy.
 */
public final class Terminal {
  private final CodePage codePage = CodePage.CP037;
  private final Screen screen;
  private final ScreenSize largest;
  private final HostInterpreter interpreter;
  private final Keyboard keyboard;
  private final SscpScreen sscp;

  /** A display of that device type that waits for a host. */
  public Terminal(String deviceType) {
    screen = Screen.ofModel(DeviceModel.model(deviceType));
    largest = screen.alternateSize();
    interpreter = new HostInterpreter(screen, codePage);
    keyboard = new Keyboard(screen, codePage);
    sscp = new SscpScreen(screen);
  }

  /** There is no host any more, or not yet: the screen is blank and the keyboard locked. */
  public synchronized void blank() {
    sscp.leave();
    screen.resize(ScreenSize.MODEL_2, largest);
    screen.setInsertMode(false);
    screen.setLock(KeyboardLock.NOT_READY);
  }

  /** There is no host any more; what it showed last stays, and the keyboard is locked. */
  public synchronized void freeze() {
    screen.setLock(KeyboardLock.NOT_READY);
  }

  /** A record of the application. */
  synchronized Outcome apply(ByteBuf record) {
    if (sscp.leave()) {
      screen.erase(false);
    }
    return interpreter.apply(record);
  }

  /** Text of the host's access method. */
  synchronized void applySscp(ByteBuf text) {
    sscp.show(text);
  }

  /** The sizes of a BIND, where it tells any that the device type has room for. */
  synchronized void bind(BindImage bind) {
    sscp.leave();
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
  synchronized org.loadstar.api.session.KeyResult type(String text) {
    try {
      return told(keyboard.type(text));
    } catch (IllegalArgumentException lacking) {
      return refused("X not in code page " + codePage.codePageId());
    }
  }

  synchronized org.loadstar.api.session.KeyResult moveTo(int row, int column) {
    if (screen.lock() != KeyboardLock.UNLOCKED) {
      return refused(screen.lock().text());
    }
    if (row < 0 || row >= screen.rows() || column < 0 || column >= screen.columns()) {
      return refused("X outside the screen");
    }
    screen.moveCursor(row * screen.columns() + column);
    return org.loadstar.api.session.KeyResult.ACCEPTED;
  }

  /** Presses a key other than SYSREQ; what is to be sent goes to {@code out}. */
  synchronized org.loadstar.api.session.KeyResult press(
      org.loadstar.api.session.Key pressed, Output out) {
    Key key = Key.valueOf(pressed.name());
    if (sscp.isShown() && key.aid().isPresent() && key != Key.ENTER) {
      return refused("X -f");
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

  /** Where a key sends its record. */
  interface Output {
    /** To the application. */
    void data(byte[] record);

    /** To the host's access method. */
    void sscp(byte[] text);
  }

  private static org.loadstar.api.session.KeyResult told(KeyResult result) {
    return result instanceof KeyResult.Locked locked
        ? refused(locked.reason().text())
        : org.loadstar.api.session.KeyResult.ACCEPTED;
  }

  private static org.loadstar.api.session.KeyResult refused(String lock) {
    return new org.loadstar.api.session.KeyResult(false, lock);
  }

  /** Why the keyboard is locked; empty where it is not. */
  public synchronized String lock() {
    return screen.lock().text();
  }

  /** Rises with every change. */
  public synchronized long generation() {
    return screen.generation();
  }

  /** A copy. */
  public synchronized ScreenSnapshot snapshot() {
    return Snapshots.of(screen, codePage);
  }
}
