// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The TN3270E display types, {@code IBM-3278-2} to {@code IBM-3279-5-E} (RFC 2355 section 4). */
public final class DeviceModel {
  /** What is allowed, for messages. */
  public static final String ALLOWED =
      "IBM-3278-M or IBM-3279-M with M = 2 to 5, with or without -E";

  private static final Pattern DISPLAY = Pattern.compile("IBM-327[89]-([2-5])(-E)?");

  private DeviceModel() {}

  /** The model, 2 to 5; 0 where the type is none of these. */
  public static int model(String deviceType) {
    Matcher matcher = DISPLAY.matcher(deviceType);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** The type in the words of RFC 3049 section 5.3.2; empty where it has none. */
  public static String templateType(String deviceType) {
    int model = model(deviceType);
    return model == 0 ? "" : "327000" + model;
  }
}
