// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.BitSet;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Screen;

/**
 * Which bytes of a record are characters of fields that are not displayed, so that nobody writes
 * them down. Orders, addresses and attributes are never among them. What is malformed is read as
 * far as it goes.
 */
public final class HiddenData {
  private static final int STRUCTURED_FIELD_HEADER = 3;
  private static final int OUTBOUND_3270DS = 0x40;
  private static final int INBOUND_3270DS = 0x80;

  private final byte[] record;
  private final Screen screen;
  private final BitSet hidden = new BitSet();
  private int at;
  private int end;
  private int address;

  /** What the record itself says of the field that it writes; it may be refused, and is masked. */
  private boolean begunHidden;

  private HiddenData(byte[] record, Screen screen) {
    this.record = record;
    this.screen = screen;
  }

  /**
   * Those of a host's record.
   *
   * @param from where the command is
   * @param cursor of the screen before the record
   * @param screen after the record was applied to it
   * @return offsets in {@code record}
   */
  public static BitSet ofHost(byte[] record, int from, int cursor, Screen screen) {
    HiddenData data = new HiddenData(record, screen);
    if (from < record.length) {
      data.command(from, record.length, cursor);
    }
    return data.hidden;
  }

  /**
   * Those of a display's record.
   *
   * @param from where the AID is
   * @param screen as it is
   * @return offsets in {@code record}
   */
  public static BitSet ofDisplay(byte[] record, int from, Screen screen) {
    HiddenData data = new HiddenData(record, screen);
    if (from < record.length && record[from] == (byte) Aid.STRUCTURED_FIELD.code()) {
      data.structuredFields(from + 1, record.length, INBOUND_3270DS);
    } else {
      data.answer(from, record.length);
    }
    return data.hidden;
  }

  private void command(int from, int to, int cursor) {
    switch (Command.of(record[from])) {
      case WRITE -> write(from + 2, to, cursor);
      case ERASE_WRITE, ERASE_WRITE_ALTERNATE -> write(from + 2, to, 0);
      case WRITE_STRUCTURED_FIELD -> structuredFields(from + 1, to, OUTBOUND_3270DS);
      default -> {
        // No other command has characters.
      }
    }
  }

  /** Those of one type, whose 3270 data stands behind type and partition. */
  private void structuredFields(int from, int to, int type) {
    int field = from;
    while (to - field >= STRUCTURED_FIELD_HEADER) {
      int told = (record[field] & 0xFF) << 8 | (record[field + 1] & 0xFF);
      int length = told == 0 ? to - field : Math.min(told, to - field);
      if (length < STRUCTURED_FIELD_HEADER) {
        return;
      }
      int data = field + STRUCTURED_FIELD_HEADER + 1;
      if ((record[field + 2] & 0xFF) == type && data < field + length) {
        if (type == OUTBOUND_3270DS) {
          command(data, field + length, screen.cursor());
        } else {
          answer(data, field + length);
        }
      }
      field += length;
    }
  }

  /** The orders of a write, with the positions at which they put their characters. */
  private void write(int from, int to, int start) {
    at = from;
    end = to;
    address = start < screen.cells() ? start : 0;
    while (at < end) {
      int code = record[at++] & 0xFF;
      switch (code) {
        case Order.SBA, Order.EUA -> {
          address = address();
          begunHidden = false;
        }
        case Order.SF, Order.SFE -> {
          begunHidden = beginsHidden(code);
          address = screen.next(address);
        }
        case Order.MF -> {
          boolean field = screen.attribute(address) != 0;
          at += 1 + pairs();
          address = field ? screen.next(address) : address;
        }
        case Order.SA -> at += 2;
        case Order.IC -> {
          // Only the cursor moves.
        }
        case Order.PT -> tab();
        case Order.RA -> repeat();
        case Order.GE -> put(at++);
        default -> {
          if (code >= Order.FIRST_GRAPHIC || code == 0 || Order.isFormatControl(code)) {
            put(at - 1);
          }
        }
      }
    }
  }

  /** Whether the field that an SF or SFE begins is not displayed. */
  private boolean beginsHidden(int order) {
    if (order == Order.SF) {
      return at < end && FieldAttribute.isNonDisplay(record[at++]);
    }
    boolean hides = false;
    int next = at + 1 + pairs();
    for (int pair = at + 1; pair + 1 < Math.min(next, end); pair += 2) {
      if ((record[pair] & 0xFF) == Extended.FIELD) {
        hides = FieldAttribute.isNonDisplay(record[pair + 1]);
      }
    }
    at = next;
    return hides;
  }

  private int pairs() {
    return at < end ? 2 * (record[at] & 0xFF) : 0;
  }

  private void tab() {
    begunHidden = false;
    int attribute = screen.attribute(address);
    if (attribute != 0 && !FieldAttribute.isProtected(attribute)) {
      address = screen.next(address);
    } else {
      int target = screen.nextUnprotected(address);
      address = target < address ? 0 : target;
    }
  }

  private void repeat() {
    begunHidden = false;
    int stop = address();
    if (at < end && record[at] == Order.GE) {
      at++;
    }
    at++;
    address = stop;
  }

  private void put(int offset) {
    mark(offset, begunHidden || FieldAttribute.isNonDisplay(screen.attributeAt(address)));
    address = screen.next(address);
  }

  /** What a display sends for a key or a read, from its AID on. */
  private void answer(int from, int to) {
    at = from + 3;
    end = to;
    boolean hides = FieldAttribute.isNonDisplay(screen.attributeAt(0));
    while (at < end) {
      switch (record[at++]) {
        case Order.SBA -> hides = FieldAttribute.isNonDisplay(screen.attributeAt(address()));
        case Order.SF -> hides = beginsHidden(Order.SF);
        case Order.SFE -> hides = beginsHidden(Order.SFE);
        case Order.SA -> at += 2;
        case Order.GE -> mark(at++, hides);
        default -> mark(at - 1, hides);
      }
    }
  }

  private void mark(int offset, boolean hides) {
    if (hides && offset < end && (record[offset] & 0xFF) >= Order.FIRST_GRAPHIC) {
      hidden.set(offset);
    }
  }

  /** The next two bytes as an address within the screen. */
  private int address() {
    int decoded = end - at < 2 ? 0 : BufferAddress.decode(record[at], record[at + 1]);
    at += 2;
    return decoded < screen.cells() ? decoded : 0;
  }
}
