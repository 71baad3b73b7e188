// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.tests;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.eclipse.core.runtime.Platform;
import org.eclipse.swt.widgets.Table;
import org.eclipse.ui.IViewPart;
import org.osgi.framework.Bundle;

/**
 * Installed and with no view opened there is no socket and no thread of ours; with the view closed
 * again neither.
 */
final class IdleTest {
  private final Ui ui;

  IdleTest(Ui ui) {
    this.ui = ui;
  }

  void run() throws Exception {
    Bundle bundle = Platform.getBundle("org.loadstar.ui");
    Ui.check("org.loadstar.ui is installed", bundle != null);
    Ui.check("no thread of ours: " + threads(), threads().isEmpty());
    int before = sockets();
    IViewPart view = ui.open("org.loadstar.ui.servers");
    ui.await("a table", () -> Ui.find(ui.shell(), Table.class));
    ui.until("the open view has sockets", () -> socketsNow() > before && !threads().isEmpty());
    ui.page().hideView(view);
    ui.until("the threads have ended: " + threads(), () -> threads().isEmpty());
    ui.until("the sockets are closed", () -> socketsNow() == before);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.toLowerCase(Locale.ROOT).contains("loadstar"))
        .toList();
  }

  private static int socketsNow() {
    try {
      return sockets();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The internet sockets of this process. */
  private static int sockets() throws IOException {
    List<String> internet = new java.util.ArrayList<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net/" + table))) {
        internet.add(line.strip().split("\\s+")[9]);
      }
    }
    int count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")
              && internet.contains(target.substring(8, target.length() - 1))) {
            count++;
          }
        } catch (NoSuchFileException closed) {
          // Closed meanwhile.
        }
      }
    }
    return count;
  }
}
