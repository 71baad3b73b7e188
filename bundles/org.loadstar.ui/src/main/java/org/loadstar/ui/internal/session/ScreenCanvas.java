// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import java.util.Arrays;
import java.util.BitSet;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.PlatformUI;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.ScreenSnapshot;

/** Draws a 3270 screen: what is in a snapshot and nothing else. Of the UI thread. */
final class ScreenCanvas extends Canvas {
  private @Nullable ScreenSnapshot screen;
  private CellLook[] looks = {};
  private @Nullable CellGrid grid;
  private String message = "";

  ScreenCanvas(Composite parent) {
    super(parent, SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND);
    addPaintListener(
        paint -> paint(paint.gc, new Rectangle(paint.x, paint.y, paint.width, paint.height)));
    addListener(SWT.Resize, resized -> forgetGrid());
    addListener(SWT.FocusIn, focus -> redrawCursor());
    addListener(SWT.FocusOut, focus -> redrawCursor());
    addListener(SWT.Dispose, disposed -> forgetGrid());
  }

  /** Shows a screen; only the rows in which something was written are drawn anew. */
  void show(ScreenSnapshot next, BitSet rows) {
    ScreenSnapshot before = screen;
    redrawCursor();
    CellLook[] drawn = looks;
    screen = next;
    looks = ScreenLook.of(next);
    message = "";
    if (before == null || before.rows() != next.rows() || before.columns() != next.columns()) {
      forgetGrid();
      redraw();
    } else {
      // A field's attribute colours the rows behind it as well.
      for (int row = 0; row < next.rows(); row++) {
        int from = row * next.columns();
        int to = from + next.columns();
        if (rows.get(row) || !Arrays.equals(drawn, from, to, looks, from, to)) {
          redrawRow(row);
        }
      }
      redrawCursor();
    }
  }

  /** Shows a message instead of a screen. */
  void tell(String text) {
    screen = null;
    message = text;
    redraw();
  }

  /** The screen that is shown. */
  @Nullable ScreenSnapshot screen() {
    return screen;
  }

  /** The position below a point, or -1. */
  int position(int x, int y) {
    ScreenSnapshot shown = screen;
    if (shown == null) {
      return -1;
    }
    CellGrid cells = grid(shown);
    int column = Math.floorDiv(x - cells.left(), cells.width());
    int row = Math.floorDiv(y - cells.top(), cells.height());
    return row < 0 || column < 0 || row >= shown.rows() || column >= shown.columns()
        ? -1
        : row * shown.columns() + column;
  }

  /** The place of a cell. */
  Rectangle cell(int row, int column) {
    ScreenSnapshot shown = screen;
    if (shown == null) {
      return new Rectangle(0, 0, 0, 0);
    }
    CellGrid cells = grid(shown);
    return new Rectangle(
        cells.left() + column * cells.width(),
        cells.top() + row * cells.height(),
        cells.width(),
        cells.height());
  }

  private void redrawRow(int row) {
    if (grid != null && screen != null) {
      Rectangle area = grid.rows(row, 1, screen.columns());
      redraw(area.x, area.y, area.width, area.height, false);
    }
  }

  private void redrawCursor() {
    if (screen != null) {
      redrawRow(screen.cursorRow());
    }
  }

  private void forgetGrid() {
    if (grid != null) {
      if (!isDisposed()) {
        setFont(null);
      }
      grid.dispose();
      grid = null;
    }
  }

  private CellGrid grid(ScreenSnapshot shown) {
    CellGrid known = grid;
    if (known == null) {
      known =
          CellGrid.fit(
              this,
              JFaceResources.getFontRegistry().getFontData("org.loadstar.ui.screen.font")[0],
              shown.rows(),
              shown.columns());
      grid = known;
      // For assistive technology and tests: which typeface, and where the cells are.
      setFont(known.font());
      setData("cells", new Rectangle(known.left(), known.top(), known.width(), known.height()));
    }
    return known;
  }

  private void paint(GC gc, Rectangle dirty) {
    gc.setBackground(color(ScreenColor.BACKGROUND));
    gc.fillRectangle(dirty);
    ScreenSnapshot shown = screen;
    if (shown == null) {
      paintMessage(gc);
      return;
    }
    CellGrid cells = grid(shown);
    int first = Math.max(0, (dirty.y - cells.top()) / cells.height());
    int last = Math.min(shown.rows() - 1, (dirty.y + dirty.height - cells.top()) / cells.height());
    for (int row = first; row <= last; row++) {
      paintRow(gc, cells, shown, row);
    }
    if (shown.cursorRow() >= first && shown.cursorRow() <= last) {
      paintCursor(gc, cells, shown);
    }
  }

  private void paintMessage(GC gc) {
    gc.setForeground(color(ScreenColor.WHITE));
    Point size = gc.textExtent(message);
    gc.drawText(
        message,
        Math.max(8, (getSize().x - size.x) / 2),
        Math.max(8, (getSize().y - size.y) / 2),
        true);
  }

  /** Neighbours that look the same are drawn together. */
  private void paintRow(GC gc, CellGrid cells, ScreenSnapshot shown, int row) {
    int start = row * shown.columns();
    int end = start + shown.columns();
    int from = start;
    while (from < end) {
      int to = from + 1;
      while (to < end && looks[to].equals(looks[from])) {
        to++;
      }
      paintRun(gc, cells, shown, row, from - start, to - start);
      from = to;
    }
  }

  private void paintRun(GC gc, CellGrid cells, ScreenSnapshot shown, int row, int from, int to) {
    CellLook look = looks[row * shown.columns() + from];
    int x = cells.left() + from * cells.width();
    int y = cells.top() + row * cells.height();
    int width = (to - from) * cells.width();
    if (look.background() != ScreenColor.BACKGROUND) {
      gc.setBackground(color(look.background()));
      gc.fillRectangle(x, y, width, cells.height());
    }
    gc.setForeground(color(look.foreground()));
    gc.setFont(look.bold() ? cells.bold() : cells.font());
    for (int column = from; column < to; column++) {
      String character = shown.textAt(row, column, 1);
      if (!character.isBlank()) {
        gc.drawText(character, cells.left() + column * cells.width(), y, true);
      }
    }
    if (look.underscore()) {
      gc.drawLine(x, y + cells.height() - 1, x + width - 1, y + cells.height() - 1);
    }
  }

  /** A block where the keys go to this screen, else a frame. */
  private void paintCursor(GC gc, CellGrid cells, ScreenSnapshot shown) {
    Rectangle at = cell(shown.cursorRow(), shown.cursorColumn());
    if (!isFocusControl()) {
      gc.setForeground(color(ScreenColor.CURSOR));
      gc.drawRectangle(at.x, at.y, at.width - 1, at.height - 1);
      return;
    }
    CellLook look = looks[shown.cursor()];
    gc.setBackground(color(ScreenColor.CURSOR));
    gc.fillRectangle(at);
    gc.setForeground(color(look.background()));
    gc.setFont(look.bold() ? cells.bold() : cells.font());
    String character = shown.textAt(shown.cursorRow(), shown.cursorColumn(), 1);
    gc.drawText(character, at.x, at.y, true);
  }

  /** Of the theme of the moment. */
  private static Color color(ScreenColor color) {
    return PlatformUI.getWorkbench()
        .getThemeManager()
        .getCurrentTheme()
        .getColorRegistry()
        .get(color.id());
  }
}
