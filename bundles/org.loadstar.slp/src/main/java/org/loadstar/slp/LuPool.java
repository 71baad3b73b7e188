// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value of the attribute LUPOOL (RFC 3049 section 7.1): a pool and a device type that it has.
 *
 * @param name of the pool, in upper case
 * @param device {@code 3270002} to {@code 3270005}, {@code 3270DSC} or another name; null when the
 *     pool has LUs of unknown type
 */
public record LuPool(String name, @Nullable String device) {
  /** The device type of those who take any. */
  public static final String ANY_DEVICE = "*";

  /** The device type that the sample of section 7.5 uses for unknown ones. */
  private static final String UNKNOWN_DEVICE = "ANY";

  /** Turns both to upper case. */
  public LuPool {
    name = name.toUpperCase(Locale.ROOT);
    device = device == null ? null : device.toUpperCase(Locale.ROOT);
  }

  /** Reads a value whatever whitespace separates its parts; empty where there is no pool name. */
  public static Optional<LuPool> parse(String value) {
    String[] parts = SlpText.fold(value).split(" ", 2);
    if (parts[0].isEmpty()) {
      return Optional.empty();
    }
    boolean unknown = parts.length == 1 || parts[1].equalsIgnoreCase(UNKNOWN_DEVICE);
    return Optional.of(new LuPool(parts[0], unknown ? null : parts[1]));
  }

  /**
   * The value to register. SPACE separates, for it is legal, equal to the RFC's TAB by RFC 2608
   * section 6.4, and the only separator that all known directory agents register and match.
   */
  public String value() {
    return device == null ? name : name + " " + device;
  }

  /**
   * Whether a client that wants this pool and device is served: the same pool, and the same device,
   * any device, or a pool of unknown types.
   *
   * @param wantedPool null for any
   * @param wantedDevice null or {@code *} for any
   */
  public boolean serves(@Nullable String wantedPool, @Nullable String wantedDevice) {
    boolean pool = wantedPool == null || name.equalsIgnoreCase(wantedPool);
    return pool
        && (wantedDevice == null
            || wantedDevice.equals(ANY_DEVICE)
            || device == null
            || device.equalsIgnoreCase(wantedDevice));
  }
}
