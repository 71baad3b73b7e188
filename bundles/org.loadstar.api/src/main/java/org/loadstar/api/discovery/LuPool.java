// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.Locale;

/**
 * One value of the LUPOOL attribute: a pool of logical units, with the device type it serves (RFC
 * 3049 section 7.1).
 *
 * @param name the pool's name, upper case
 * @param deviceType {@code 3270002} to {@code 3270005}, {@code 3270DSC}, or empty where the pool
 *     does not say
 */
public record LuPool(String name, String deviceType) {
  public LuPool {
    name = name.strip().toUpperCase(Locale.ROOT);
    deviceType = deviceType.strip().toUpperCase(Locale.ROOT);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an LU pool needs a name");
    }
  }

  /** Whether the pool can serve that device type; an unknown type on either side can. */
  public boolean serves(String wanted) {
    return deviceType.isEmpty()
        || wanted.isEmpty()
        || wanted.equals("*")
        || deviceType.equals("ANY")
        || deviceType.equalsIgnoreCase(wanted);
  }

  @Override
  public String toString() {
    return deviceType.isEmpty() ? name : name + " " + deviceType;
  }
}
