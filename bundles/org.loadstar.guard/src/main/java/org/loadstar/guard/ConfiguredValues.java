// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The values of one configuration, read one by one with a message for people where one is wrong: it
 * names the PID, the key, its value and what is allowed. Immutable; thread-safe.
 */
public final class ConfiguredValues {
  private static final String PID = "service.pid";
  private static final int MAX_SHOWN = 200;

  private final Map<String, Object> raw;

  /**
   * The values of a configuration.
   *
   * @param raw as they were written, with the PID, for the message
   */
  public ConfiguredValues(Map<String, Object> raw) {
    this.raw = raw;
  }

  /** The name that follows the factory PID and {@code ~}; the whole PID where it is another one. */
  public String name(String factoryPid) {
    String pid = String.valueOf(raw.get(PID));
    return pid.startsWith(factoryPid + "~") ? pid.substring(factoryPid.length() + 1) : pid;
  }

  /**
   * A number within bounds.
   *
   * @param read gets it; whatever it throws means a wrong value
   * @throws IllegalArgumentException for people
   */
  public int number(String key, Supplier<Integer> read, int from, int to) {
    return value(
        key,
        from + " to " + to,
        () -> {
          int number = read.get();
          if (number < from || number > to) {
            throw new IllegalArgumentException();
          }
          return number;
        });
  }

  /**
   * A text of a syntax, without blanks at its ends.
   *
   * @param read gets it; whatever it throws means a wrong value
   * @throws IllegalArgumentException for people
   */
  public String text(String key, Supplier<String> read, String syntax, String allowed) {
    return value(
        key,
        allowed,
        () -> {
          String text = read.get().strip();
          if (!Pattern.matches(syntax, text)) {
            throw new IllegalArgumentException();
          }
          return text;
        });
  }

  /**
   * Any value.
   *
   * @param read gets it; whatever it throws means a wrong value, for the conversion of Declarative
   *     Services throws exceptions of its own
   * @param allowed what is, in words
   * @throws IllegalArgumentException for people
   */
  public <T> T value(String key, String allowed, Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException wrong) {
      Object value = raw.get(key);
      String written =
          value instanceof Object[] list ? Arrays.toString(list) : String.valueOf(value);
      throw new IllegalArgumentException(
          raw.get(PID) + ": " + key + " is '" + shown(written) + "'; allowed: " + allowed, wrong);
    }
  }

  private static String shown(String written) {
    String line = written.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }
}
