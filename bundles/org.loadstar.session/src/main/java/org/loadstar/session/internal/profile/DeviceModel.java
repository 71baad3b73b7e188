// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * The TN3270E display types, {@code IBM-3278-2} to {@code IBM-3279-5-E} (RFC 2355 section 4), and
 * {@code IBM-DYNAMIC}, behind which a profile writes the size.
 */
public final class DeviceModel {
  /** What is allowed, as a regular expression. */
  public static final String SYNTAX =
      "IBM-327[89]-(?<model>[2-5])(-E)?"
          + "|(?<dynamic>IBM-DYNAMIC)-(?<rows>[1-9][0-9]{1,2})x(?<columns>[1-9][0-9]{1,2})";

  /** What is allowed, for messages. */
  public static final String ALLOWED =
      "IBM-3278-M or IBM-3279-M with M = 2 to 5, with or without -E; or IBM-DYNAMIC-ROWSxCOLUMNS"
          + " of 24x80 to 255x255 and at most 16383 cells";

  private static final Pattern DISPLAY = Pattern.compile(SYNTAX);
  private static final int MOST = 255; // a BIND tells sizes in one byte each
  private static final int MOST_CELLS = 0x3FFF;

  private DeviceModel() {}

  /** The largest screen; null where the type is none of these. */
  public static @Nullable ScreenSize largest(String deviceType) {
    Matcher type = DISPLAY.matcher(deviceType);
    if (!type.matches()) {
      return null;
    }
    if (type.group("model") != null) {
      return ScreenSize.ofModel(Integer.parseInt(type.group("model")));
    }
    int rows = Integer.parseInt(type.group("rows"));
    int columns = Integer.parseInt(type.group("columns"));
    boolean fits =
        rows >= ScreenSize.MODEL_2.rows()
            && columns >= ScreenSize.MODEL_2.columns()
            && rows <= MOST
            && columns <= MOST
            && rows * columns <= MOST_CELLS;
    return fits ? new ScreenSize(rows, columns) : null;
  }

  /** The type as a host is told it. */
  public static String told(String deviceType) {
    Matcher type = DISPLAY.matcher(deviceType);
    return type.matches() && type.group("dynamic") != null ? type.group("dynamic") : deviceType;
  }

  /** The type in the words of RFC 3049 section 5.3.2; empty where it has none. */
  public static String templateType(String deviceType) {
    Matcher type = DISPLAY.matcher(deviceType);
    return type.matches() && type.group("model") != null ? "327000" + type.group("model") : "";
  }
}
