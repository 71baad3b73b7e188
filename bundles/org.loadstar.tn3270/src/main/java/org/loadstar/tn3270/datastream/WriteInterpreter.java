// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.codepage.DoubleByteSet;
import org.loadstar.tn3270.screen.DoubleByte;
import org.loadstar.tn3270.screen.DoubleBytePlaces;
import org.loadstar.tn3270.screen.DoubleBytePlaces.Place;
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

  private static final int DOUBLE_BYTE_SET = 0xF8;

  private final Screen screen;
  private final boolean doubleByte;
  private final DoubleBytePlaces places;
  private final byte[] data;
  private final int end;

  private int at;
  private int address;
  private int extended = Extended.NONE;
  private boolean afterOrder = true;
  private boolean tabbedToZero;
  private int skipped;

  /**
   * A write of the bytes from {@code from}, where the write control character is.
   *
   * @param doubleByte whether the code page has double-byte characters
   */
  WriteInterpreter(Screen screen, boolean doubleByte, byte[] data, int from, int end) {
    this.screen = screen;
    this.doubleByte = doubleByte;
    this.places = new DoubleBytePlaces(screen);
    this.data = data;
    this.at = from;
    this.end = end;
    this.address = screen.cursor();
  }

  /** How many cells it has looked at to tell where double-byte characters fall. */
  long looks() {
    return places.looks();
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
    if (doubleByte && !DoubleByte.settle(screen) && fault == null) {
      fault = halfFault("the record");
    }
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
        default -> fault = text(code);
      }
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  /** A run of text from the byte before {@code at}, a null or a format control. */
  private Outcome.@Nullable Negative text(int code) {
    if (code < Order.FIRST_GRAPHIC && code != 0) {
      return control(code);
    }
    int from = at - 1;
    if (doubleByte || Extended.characterSet(extended) == DOUBLE_BYTE_SET) {
      int length = characterAt(from, place());
      if (length == 0) {
        return halfFault("text");
      }
      at = from + length;
    } else {
      while (at < end && (data[at] & 0xFF) >= Order.FIRST_GRAPHIC) {
        at++;
      }
    }
    address = screen.putText(address, data, from, at - from, extended);
    afterOrder = (data[at - 1] & 0xFF) == Order.EO;
    tabbedToZero = false;
    return null;
  }

  /** What the next character is, by the screen and the set that is in force. */
  private Place place() {
    Place place = doubleByte ? places.at(address) : Place.SINGLE;
    boolean inSet = Extended.characterSet(extended) == DOUBLE_BYTE_SET;
    return place == Place.SINGLE && inSet ? Place.LEFT : place;
  }

  /** How many bytes the character has; 0 for half a one. */
  private int characterAt(int from, Place place) {
    return switch (place) {
      case SINGLE -> 1;
      case LEFT -> {
        boolean pair = from + 1 < end && isPair(data[from] & 0xFF, data[from + 1] & 0xFF);
        yield pair ? 2 : isLoneNull(from) ? 1 : 0;
      }
      case RIGHT -> 0;
    };
  }

  /**
   * A null where a field begins in place of the other half, as s3270 takes it. Whether half a
   * character is left is seen at the record's end.
   */
  private boolean isLoneNull(int from) {
    boolean last = from + 1 == end;
    return data[from] == 0 && !last && (data[from + 1] == Order.SF || data[from + 1] == Order.SFE);
  }

  private static boolean isPair(int first, int second) {
    return DoubleByteSet.isPair(first, second) || (first == 0 && second == 0);
  }

  /** Format controls are stored; what is no order at all is passed over, as s3270 does. */
  private Outcome.@Nullable Negative control(int code) {
    if (Order.isFormatControl(code)) {
      if (!mayControl(code)) {
        return halfFault("format control 0x" + Integer.toHexString(code));
      }
      screen.put(address, code, extended);
      address = screen.next(address);
    } else {
      skipped++;
    }
    afterOrder();
    return null;
  }

  /** Format controls are single-byte, and shifts come in pairs. */
  private boolean mayControl(int code) {
    return switch (code) {
      case DoubleByte.SI -> !isRight() && places.isShiftedOut(address);
      case DoubleByte.SO -> {
        Place place = doubleByte ? places.at(address) : Place.SINGLE;
        yield place == Place.SINGLE || (place == Place.LEFT && DoubleByte.inRun(screen, address));
      }
      default -> place() == Place.SINGLE;
    };
  }

  private boolean isRight() {
    return doubleByte && places.at(address) == Place.RIGHT;
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
    jumpTo(target);
    afterOrder();
    return null;
  }

  /** Goes on elsewhere, perhaps past cells that were changed on the way. */
  private void jumpTo(int target) {
    address = target;
    places.forget();
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

  /** Cut short, it is refused, and what is there of it starts a field all the same, as in s3270. */
  private Outcome.@Nullable Negative startFieldExtended() {
    boolean whole = hasWholePairs();
    putAttributes(0, Extended.NONE, true);
    afterOrder();
    return whole ? null : cutShort("SFE");
  }

  private Outcome.@Nullable Negative modifyField() {
    if (!hasWholePairs()) {
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

  /** Whether the count at {@code at} and as many pairs are there. */
  private boolean hasWholePairs() {
    return at < end && end - at - 1 >= 2 * (data[at] & 0xFF);
  }

  /**
   * Starts or changes the field here by the count and pairs of types and values at {@code at}. As
   * in s3270, a field is started without the highlighting "intensify" and, where the code page has
   * no double-byte characters, without what concerns them.
   */
  private void putAttributes(int oldAttribute, int oldExtended, boolean start) {
    int attribute = oldAttribute;
    int extendedAttributes = oldExtended;
    int pairs = at < end ? data[at++] & 0xFF : 0;
    for (; pairs > 0 && end - at >= 2; pairs--) {
      int type = data[at++] & 0xFF;
      int value = data[at++] & 0xFF;
      if (type == Extended.FIELD) {
        attribute = value;
      } else if (start && type == Extended.HIGHLIGHTING) {
        extendedAttributes = Extended.with(extendedAttributes, type, value & 0xF7);
      } else if (type != Extended.ALL && (doubleByte || !start || !isOfDoubleByte(type, value))) {
        extendedAttributes = Extended.with(extendedAttributes, type, value);
      }
    }
    screen.putField(address, attribute, extendedAttributes);
    address = screen.next(address);
  }

  private static boolean isOfDoubleByte(int type, int value) {
    return type == Extended.INPUT_CONTROL
        || (type == Extended.CHARACTER_SET && value == DOUBLE_BYTE_SET);
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
    jumpTo(target);
    afterOrder = true;
  }

  private Outcome.@Nullable Negative repeatToAddress() {
    int stop = address();
    if (stop < 0) {
      return addressFault("RA");
    }
    Place place = place();
    if (at < end && data[at] == Order.GE) {
      if (end - at < 2) {
        return cutShort("RA");
      }
      if (place != Place.SINGLE) {
        return halfFault("RA");
      }
      screen.fill(address, stop, data[at + 1], Extended.withGraphicEscape(extended));
      at += 2;
    } else if (at == end) {
      return cutShort("RA");
    } else if (place == Place.SINGLE) {
      screen.fill(address, stop, data[at++], extended);
    } else if (!repeatPair(stop, place)) {
      return halfFault("RA");
    }
    jumpTo(stop);
    afterOrder();
    return null;
  }

  /** Whether there is a double-byte character to repeat and room for whole ones. */
  private boolean repeatPair(int stop, Place place) {
    int cells = stop > address ? stop - address : stop + screen.cells() - address;
    if (cells % 2 != 0 || characterAt(at, place) != 2) {
      return false;
    }
    int to = address;
    for (int pairs = cells / 2; pairs > 0; pairs--) {
      to = screen.putText(to, data, at, 2, extended);
    }
    at += 2;
    return true;
  }

  private Outcome.@Nullable Negative eraseUnprotectedToAddress() {
    int stop = address();
    if (stop < 0) {
      return addressFault("EUA");
    }
    if (isRight()) {
      return halfFault("EUA");
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
    places.forget();
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
    int decoded = BufferAddress.decode(data[at], data[at + 1], screen.hasWideAddresses());
    at += 2;
    return decoded < screen.cells() ? decoded : -1;
  }

  private static Outcome.Negative addressFault(String order) {
    return new Outcome.Negative(Reason.INVALID_ADDRESS, "address of " + order);
  }

  private static Outcome.Negative halfFault(String what) {
    return new Outcome.Negative(Reason.INVALID_ORDER, what + " breaks a double-byte character");
  }

  private static Outcome.Negative cutShort(String order) {
    return new Outcome.Negative(Reason.INVALID_ORDER, order + " cut short");
  }
}
