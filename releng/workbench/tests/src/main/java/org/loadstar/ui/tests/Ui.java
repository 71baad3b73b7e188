// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.tests;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.core.commands.common.CommandException;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.IHandlerService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** What the tests do with the workbench. Of the UI thread. */
final class Ui {
  private static final long LIMIT_MILLIS = 60_000;

  private final Path folder;
  private final PrintStream out;
  private final Display display = Display.getCurrent();

  Ui(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
    IWorkbenchPage page = page();
    if (page.getActivePart() != null) {
      page.closeAllEditors(false);
    }
    for (var view : page.getViewReferences()) {
      page.hideView(view);
    }
    shell().forceActive();
  }

  /** Tells who plays the servers where the test is. */
  void tell(String line) {
    out.println("TEST " + line);
  }

  IWorkbenchPage page() {
    IWorkbenchWindow window =
        Objects.requireNonNull(PlatformUI.getWorkbench().getActiveWorkbenchWindow());
    return window.getActivePage();
  }

  Shell shell() {
    return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell();
  }

  /** Sets a configuration. */
  void configure(String pid, Map<String, Object> keys) throws IOException {
    service(ConfigurationAdmin.class)
        .getConfiguration(pid, "?")
        .update(FrameworkUtil.asDictionary(keys));
  }

  <T> T service(Class<T> type) {
    BundleContext context = FrameworkUtil.getBundle(Ui.class).getBundleContext();
    ServiceReference<T> reference = context.getServiceReference(type);
    if (reference == null) {
      throw new AssertionError("no service " + type.getName());
    }
    return Objects.requireNonNull(context.getService(reference));
  }

  /** Opens a view and lets it fill the window. */
  IViewPart open(String view) throws PartInitException {
    IViewPart part = page().showView(view);
    maximize();
    return part;
  }

  /** Lets the active view fill the window. */
  void maximize() {
    page().setPartState(page().getActivePartReference(), IWorkbenchPage.STATE_MAXIMIZED);
  }

  /** Lets the workbench work until the condition holds. */
  void until(String what, BooleanSupplier condition) {
    long end = System.currentTimeMillis() + LIMIT_MILLIS;
    boolean[] late = new boolean[1];
    display.timerExec((int) LIMIT_MILLIS, () -> late[0] = true);
    while (!condition.getAsBoolean()) {
      if (late[0] || System.currentTimeMillis() > end + 1000) {
        picture("failed");
        throw new AssertionError("not within " + LIMIT_MILLIS + " ms: " + what);
      }
      // A thing that changes without an event of this display is looked at anew as well.
      display.timerExec(50, () -> {});
      if (!display.readAndDispatch()) {
        display.sleep();
      }
    }
  }

  /** The first thing that the search gives. */
  <T> T await(String what, Supplier<@Nullable T> search) {
    until(what, () -> search.get() != null);
    return Objects.requireNonNull(search.get());
  }

  /** The first widget of that kind within. */
  static <T extends Control> @Nullable T find(Composite within, Class<T> kind) {
    for (Control child : within.getChildren()) {
      if (kind.isInstance(child)) {
        return kind.cast(child);
      }
      T deeper = child instanceof Composite composite ? find(composite, kind) : null;
      if (deeper != null) {
        return deeper;
      }
    }
    return null;
  }

  /** The first control of a class that is not exported. */
  static @Nullable Control find(Composite within, String simpleName) {
    for (Control child : within.getChildren()) {
      if (child.getClass().getSimpleName().equals(simpleName)) {
        return child;
      }
      Control deeper = child instanceof Composite composite ? find(composite, simpleName) : null;
      if (deeper != null) {
        return deeper;
      }
    }
    return null;
  }

  /** Runs a command as a menu would. */
  void command(String id) throws CommandException {
    Objects.requireNonNull(page().getActivePart())
        .getSite()
        .getService(IHandlerService.class)
        .executeCommand(id, null);
  }

  /** Presses and lets go a key of the machine's keyboard. */
  void key(int keyCode, char character) {
    for (int type : new int[] {SWT.KeyDown, SWT.KeyUp}) {
      Event event = new Event();
      event.type = type;
      event.keyCode = keyCode;
      event.character = character;
      check("the key is posted", display.post(event));
    }
  }

  /** Types lower-case text on the machine's keyboard. */
  void type(String text) {
    text.chars().forEach(character -> key(0, (char) character));
  }

  static void check(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Keeps a picture of the window. */
  void picture(String name) {
    while (display.readAndDispatch()) {
      // Until everything is drawn.
    }
    shell().update();
    Rectangle bounds = shell().getBounds();
    Image image = new Image(display, bounds.width, bounds.height);
    GC gc = new GC(display);
    gc.copyArea(image, bounds.x, bounds.y);
    gc.dispose();
    ImageLoader loader = new ImageLoader();
    loader.data = new org.eclipse.swt.graphics.ImageData[] {image.getImageData()};
    loader.save(folder.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
    image.dispose();
  }
}
