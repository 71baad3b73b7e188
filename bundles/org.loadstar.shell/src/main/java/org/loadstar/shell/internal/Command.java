// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.Reply;

/** One command: what it reads is API services and DTOs, what it makes is text and JSON. */
interface Command {
  /** Its name. */
  String name();

  /** Its arguments, for the usage line; empty where it has none. */
  String usage();

  /** What it does, in one line. */
  String summary();

  /** Does it, on the caller's thread; may wait, but not for ever. */
  Result run(List<String> args) throws CommandException;

  /** Ends what it left running. */
  default void close() {}

  /**
   * What a command made.
   *
   * @param exit the exit code
   * @param text for people, with line ends
   * @param json the same as a JSON value
   * @param err what a person should know besides, with line ends; empty mostly
   */
  record Result(int exit, String text, @Nullable Object json, String err) {
    /** All is well. */
    static Result done(String text, @Nullable Object json) {
      return new Result(Reply.DONE, text, json, "");
    }
  }
}
