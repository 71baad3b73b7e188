// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * A display that this server can serve, as its device type tells (RFC 2355, section 6).
 *
 * @param deviceType as the client wrote it
 * @param poolType the device type of RFC 3049, section 5.3.2, for example {@code 3270002}; empty
 *     for IBM-DYNAMIC, which any pool serves
 * @param size of its largest screen; an IBM-DYNAMIC terminal is used with the 24 by 80 that each
 *     has
 * @param extended whether it knows the extended data stream, so that fields may have colours
 */
record TerminalModel(String deviceType, String poolType, ScreenSize size, boolean extended) {
  private static final Pattern DISPLAY = Pattern.compile("IBM-327[89]-([2-5])(-E)?");
  private static final Pattern PRINTER = Pattern.compile("IBM-3287-1|IBM-3287");

  /** The model of a device type; null where this server does not know it or it is no display. */
  static @Nullable TerminalModel of(String deviceType) {
    String name = deviceType.toUpperCase(Locale.ROOT);
    if (name.equals("IBM-DYNAMIC")) {
      return new TerminalModel(deviceType, "", ScreenSize.MODEL_2, true);
    }
    Matcher display = DISPLAY.matcher(name);
    if (!display.matches()) {
      return null;
    }
    String model = display.group(1);
    return new TerminalModel(
        deviceType,
        "327000" + model,
        ScreenSize.ofModel(Integer.parseInt(model)),
        display.group(2) != null);
  }

  /** Whether the device type is that of a printer, which this server has none of. */
  static boolean isPrinter(String deviceType) {
    return PRINTER.matcher(deviceType.toUpperCase(Locale.ROOT)).matches();
  }
}
