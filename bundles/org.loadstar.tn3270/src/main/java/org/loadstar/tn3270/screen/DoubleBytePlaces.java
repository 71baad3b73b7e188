// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * Where the characters of one write fall: what the next one would be, by what stands before it in
 * its field (see {@link DoubleByte}). As long as a write goes on from cell to cell, every cell is
 * looked at once; after a jump, told by {@link #forget}, those of the field before it.
 */
public final class DoubleBytePlaces {
  /** What a character would be at some position. */
  public enum Place {
    /** A single-byte one. */
    SINGLE,
    /** The left half of a double-byte one. */
    LEFT,
    /** The right half of a double-byte one. */
    RIGHT
  }

  private static final int NONE = -1;

  private final Screen screen;
  private boolean known;
  private int reached; // all that stands before it in its field is known
  private int field; // the attribute of that field
  private int shift; // the last shift in it
  private int run; // the first cell of the run of set 0xF8 that ends before it
  private long looks;

  /** Of a screen that a write is about to change. */
  public DoubleBytePlaces(Screen screen) {
    this.screen = screen;
  }

  /** The write goes on elsewhere, or other cells than the last ones have changed. */
  public void forget() {
    known = false;
  }

  /** What the next character written here would be. */
  public Place at(int address) {
    reach(address);
    if (DoubleByte.isField(screen, field)) {
      return half(screen.next(field), address);
    }
    if (DoubleByte.inRun(screen, address)) {
      return half(run == NONE ? address : run, address);
    }
    return isOut() ? half(screen.next(shift), address) : Place.SINGLE;
  }

  /** Whether a shift-in may be put here: a shift-out before it waits for one. */
  public boolean isShiftedOut(int address) {
    reach(address);
    return isOut();
  }

  private boolean isOut() {
    return shift != NONE && screen.code(shift) == DoubleByte.SO;
  }

  /** How many cells have been looked at, which is what it costs. */
  public long looks() {
    return looks;
  }

  private void reach(int address) {
    if (!known) {
      begin(address);
    }
    while (reached != address) {
      looks++;
      if (screen.attribute(reached) != 0) {
        startField(reached);
      } else if (reached == field) {
        begin(address); // the write went round and over the attribute
        continue;
      } else {
        pass(reached);
      }
      reached = screen.next(reached);
      if (field == NONE && reached == 0) {
        startField(NONE); // without fields nothing goes on behind the end
      }
    }
  }

  /** At the beginning of the field that a character put here would be in. */
  private void begin(int address) {
    startField(screen.fieldAt(screen.previous(address)));
    reached = screen.next(field);
    looks += Math.floorMod(address - reached, screen.cells());
    known = true;
  }

  private void startField(int attribute) {
    field = attribute;
    shift = NONE;
    run = NONE;
  }

  private void pass(int cell) {
    if (DoubleByte.isShift(screen.code(cell))) {
      shift = cell;
      run = NONE;
    } else if (!DoubleByte.inRun(screen, cell)) {
      run = NONE;
    } else if (run == NONE) {
      run = cell;
    }
  }

  private Place half(int from, int address) {
    int distance = Math.floorMod(address - from, screen.cells());
    return distance % 2 == 0 ? Place.LEFT : Place.RIGHT;
  }
}
