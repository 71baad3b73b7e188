// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

/** The configuration, checked. */
record Settings(int port, int mtu, int repliesPerSecond) {
  static final Settings DEFAULT = new Settings(427, 1400, 500);

  /** Refuses values out of range, naming key, value and what is allowed. */
  Settings {
    check("port", port, 1, 65_535);
    check("mtu", mtu, 512, 65_507);
    check("repliesPerSecond", repliesPerSecond, 1, 1_000_000);
  }

  private static void check(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "org.loadstar.slp.endpoint " + key + ": " + value + " is not in " + least + ".." + most);
    }
  }
}
