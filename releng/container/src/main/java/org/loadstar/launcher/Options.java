// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line: what concerns the launcher, the command, and the command's own arguments.
 *
 * @param command the command; {@code help} where none is given
 * @param args its own arguments
 * @param data the data folder; null for the user's own
 * @param socket the control socket; null for the one in the data folder
 * @param config the configuration folder; null for the assembled one
 * @param slpConf another SLP's configuration file, or null
 * @param json whether one JSON document is wanted on standard output
 * @param check whether the configuration shall only be checked
 */
record Options(
    String command,
    List<String> args,
    @Nullable Path data,
    @Nullable Path socket,
    @Nullable Path config,
    @Nullable Path slpConf,
    boolean json,
    boolean check) {

  /**
   * Reads the command line.
   *
   * @throws UsageException if an option lacks its value
   */
  static Options parse(String... line) throws UsageException {
    String command = "";
    List<String> args = new ArrayList<>();
    Path data = null;
    Path socket = null;
    Path config = null;
    Path slpConf = null;
    boolean json = false;
    boolean check = false;
    for (int i = 0; i < line.length; i++) {
      String arg = line[i];
      switch (arg) {
        case "--data" -> data = Path.of(value(line, ++i));
        case "--socket" -> socket = Path.of(value(line, ++i));
        case "--config" -> config = Path.of(value(line, ++i));
        case "--slp-conf" -> slpConf = Path.of(value(line, ++i));
        case "--json" -> json = true;
        case "--check" -> {
          if (command.isEmpty() || command.equals("serve")) {
            check = true;
          } else {
            args.add(arg); // the command's own: targets --check PATH
          }
        }
        case "--help", "-h" -> command = "help";
        default -> {
          if (!command.isEmpty()) {
            args.add(arg);
          } else if (arg.startsWith("-")) {
            throw new UsageException("there is no option '" + arg + "'");
          } else {
            command = arg;
          }
        }
      }
    }
    if ((check || slpConf != null) && !command.equals("serve")) {
      throw new UsageException((check ? "--check" : "--slp-conf") + " goes with serve only");
    }
    return new Options(
        command.isEmpty() ? "help" : command,
        List.copyOf(args),
        data,
        socket,
        config,
        slpConf,
        json,
        check);
  }

  private static String value(String[] line, int at) throws UsageException {
    if (at == line.length || line[at].isEmpty()) {
      throw new UsageException("the option '" + line[at - 1] + "' needs a value");
    }
    return line[at];
  }
}
