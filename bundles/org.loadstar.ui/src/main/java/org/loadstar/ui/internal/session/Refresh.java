// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import java.util.BitSet;
import java.util.function.Consumer;
import org.eclipse.swt.widgets.Display;

/**
 * Brings changes of the screen to the UI thread: all rows that were written meanwhile at once, at
 * most 30 times a second. {@link #changed} may be called on any thread.
 */
final class Refresh {
  private static final long MILLIS = 34;

  private final Display display;
  private final Consumer<BitSet> draw;
  private final BitSet rows = new BitSet(); // guarded by this
  private boolean pending; // guarded by this
  private long drawn; // of the UI thread

  /**
   * Draws nothing yet.
   *
   * @param draw is called on the UI thread with the rows that were written
   */
  Refresh(Display display, Consumer<BitSet> draw) {
    this.display = display;
    this.draw = draw;
    this.drawn = System.nanoTime() / 1_000_000 - MILLIS;
  }

  void changed(BitSet written) {
    synchronized (this) {
      rows.or(written);
      if (pending || display.isDisposed()) {
        return;
      }
      pending = true;
    }
    display.asyncExec(this::due);
  }

  private void due() {
    long wait = MILLIS - (System.nanoTime() / 1_000_000 - drawn);
    if (wait > 0) {
      display.timerExec((int) wait, this::draw);
    } else {
      draw();
    }
  }

  private void draw() {
    BitSet written;
    synchronized (this) {
      pending = false;
      written = (BitSet) rows.clone();
      rows.clear();
    }
    drawn = System.nanoTime() / 1_000_000;
    draw.accept(written);
  }
}
