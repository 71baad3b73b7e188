// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import java.util.OptionalInt;
import org.eclipse.jface.viewers.StyledCellLabelProvider;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.PlatformUI;
import org.loadstar.api.ranking.RankedOffer;

/** The load as a bar with its number. The number is also the cell's text, for screen readers. */
final class LoadCell extends StyledCellLabelProvider {
  private static final String COLOR = "org.loadstar.ui.load.";
  private static final int MIDDLE = 50;
  private static final int HIGH = 80;

  @Override
  public void update(ViewerCell cell) {
    cell.setText(ServerColumn.LOAD.of((RankedOffer) cell.getElement()));
    super.update(cell);
  }

  @Override
  protected void paint(Event event, Object element) {
    OptionalInt load = ((RankedOffer) element).offer().load();
    GC gc = event.gc;
    Rectangle cell = ((TableItem) event.item).getBounds(event.index);
    String text = ServerColumn.LOAD.of((RankedOffer) element);
    Point size = gc.textExtent(text);
    int height = Math.min(cell.height - 4, size.y + 2);
    int width = cell.width - 10;
    int y = cell.y + (cell.height - height) / 2;
    Color foreground = gc.getForeground();
    Color background = gc.getBackground();
    if (load.isPresent() && width > 0) {
      gc.setAntialias(SWT.ON);
      gc.setBackground(color("track"));
      gc.fillRoundRectangle(cell.x + 4, y, width, height, 4, 4);
      int filled = Math.round(width * load.getAsInt() / 100f);
      if (filled > 0) {
        gc.setBackground(color(name(load.getAsInt())));
        gc.fillRoundRectangle(cell.x + 4, y, filled, height, 4, 4);
      }
      gc.setForeground(color("text"));
    }
    gc.drawText(text, cell.x + 4 + (width - size.x) / 2, y + (height - size.y) / 2, true);
    gc.setForeground(foreground);
    gc.setBackground(background);
  }

  private static String name(int load) {
    return load < MIDDLE ? "low" : load < HIGH ? "middle" : "high";
  }

  /** Of the theme of the moment. */
  private static Color color(String name) {
    return PlatformUI.getWorkbench()
        .getThemeManager()
        .getCurrentTheme()
        .getColorRegistry()
        .get(COLOR + name);
  }
}
