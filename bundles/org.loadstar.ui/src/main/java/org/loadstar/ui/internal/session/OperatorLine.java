// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.loadstar.api.session.OperatorArea;
import org.loadstar.api.session.ScreenSnapshot;

/** The operator information area below the screen. Of the UI thread. */
final class OperatorLine extends Composite {
  private final Label lock;
  private final Label server;
  private final Label lu;
  private final Label tls;
  private final Label cursor;

  OperatorLine(Composite parent) {
    super(parent, SWT.NONE);
    GridLayoutFactory.fillDefaults().numColumns(5).margins(6, 2).spacing(18, 0).applyTo(this);
    lock = label(true);
    server = label(false);
    lu = label(false);
    tls = label(false);
    cursor = label(false);
  }

  private Label label(boolean grab) {
    Label label = new Label(this, SWT.NONE);
    GridDataFactory.fillDefaults().grab(grab, false).applyTo(label);
    return label;
  }

  void show(ScreenSnapshot screen) {
    OperatorArea area = screen.operatorArea();
    StringBuilder text =
        new StringBuilder(area.lock().isEmpty() ? Messages.area_ready : area.lock());
    if (area.insertMode()) {
      text.append("   ").append(Messages.area_insert);
    }
    if (area.typedAhead() > 0) {
      text.append("   ").append(NLS.bind(Messages.area_typedAhead, area.typedAhead()));
    }
    set(lock, text.toString());
    set(cursor, String.format("%02d/%03d", screen.cursorRow() + 1, screen.cursorColumn() + 1));
  }

  void show(Where where) {
    set(server, where.server());
    set(lu, where.lu());
    set(
        tls,
        where.server().isEmpty() ? "" : where.tls().isEmpty() ? Messages.area_clear : where.tls());
  }

  private void set(Label label, String text) {
    if (!label.getText().equals(text)) {
      label.setText(text);
      layout();
    }
  }
}
