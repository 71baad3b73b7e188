// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.tests;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.Platform;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.testing.ITestHarness;
import org.eclipse.ui.testing.TestableObject;

/**
 * Starts the workbench's own application and runs one test in it: {@code TEST FOLDER [ARGUMENT...]}
 * behind {@code -application}. Exits with 0, or with 1. What the test has come to, and its fault,
 * is told on standard output for who plays the servers.
 */
public final class TestApplication implements IApplication, ITestHarness {
  private static final String IDE = "org.eclipse.ui.ide.workbench";

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private List<String> arguments = List.of();
  private boolean failed = true;

  @Override
  public Object start(IApplicationContext context) throws Exception {
    String[] given = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
    List<String> all = List.of(given);
    arguments = all.subList(all.indexOf("-test") + 1, all.size());
    PlatformUI.getTestableObject().setTestHarness(this);
    IExtension ide =
        Platform.getExtensionRegistry()
            .getExtension("org.eclipse.core.runtime", "applications", IDE);
    IConfigurationElement run = ide.getConfigurationElements()[0].getChildren("run")[0];
    ((IApplication) run.createExecutableExtension("class")).start(context);
    return failed ? 1 : EXIT_OK;
  }

  @Override
  public void stop() {}

  @Override
  public void runTests() {
    TestableObject workbench = PlatformUI.getTestableObject();
    workbench.testingStarting();
    try {
      workbench.runTest(this::runTest);
    } finally {
      workbench.testingFinished();
    }
  }

  private void runTest() {
    try {
      Ui ui = new Ui(Path.of(arguments.get(1)), out);
      List<String> more = arguments.subList(2, arguments.size());
      switch (arguments.get(0)) {
        case "idle" -> new IdleTest(ui).run();
        case "servers" -> new ServersTest(ui, more).run();
        case "session" -> new SessionTest(ui, more).run();
        default -> throw new AssertionError("no such test: " + arguments.get(0));
      }
      failed = false;
    } catch (Exception | AssertionError fault) {
      fault.printStackTrace(out);
    }
  }
}
