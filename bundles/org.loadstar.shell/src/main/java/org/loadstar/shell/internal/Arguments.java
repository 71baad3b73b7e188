// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.loadstar.shell.wire.Reply;

/** A command's arguments: options with a value, flags, and plain ones. */
final class Arguments {
  private final Map<String, String> options = new HashMap<>();
  private final List<String> plain = new ArrayList<>();
  private final List<Map.Entry<String, String>> sequence = new ArrayList<>();

  private Arguments() {}

  /**
   * Sorts the arguments of a command; {@code --name value} and {@code --name=value} are the same.
   *
   * @param flags the options without a value
   * @param options the options with a value
   * @param maxPlain how many plain arguments there may be
   */
  static Arguments parse(
      Command command, List<String> args, Set<String> flags, Set<String> options, int maxPlain)
      throws CommandException {
    Arguments parsed = new Arguments();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      int equals = arg.indexOf('=');
      String name = equals > 0 ? arg.substring(0, equals) : arg;
      if (!arg.startsWith("--")) {
        parsed.plain.add(arg);
      } else if (flags.contains(arg)) {
        parsed.options.put(arg, "");
      } else if (!options.contains(name)) {
        throw wrong(command, "there is no option '" + name + "'");
      } else if (equals > 0) {
        parsed.put(name, arg.substring(equals + 1));
      } else if (i + 1 == args.size()) {
        throw wrong(command, "the option '" + name + "' needs a value");
      } else {
        parsed.put(name, args.get(++i));
      }
    }
    if (parsed.plain.size() > maxPlain) {
      throw wrong(command, "'" + parsed.plain.get(maxPlain) + "' is too much");
    }
    return parsed;
  }

  private void put(String name, String value) {
    options.put(name, value);
    sequence.add(Map.entry(name, value));
  }

  /** What to throw when an argument is wrong. */
  static CommandException wrong(Command command, String what) {
    return new CommandException(
        Reply.WRONG_USE,
        command.name()
            + ": "
            + what
            + "; use: "
            + (command.name() + " " + command.usage()).strip());
  }

  boolean has(String flag) {
    return options.containsKey(flag);
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** The option's value, or empty text. */
  String text(String name) {
    return options.getOrDefault(name, "");
  }

  /** Every option with a value, as often and in the order as they were given. */
  List<Map.Entry<String, String>> sequence() {
    return sequence;
  }

  List<String> plain() {
    return plain;
  }

  /** A whole number within bounds. */
  static int number(Command command, String what, String text, int min, int max)
      throws CommandException {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(command, what + " '" + text + "' is not a whole number from " + min + " to " + max);
  }
}
