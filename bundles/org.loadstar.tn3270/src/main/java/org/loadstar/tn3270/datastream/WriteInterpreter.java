// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.ReplyMode;
import org.loadstar.tn3270.screen.Screen;

/**
 * The write control character, orders and text of one Write command, applied to a screen. A fault
 * ends the write where it stands; what came before stays, and the keyboard is restored if the host
 * wanted it, as s3270 does.
 */
final class WriteInterpreter {
  static final int WCC_RESET = 0x40;
  static final int WCC_ALARM = 0x04;
  static final int WCC_RESTORE = 0x02;
  static final int WCC_RESET_MODIFIED = 0x01;

  private final Screen screen;
  private final byte[] data;
  private final int end;

  private int at;
  private int address;
  private int extended = Extended.NONE;
  private boolean afterOrder = true;
  private boolean tabbedToZero;
  private int skipped;

  /** A write of the bytes from {@code from}, where the write control character is. */
  WriteInterpreter(Screen screen, byte[] data, int from, int end) {
    this.screen = screen;
    this.data = data;
    this.at = from;
    this.end = end;
    this.address = screen.cursor();
  }

  Outcome apply(boolean erased) {
    screen.endInhibit();
    if (at == end) {
      return new Outcome.Negative(Reason.INVALID_ORDER, "no write control character");
    }
    int wcc = data[at++];
    if ((wcc & WCC_RESET) != 0 && erased) {
      screen.setReplyMode(ReplyMode.FIELD);
    }
    if ((wcc & WCC_RESET_MODIFIED) != 0) {
      screen.resetModified();
    }
    Outcome.Negative fault = orders();
    if ((wcc & WCC_RESTORE) != 0) {
      screen.restoreKeyboard();
    } else if (screen.lock() == KeyboardLock.WAIT) {
      screen.setLock(KeyboardLock.SYSTEM);
    } else if (screen.lock() == KeyboardLock.NOT_READY) {
      screen.setLock(KeyboardLock.UNLOCKED);
    }
    return fault != null ? fault : new Outcome.Applied((wcc & WCC_ALARM) != 0, skipped);
  }

  private Outcome.@Nullable Negative orders() {
    while (at < end) {
      int code = data[at++] & 0xFF;
      Outcome.Negative fault = null;
      switch (code) {
        case Order.SBA -> fault = setBufferAddress();
        case Order.SF -> fault = startField();
        case Order.SFE -> fault = startFieldExtended();
        case Order.SA -> fault = setAttribute();
        case Order.IC -> insertCursor();
        case Order.PT -> programTab();
        case Order.RA -> fault = repeatToAddress();
        case Order.EUA -> fault = eraseUnprotectedToAddress();
        case Order.MF -> fault = modifyField();
        case Order.GE -> fault = graphicEscape();
        default -> text(code);
      }
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  /** A run of text from the byte before {@code at}, a null or a format control. */
  private void text(int code) {
    if (code < Order.FIRST_GRAPHIC && code != 0) {
      control(code);
      return;
    }
    int from = at - 1;
    while (at < end && (data[at] & 0xFF) >= Order.FIRST_GRAPHIC) {
      at++;
    }
    address = screen.putText(address, data, from, at - from, extended);
    afterOrder = (data[at - 1] & 0xFF) == Order.EO;
    tabbedToZero = false;
  }

  /** Format controls are stored; what is no order at all is passed over, as s3270 does. */
  private void control(int code) {
    if (Order.isFormatControl(code)) {
      screen.put(address, code, extended);
      address = screen.next(address);
    } else {
      skipped++;
    }
    afterOrder();
  }

  private Outcome.@Nullable Negative graphicEscape() {
    if (at == end) {
      return cutShort("GE");
    }
    screen.put(address, data[at++], Extended.withGraphicEscape(extended));
    address = screen.next(address);
    afterOrder = false;
    tabbedToZero = false;
    return null;
  }

  private Outcome.@Nullable Negative setBufferAddress() {
    int target = address();
    if (target < 0) {
      return addressFault("SBA");
    }
    address = target;
    afterOrder();
    return null;
  }

  private Outcome.@Nullable Negative startField() {
    if (at == end) {
      return cutShort("SF");
    }
    screen.putField(address, data[at++], Extended.NONE);
    address = screen.next(address);
    afterOrder();
    return null;
  }

  private Outcome.@Nullable Negative startFieldExtended() {
    if (end - at < 1 || end - at - 1 < 2 * (data[at] & 0xFF)) {
      return cutShort("SFE");
    }
    putAttributes(0, Extended.NONE, true);
    afterOrder();
    return null;
  }

  private Outcome.@Nullable Negative modifyField() {
    if (end - at < 1 || end - at - 1 < 2 * (data[at] & 0xFF)) {
      return cutShort("MF");
    }
    if (screen.attribute(address) == 0) {
      at += 1 + 2 * (data[at] & 0xFF);
    } else {
      putAttributes(screen.attribute(address), screen.extended(address), false);
    }
    afterOrder();
    return null;
  }

  /**
   * Starts or changes the field here by the count and pairs of types and values at {@code at}. As
   * in s3270, a field is started without the highlighting "intensify" and without a double-byte
   * set.
   */
  private void putAttributes(int oldAttribute, int oldExtended, boolean start) {
    int attribute = oldAttribute;
    int extendedAttributes = oldExtended;
    for (int pairs = data[at++] & 0xFF; pairs > 0; pairs--) {
      int type = data[at++] & 0xFF;
      int value = data[at++] & 0xFF;
      if (type == Extended.FIELD) {
        attribute = value;
      } else if (start && type == Extended.HIGHLIGHTING) {
        extendedAttributes = Extended.with(extendedAttributes, type, value & 0xF7);
      } else if (type != Extended.ALL
          && !(start && type == Extended.INPUT_CONTROL)
          && !(start && type == Extended.CHARACTER_SET && value == 0xF8)) {
        extendedAttributes = Extended.with(extendedAttributes, type, value);
      }
    }
    screen.putField(address, attribute, extendedAttributes);
    address = screen.next(address);
  }

  private Outcome.@Nullable Negative setAttribute() {
    if (end - at < 2) {
      return cutShort("SA");
    }
    int type = data[at++] & 0xFF;
    int value = data[at++] & 0xFF;
    if (type != Extended.VALIDATION && type != Extended.OUTLINING) { // of fields only
      extended = Extended.with(extended, type, value);
    }
    afterOrder();
    return null;
  }

  private void insertCursor() {
    screen.moveCursor(address);
    afterOrder();
  }

  /**
   * Program Tab: at the attribute of an unprotected field one step; else to the next unprotected
   * field, 0 if none comes before the end. Right after text, or after such a tab to 0, it also
   * nulls the rest of the field that it leaves.
   */
  private void programTab() {
    int attribute = screen.attribute(address);
    if (attribute != 0 && !FieldAttribute.isProtected(attribute)) {
      address = screen.next(address);
      afterOrder();
      return;
    }
    int target = screen.nextUnprotected(address);
    if (target < address) {
      target = 0;
    }
    if (!afterOrder || tabbedToZero) {
      while (address != target && screen.attribute(address) == 0) {
        screen.put(address, 0, Extended.NONE);
        address = screen.next(address);
      }
      tabbedToZero = target == 0;
    } else {
      tabbedToZero = false;
    }
    address = target;
    afterOrder = true;
  }

  private Outcome.@Nullable Negative repeatToAddress() {
    int stop = address();
    if (stop < 0) {
      return addressFault("RA");
    }
    int attributes = extended;
    if (at < end && data[at] == Order.GE) {
      attributes = Extended.withGraphicEscape(extended);
      at++;
    }
    if (at == end) {
      return cutShort("RA");
    }
    screen.fill(address, stop, data[at++], attributes);
    address = stop;
    afterOrder();
    return null;
  }

  private Outcome.@Nullable Negative eraseUnprotectedToAddress() {
    int stop = address();
    if (stop < 0) {
      return addressFault("EUA");
    }
    int attribute = screen.attributeAt(address);
    do {
      if (screen.attribute(address) != 0) {
        attribute = screen.attribute(address);
      } else if (!FieldAttribute.isProtected(attribute)) {
        screen.putCode(address, 0);
      }
      address = screen.next(address);
    } while (address != stop);
    afterOrder();
    return null;
  }

  private void afterOrder() {
    afterOrder = true;
    tabbedToZero = false;
  }

  /** The next two bytes as an address; -1 if they are missing or outside the screen. */
  private int address() {
    if (end - at < 2) {
      at = end;
      return -1;
    }
    int decoded = BufferAddress.decode(data[at], data[at + 1]);
    at += 2;
    return decoded < screen.cells() ? decoded : -1;
  }

  private static Outcome.Negative addressFault(String order) {
    return new Outcome.Negative(Reason.INVALID_ADDRESS, "address of " + order);
  }

  private static Outcome.Negative cutShort(String order) {
    return new Outcome.Negative(Reason.INVALID_ORDER, order + " cut short");
  }
}
