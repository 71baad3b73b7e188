// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

/** Puts what third parties say into one bounded line. */
final class Faults {
  private static final int MAX_LINE = 200;

  private Faults() {}

  /** What went wrong. Runs foreign code, so it is called on guard threads only. */
  static String describe(Throwable fault) {
    String message;
    try {
      message = fault.getMessage();
    } catch (Throwable e) { // a message that cannot even be asked for
      message = null;
    }
    String said = message == null ? "" : line(message);
    if (fault instanceof BadAnswerException) {
      return said;
    }
    String name = fault.getClass().getName();
    return line(said.isEmpty() ? "threw " + name : "threw " + name + ": " + said);
  }

  /** The text without control characters and not too long for a log or a table. */
  static String line(String text) {
    String start = text.length() > MAX_LINE ? text.substring(0, MAX_LINE) : text;
    return start.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
