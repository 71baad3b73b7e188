// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import java.util.List;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * What a trace tells about its terminal before the first byte.
 *
 * @param program what wrote it
 * @param deviceType for example {@code IBM-3278-4-E}; x3270 leaves out {@code IBM-}
 * @param size the largest screen
 * @param codePage the host's, for example {@code 037}
 */
public record TraceHeader(String program, String deviceType, ScreenSize size, String codePage) {
  /** The lines of x3270's own header that tools look for. */
  List<String> lines() {
    return List.of(
        " Version: " + program,
        " Model "
            + (deviceType.startsWith("IBM-") ? deviceType.substring(4) : deviceType)
            + ", "
            + size.rows()
            + " rows x "
            + size.columns()
            + " cols",
        " Host codepage: " + codePage,
        " Data stream:");
  }
}
