// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

/** Text that a target has said, in a line for people. */
final class Banner {
  private static final int LONGEST = 100;

  private Banner() {}

  /** Printable and not too long. */
  static String line(String text) {
    String line = text.replaceAll("[^ -~]+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
