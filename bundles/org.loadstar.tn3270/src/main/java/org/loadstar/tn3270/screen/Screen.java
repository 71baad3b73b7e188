// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.loadstar.tn3270.codepage.Apl;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.DoubleByteSet;

/**
 * The presentation space of a 3270 display with its cursor and keyboard lock. Addresses count cells
 * from 0, row by row; everything wraps at the end. One thread (its session's event loop) at a time.
 *
 * <p>A cell holds a buffer code (0 is a null), extended attributes (see {@link Extended}) and,
 * where a field starts, the stored field attribute (see {@link FieldAttribute}), else 0.
 *
 * <p>As with s3270, a new screen has its alternate size until the host erases to the other.
 */
public final class Screen {
  /** {@link #aid} while no key has been pressed since the host last restored the keyboard. */
  public static final int NO_AID = 0x60;

  private ScreenSize defaultSize;
  private ScreenSize alternateSize;
  private boolean alternate = true;
  private ScreenSize size;
  private int cells;
  private byte[] codes;
  private byte[] attributes;
  private int[] extended;
  private int fieldCount;

  private int cursor;
  private KeyboardLock lock = KeyboardLock.NOT_READY;
  private boolean insertMode;
  private ReplyMode replyMode = ReplyMode.FIELD;
  private boolean wideAddresses;
  private int aid = NO_AID;

  private final BitSet dirtyRows = new BitSet();
  private int dirtyFrom; // the row marked last, as cells from..to
  private int dirtyTo;
  private boolean changed = true;
  private long generation;

  /** An empty screen, keyboard locked until the host writes. */
  public Screen(ScreenSize defaultSize, ScreenSize alternateSize) {
    this.defaultSize = defaultSize;
    this.alternateSize = alternateSize;
    this.size = alternateSize;
    this.cells = alternateSize.cells();
    int capacity = Math.max(defaultSize.cells(), cells);
    this.codes = new byte[capacity];
    this.attributes = new byte[capacity];
    this.extended = new int[capacity];
  }

  /** An empty screen of a 3270 model, 2 to 5: 24 x 80 and the model's alternate size. */
  public static Screen ofModel(int model) {
    return new Screen(ScreenSize.MODEL_2, ScreenSize.ofModel(model));
  }

  /**
   * Back to the start with new sizes, as a BIND (which may give sizes) or an UNBIND wants: empty,
   * the alternate size, keyboard locked until the host writes, field reply mode.
   */
  public void resize(ScreenSize newDefaultSize, ScreenSize newAlternateSize) {
    int capacity = Math.max(newDefaultSize.cells(), newAlternateSize.cells());
    defaultSize = newDefaultSize;
    alternateSize = newAlternateSize;
    if (capacity != codes.length) {
      codes = new byte[capacity];
      attributes = new byte[capacity];
      extended = new int[capacity];
    }
    erase(true);
    lock = KeyboardLock.NOT_READY;
    insertMode = false;
    replyMode = ReplyMode.FIELD;
    wideAddresses = false;
    aid = NO_AID;
  }

  // What is there.

  /** The size in use now. */
  public ScreenSize size() {
    return size;
  }

  /** Whether the alternate size is in use. */
  public boolean isAlternate() {
    return alternate;
  }

  public ScreenSize defaultSize() {
    return defaultSize;
  }

  public ScreenSize alternateSize() {
    return alternateSize;
  }

  public int rows() {
    return size.rows();
  }

  public int columns() {
    return size.columns();
  }

  /** Number of cells in use. */
  public int cells() {
    return cells;
  }

  /** Buffer code of a cell, 0..255; 0 for a null and at a field attribute. */
  public int code(int address) {
    return codes[address] & 0xFF;
  }

  /** Stored field attribute of a cell where a field starts, else 0. */
  public int attribute(int address) {
    return attributes[address] & 0xFF;
  }

  /** Extended attributes of a cell, see {@link Extended}. */
  public int extended(int address) {
    return extended[address];
  }

  /** Whether there is any field. */
  public boolean isFormatted() {
    return fieldCount > 0;
  }

  /** The address after this one; 0 after the last. */
  public int next(int address) {
    return address + 1 == cells ? 0 : address + 1;
  }

  /** The address before this one; the last before 0. */
  public int previous(int address) {
    return address == 0 ? cells - 1 : address - 1;
  }

  /** Address of the attribute that governs this position, itself included; -1 if unformatted. */
  public int fieldAt(int address) {
    if (fieldCount == 0) {
      return -1;
    }
    int at = address;
    while (attributes[at] == 0) {
      at = previous(at);
    }
    return at;
  }

  /** Address of the next field attribute after this position; -1 if unformatted. */
  public int nextField(int address) {
    if (fieldCount == 0) {
      return -1;
    }
    int at = next(address);
    while (attributes[at] == 0) {
      at = next(at);
    }
    return at;
  }

  /** The stored attribute that governs this position; 0, which is unprotected, if unformatted. */
  public int attributeAt(int address) {
    int field = fieldAt(address);
    return field < 0 ? 0 : attributes[field] & 0xFF;
  }

  /**
   * The first position of the next unprotected field that has one; 0 if there is none. What TAB and
   * Program Tab use.
   */
  public int nextUnprotected(int address) {
    if (fieldCount > 0) {
      int at = address;
      do {
        int first = next(at);
        if (attributes[at] != 0
            && !FieldAttribute.isProtected(attributes[at])
            && attributes[first] == 0) {
          return first;
        }
        at = first;
      } while (at != address);
    }
    return 0;
  }

  /** All fields in address order; empty if unformatted. */
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>(fieldCount);
    for (int at = 0; fields.size() < fieldCount; at++) {
      if (attributes[at] != 0) {
        int end = nextField(at);
        int length = (end - at - 1 + cells) % cells;
        fields.add(new Field(next(at), length, attributes[at] & 0xFF));
      }
    }
    return fields;
  }

  /**
   * The cells of a row as the operator sees them: nulls and non-display fields are spaces, and a
   * double-byte character, which is as wide as two cells, stands once.
   */
  public String text(int row, CodePage codePage) {
    StringBuilder text = new StringBuilder(columns());
    int start = row * columns();
    int attribute = attributeAt(start);
    for (int at = start; at < start + columns(); at++) {
      if (attributes[at] != 0) {
        attribute = attributes[at];
      }
      boolean shown = attributes[at] == 0 && !FieldAttribute.isNonDisplay(attribute);
      if (!shown) {
        text.append(' ');
      } else if (!Extended.isRight(extended[at])) {
        text.append(character(at, codePage));
      }
    }
    return text.toString();
  }

  /**
   * The character of a cell: from the code page or, after a graphic escape or in set F1, an APL
   * one; of two halves the left one has it and the right one has 0; a space in set F8 where the
   * page has no double-byte characters. Whether it is displayed is its field's business.
   */
  public char character(int address, CodePage codePage) {
    int packed = extended[address];
    if (packed == Extended.NONE) { // as most are
      return codePage.toChar(codes[address]);
    }
    if (Extended.isRight(packed)) {
      return 0;
    }
    DoubleByteSet pairs = codePage.doubleByte();
    if (pairs == null) {
      if (Extended.characterSet(packed) == 0xF8) {
        return ' ';
      }
    } else if (Extended.isLeft(packed)) {
      return pairs.toChar(code(address) << 8 | code(next(address)));
    }
    boolean apl = Extended.isGraphicEscape(packed) || Extended.characterSet(packed) == 0xF1;
    return apl ? Apl.toChar(codes[address]) : codePage.toChar(codes[address]);
  }

  // What changes it.

  /** Clears everything and takes the alternate or default size (EWA, EW). */
  public void erase(boolean toAlternate) {
    alternate = toAlternate;
    size = alternate ? alternateSize : defaultSize;
    cells = size.cells();
    clear();
  }

  /** Nulls everywhere, no field, cursor at 0; size and lock stay (CLEAR). */
  public void clear() {
    Arrays.fill(codes, (byte) 0);
    Arrays.fill(attributes, (byte) 0);
    Arrays.fill(extended, 0);
    fieldCount = 0;
    cursor = 0;
    dirtyRows.set(0, rows());
    dirtyFrom = 0;
    dirtyTo = 0;
    changed = true;
  }

  /** Puts a character; a field attribute there is gone. */
  public void put(int address, int code, int extendedAttributes) {
    codes[address] = (byte) code;
    extended[address] = extendedAttributes;
    if (attributes[address] != 0) {
      attributes[address] = 0;
      fieldCount--;
    }
    markCell(address);
  }

  /** Puts a character of the device's own set; colours and highlighting of the cell stay. */
  public void putCode(int address, int code) {
    put(address, code, Extended.withoutSet(extended[address]));
  }

  /**
   * Puts a run of characters, wrapping at the end.
   *
   * @return the address after the last
   */
  public int putText(int address, byte[] source, int from, int count, int extendedAttributes) {
    int at = address;
    int done = 0;
    while (done < count) {
      int run = Math.min(count - done, cells - at);
      System.arraycopy(source, from + done, codes, at, run);
      Arrays.fill(extended, at, at + run, extendedAttributes);
      dropFields(at, at + run);
      markCells(at, at + run);
      done += run;
      at += run;
      if (at == cells) {
        at = 0;
      }
    }
    return at;
  }

  /** What {@link DoubleByte} found about a cell that is no field attribute. */
  void settle(int address, int code, int extendedAttributes) {
    if (codes[address] != (byte) code || extended[address] != extendedAttributes) {
      codes[address] = (byte) code;
      extended[address] = extendedAttributes;
      markCell(address);
    }
  }

  /** Puts one character from an address up to, not including, another; all cells if equal. */
  public void fill(int address, int stop, int code, int extendedAttributes) {
    if (stop > address) {
      fillRun(address, stop, code, extendedAttributes);
    } else {
      fillRun(address, cells, code, extendedAttributes);
      fillRun(0, stop, code, extendedAttributes);
    }
  }

  private void fillRun(int from, int to, int code, int extendedAttributes) {
    Arrays.fill(codes, from, to, (byte) code);
    Arrays.fill(extended, from, to, extendedAttributes);
    dropFields(from, to);
    markCells(from, to);
  }

  /** Starts a field here; the cell holds a null. */
  public void putField(int address, int fieldAttribute, int extendedAttributes) {
    if (attributes[address] == 0) {
      fieldCount++;
    }
    codes[address] = 0;
    attributes[address] = (byte) FieldAttribute.stored(fieldAttribute);
    extended[address] = extendedAttributes;
    markCell(address);
  }

  /** Sets or takes away the modified data tag of the field that governs this position, if any. */
  public void setModified(int address, boolean modified) {
    int field = fieldAt(address);
    if (field >= 0) {
      int attribute = attributes[field];
      attributes[field] =
          (byte)
              (modified
                  ? attribute | FieldAttribute.MODIFIED
                  : attribute & ~FieldAttribute.MODIFIED);
      changed = true;
    }
  }

  /** Takes away every modified data tag. */
  public void resetModified() {
    for (int at = 0, left = fieldCount; left > 0; at++) {
      if (attributes[at] != 0) {
        attributes[at] &= (byte) ~FieldAttribute.MODIFIED;
        left--;
      }
    }
    changed = true;
  }

  /**
   * Nulls every unprotected position, takes away the tags of their fields and puts the cursor to
   * the first of them (Erase All Unprotected, ERASE INPUT). An unformatted screen is cleared.
   */
  public void eraseUnprotected() {
    if (fieldCount == 0) {
      clear();
      return;
    }
    int attribute = attributeAt(0);
    int home = -1;
    for (int at = 0; at < cells; at++) {
      if (attributes[at] != 0) {
        attribute = attributes[at];
        if (!FieldAttribute.isProtected(attribute)) {
          attributes[at] &= (byte) ~FieldAttribute.MODIFIED;
          home = home < 0 ? next(at) : home;
        }
      } else if (!FieldAttribute.isProtected(attribute)) {
        putCode(at, 0);
      }
    }
    moveCursor(Math.max(home, 0));
  }

  private void dropFields(int from, int to) {
    for (int at = from; at < to; at++) {
      if (attributes[at] != 0) {
        attributes[at] = 0;
        fieldCount--;
      }
    }
  }

  // Cursor, keyboard and modes.

  /** Address of the cursor. */
  public int cursor() {
    return cursor;
  }

  /**
   * Moves the cursor.
   *
   * @throws IndexOutOfBoundsException outside the screen
   */
  public void moveCursor(int address) {
    cursor = java.util.Objects.checkIndex(address, cells);
    changed = true;
  }

  /** Whether and why the keyboard is locked. */
  public KeyboardLock lock() {
    return lock;
  }

  public void setLock(KeyboardLock newLock) {
    lock = newLock;
    changed = true;
  }

  /** What the write control character's keyboard restore does: unlocked, insert off, no AID. */
  public void restoreKeyboard() {
    insertMode = false;
    aid = NO_AID;
    setLock(KeyboardLock.UNLOCKED);
  }

  /** Locks the keyboard until the host writes or erases, if it is not locked already. */
  public void inhibitKeyboard() {
    if (lock == KeyboardLock.UNLOCKED) {
      setLock(KeyboardLock.INHIBITED);
    }
  }

  /** Ends what {@link #inhibitKeyboard} began. */
  public void endInhibit() {
    if (lock == KeyboardLock.INHIBITED) {
      setLock(KeyboardLock.UNLOCKED);
    }
  }

  /** Whether typed characters push others to the right. */
  public boolean isInsertMode() {
    return insertMode;
  }

  public void setInsertMode(boolean insert) {
    insertMode = insert;
    changed = true;
  }

  /** Code of the key that made the last attention, which a host's Read Modified repeats. */
  public int aid() {
    return aid;
  }

  public void setAid(int newAid) {
    aid = newAid;
  }

  /** What reads tell the host. */
  public ReplyMode replyMode() {
    return replyMode;
  }

  public void setReplyMode(ReplyMode newReplyMode) {
    replyMode = newReplyMode;
  }

  /** Whether addresses in the data stream have 16 bits rather than 12 or 14. */
  public boolean hasWideAddresses() {
    return wideAddresses;
  }

  public void setWideAddresses(boolean wide) {
    wideAddresses = wide;
  }

  // What changed.

  /** Grows with every change that an operator could see; equal numbers mean an equal screen. */
  public long generation() {
    if (changed) {
      changed = false;
      generation++;
    }
    return generation;
  }

  /** The rows whose cells were written since the last call; the caller owns the set. */
  public BitSet takeDirtyRows() {
    BitSet taken = (BitSet) dirtyRows.clone();
    dirtyRows.clear();
    dirtyFrom = 0;
    dirtyTo = 0;
    return taken;
  }

  private void markCell(int address) {
    if (address < dirtyFrom || address >= dirtyTo) {
      markCells(address, address + 1);
    }
    changed = true;
  }

  private void markCells(int from, int to) {
    if (from < to) {
      int first = from / columns();
      int last = (to - 1) / columns();
      dirtyRows.set(first, last + 1);
      dirtyFrom = first * columns();
      dirtyTo = (last + 1) * columns();
      changed = true;
    }
  }

  /**
   * Checks what must hold after every record and key; for tests.
   *
   * @throws IllegalStateException naming what does not hold
   */
  public void checkInvariants() {
    check(cells == size.cells() && cells <= codes.length, "size");
    check(size.equals(alternate ? alternateSize : defaultSize), "neither size");
    check(cursor >= 0 && cursor < cells, "cursor");
    int fields = 0;
    boolean sound = true;
    for (int at = 0; at < codes.length; at++) {
      if (attributes[at] != 0) {
        fields++;
        sound &=
            codes[at] == 0 && (attributes[at] & FieldAttribute.GRAPHIC) == FieldAttribute.GRAPHIC;
      }
      sound &= at < cells || (codes[at] | attributes[at] | extended[at]) == 0;
    }
    check(sound, "a cell");
    check(fields == fieldCount, "field count");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  /** Size, cursor and lock; never what is on the screen. */
  @Override
  public String toString() {
    return "Screen[" + size + ", cursor " + cursor + ", " + lock + ", fields " + fieldCount + "]";
  }
}
