// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.IElementComparer;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.ranking.RankedOffer;

/**
 * The table of servers below its filter box, above a line that tells what was found. Of the UI
 * thread, but for {@link #show}.
 */
final class ServerTable {
  private static final int SECOND = 1000;

  private final org.eclipse.swt.widgets.Text filter;
  private final TableViewer viewer;
  private final Label status;
  private final Display display;
  private final AtomicReference<@Nullable Servers> next = new AtomicReference<>();

  ServerTable(Composite parent) {
    display = parent.getDisplay();
    GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(parent);
    filter =
        new org.eclipse.swt.widgets.Text(
            parent, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL | SWT.SINGLE);
    filter.setMessage(Messages.filter);
    GridDataFactory.fillDefaults().grab(true, false).applyTo(filter);
    viewer = new TableViewer(parent, SWT.FULL_SELECTION | SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL);
    GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getTable());
    status = new Label(parent, SWT.NONE);
    GridDataFactory.fillDefaults().grab(true, false).indent(4, 0).applyTo(status);
    viewer.getTable().setHeaderVisible(true);
    for (ServerColumn column : ServerColumn.values()) {
      TableViewerColumn made = new TableViewerColumn(viewer, SWT.NONE);
      made.getColumn().setText(column.title);
      made.getColumn().setWidth(column.width);
      made.getColumn().setMoveable(true);
      made.setLabelProvider(column == ServerColumn.LOAD ? new LoadCell() : new ColumnText(column));
    }
    ColumnViewerToolTipSupport.enableFor(viewer);
    viewer.setContentProvider(ArrayContentProvider.getInstance());
    viewer.setComparer(new SameServer());
    viewer.addFilter(new Filter());
    filter.addModifyListener(change -> viewer.refresh());
    display.timerExec(SECOND, this::tick);
  }

  TableViewer viewer() {
    return viewer;
  }

  void setFocus() {
    viewer.getTable().setFocus();
  }

  /** The selected server, or null. */
  @Nullable RankedOffer selected() {
    return (RankedOffer) viewer.getStructuredSelection().getFirstElement();
  }

  /** Shows the servers soon; the newest of those that come meanwhile. On any thread. */
  void show(Servers servers) {
    if (next.getAndSet(servers) == null && !display.isDisposed()) {
      display.asyncExec(this::showNewest);
    }
  }

  private void showNewest() {
    Servers servers = next.getAndSet(null);
    if (servers != null && !viewer.getTable().isDisposed()) {
      viewer.setInput(servers.ranked());
      status.setText(servers.status());
      status.setToolTipText(servers.status());
    }
  }

  /** Servers age. */
  private void tick() {
    if (viewer.getTable().isDisposed()) {
      return;
    }
    if (viewer.getInput() instanceof List<?> shown) {
      viewer.update(shown.toArray(), null);
    }
    display.timerExec(SECOND, this::tick);
  }

  /** A server is the same one when it tells something else. */
  private static final class SameServer implements IElementComparer {
    @Override
    public boolean equals(Object a, Object b) {
      if (a instanceof RankedOffer one && b instanceof RankedOffer other) {
        return one.offer().address().equals(other.offer().address());
      }
      return a.equals(b);
    }

    @Override
    public int hashCode(Object element) {
      return element instanceof RankedOffer one
          ? one.offer().address().hashCode()
          : element.hashCode();
    }
  }

  private static final class ColumnText extends ColumnLabelProvider {
    private final ServerColumn column;

    ColumnText(ServerColumn column) {
      this.column = column;
    }

    @Override
    public String getText(Object element) {
      return column.of((RankedOffer) element);
    }

    @Override
    public @Nullable String getToolTipText(Object element) {
      return column == ServerColumn.WHY ? getText(element) : null;
    }

    @Override
    public @Nullable Color getForeground(Object element) {
      return ((RankedOffer) element).usable()
          ? null
          : Display.getCurrent().getSystemColor(SWT.COLOR_WIDGET_DISABLED_FOREGROUND);
    }
  }

  /** What has the text of the filter box in any column. */
  private final class Filter extends ViewerFilter {
    @Override
    public boolean select(Viewer of, Object parent, Object element) {
      String wanted = filter.getText().strip().toLowerCase(Locale.ROOT);
      return wanted.isEmpty()
          || Arrays.stream(ServerColumn.values())
              .anyMatch(
                  column ->
                      column.of((RankedOffer) element).toLowerCase(Locale.ROOT).contains(wanted));
    }
  }
}
