// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import java.time.Duration;
import org.eclipse.osgi.util.NLS;

/** Texts with values in them. */
final class Text {
  private Text() {}

  static String bind(String message, Object... values) {
    return NLS.bind(message, values);
  }

  /** How long ago, in the largest unit that says something. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return bind(Messages.age_seconds, seconds);
    }
    if (seconds < 3600) {
      return bind(Messages.age_minutes, seconds / 60);
    }
    return seconds < 86_400
        ? bind(Messages.age_hours, seconds / 3600)
        : bind(Messages.age_days, seconds / 86_400);
  }
}
