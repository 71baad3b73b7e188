// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param exit the exit code: {@link #DONE}, {@link #WRONG_USE}, ...
 * @param out what belongs on standard output, with its line ends
 * @param err what belongs on standard error, with its line ends
 */
public record Reply(int exit, String out, String err) {
  /** It is done. */
  public static final int DONE = 0;

  /** Wrong use or configuration. */
  public static final int WRONG_USE = 2;

  /** No server was found. */
  public static final int NO_SERVER = 3;

  /** All servers refused. */
  public static final int ALL_REFUSED = 4;

  /** No container is running, or it lacks what the command needs. */
  public static final int NOT_RUNNING = 5;

  /** A failure with one line of explanation. */
  public static Reply failure(int exit, String message) {
    return new Reply(exit, "", message + "\n");
  }

  /** Reads a line such as {@code {"exit":0,"out":"...","err":"..."}}. */
  public static Reply parse(String line) throws JsonException {
    Map<String, @Nullable Object> object = JsonReader.readObject(line);
    if (object.get("exit") instanceof Number exit
        && object.get("out") instanceof String out
        && object.get("err") instanceof String err) {
      return new Reply(exit.intValue(), out, err);
    }
    throw new JsonException(1, 1, "\"exit\", \"out\" and \"err\" are expected");
  }

  /** The line without its end. */
  public String toLine() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("exit", exit);
    object.put("out", out);
    object.put("err", err);
    return JsonWriter.write(object);
  }
}
