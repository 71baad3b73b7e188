// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files that a command writes, which stand in the folder of who types it. */
final class LocalFiles {
  private static final Set<String> OPTIONS = Set.of("--trace", "--screens");

  private LocalFiles() {}

  /** The same arguments; the container that does the work stands elsewhere. */
  static List<String> absolute(String command, List<String> args) {
    List<String> absolute = new ArrayList<>();
    String before = "";
    int plain = 0;
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (OPTIONS.contains(before)) {
        absolute.add(absolute(arg));
      } else if (equals > 0 && OPTIONS.contains(arg.substring(0, equals))) {
        absolute.add(arg.substring(0, equals + 1) + absolute(arg.substring(equals + 1)));
      } else if (command.equals("trace") && !arg.startsWith("--") && plain++ == 1) {
        absolute.add(absolute(arg));
      } else {
        absolute.add(arg);
      }
      before = arg;
    }
    return absolute;
  }

  private static String absolute(String file) {
    try {
      return file.isEmpty() ? file : Path.of(file).toAbsolutePath().toString();
    } catch (InvalidPathException wrong) {
      return file; // the command says what is wrong with it
    }
  }
}
