// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configured pool of logical units: {@code POOL2 3270002 20}. A pool of several device types has
 * one entry for each.
 *
 * @param name the pool's name, upper case
 * @param deviceType that it serves, or empty for any
 * @param size logical units in it
 */
record PoolSpec(String name, String deviceType, int size) {
  /** What an entry of the configuration may be, for people. */
  static final String ALLOWED =
      "at least one entry NAME [TYPE] COUNT, where NAME is 1 to 8 letters or digits, TYPE is"
          + " 3270002, 3270003, 3270004, 3270005 or * for any display, and COUNT is 1 or more, at"
          + " most 9000 in all";

  /** The same for programs. */
  static final String SYNTAX =
      "(?<name>[A-Za-z0-9]{1,8})(\\s+(?<type>327000[2-5]|\\*))?\\s+(?<count>(?!0+$)[0-9]{1,4})";

  private static final int MAX_UNITS = 9000;
  private static final Pattern PATTERN = Pattern.compile(SYNTAX);

  /**
   * Reads the configured entries.
   *
   * @throws IllegalArgumentException with the wrong entry in quotes as its message
   */
  static List<PoolSpec> parse(List<String> entries) {
    List<PoolSpec> pools = new ArrayList<>();
    int units = 0;
    for (String entry : entries) {
      PoolSpec pool = parse(entry);
      units += pool.size;
      if (units > MAX_UNITS) {
        throw wrong(entry);
      }
      pools.add(pool);
    }
    if (pools.isEmpty()) {
      throw wrong("");
    }
    return List.copyOf(pools);
  }

  private static PoolSpec parse(String entry) {
    Matcher words = PATTERN.matcher(entry.strip());
    if (!words.matches()) {
      throw wrong(entry);
    }
    String type = words.group("type");
    return new PoolSpec(
        words.group("name").toUpperCase(Locale.ROOT),
        type == null || type.equals("*") ? "" : type,
        Integer.parseInt(words.group("count")));
  }

  private static IllegalArgumentException wrong(String entry) {
    return new IllegalArgumentException("'" + entry + "'");
  }

  /** Whether its logical units can be displays of this type. */
  boolean serves(TerminalModel model) {
    return deviceType.isEmpty()
        || model.poolType().isEmpty()
        || deviceType.equals(model.poolType());
  }
}
