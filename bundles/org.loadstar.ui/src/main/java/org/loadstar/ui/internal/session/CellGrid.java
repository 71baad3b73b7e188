// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.FontData;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Control;

/**
 * Where the cells of a screen are, in the largest font that fits.
 *
 * @param font owned by the grid
 * @param bold the same in bold
 * @param left of the first column, in points
 * @param top of the first row
 * @param width of a cell
 * @param height of a cell
 */
record CellGrid(Font font, Font bold, int left, int top, int width, int height) {
  private static final int SMALLEST = 4;
  private static final int LARGEST = 72;

  /** Fits a screen into a control. */
  static CellGrid fit(Control control, FontData family, int rows, int columns) {
    Rectangle area = new Rectangle(0, 0, control.getSize().x, control.getSize().y);
    int low = SMALLEST;
    int high = LARGEST;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      Font tried = font(control, family, middle, 0);
      Point cell = cell(control, tried);
      tried.dispose();
      if (cell.x * columns <= area.width && cell.y * rows <= area.height) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Font font = font(control, family, low, 0);
    Point cell = cell(control, font);
    return new CellGrid(
        font,
        font(control, family, low, org.eclipse.swt.SWT.BOLD),
        Math.max(0, (area.width - cell.x * columns) / 2),
        Math.max(0, (area.height - cell.y * rows) / 2),
        cell.x,
        cell.y);
  }

  private static Font font(Control control, FontData family, int height, int style) {
    return new Font(control.getDisplay(), new FontData(family.getName(), height, style));
  }

  private static Point cell(Control control, Font font) {
    GC gc = new GC(control);
    try {
      gc.setFont(font);
      return new Point(
          (int) Math.ceil(gc.getFontMetrics().getAverageCharacterWidth()),
          gc.getFontMetrics().getHeight());
    } finally {
      gc.dispose();
    }
  }

  Rectangle rows(int first, int count, int columns) {
    return new Rectangle(left, top + first * height, width * columns, height * count);
  }

  void dispose() {
    font.dispose();
    bold.dispose();
  }
}
