// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.io.IOException;
import java.util.Dictionary;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Writes into the configuration of a target whether it is drained. */
final class DrainKeeper {
  private static final String KEY = "drained";

  private DrainKeeper() {}

  /**
   * Writes it.
   *
   * @throws IllegalArgumentException where it cannot be kept, in one line
   */
  static void keep(@Nullable ConfigurationAdmin admin, String target, boolean drained) {
    String pid = TargetSettings.PID + "~" + target;
    try {
      Configuration configuration = admin == null ? null : admin.getConfiguration(pid, "?");
      Dictionary<String, Object> keys =
          configuration == null ? null : configuration.getProperties();
      if (configuration == null || keys == null) {
        throw new IllegalArgumentException(
            "target "
                + target
                + " has no configuration "
                + pid
                + " that could keep it; use --once");
      }
      keys.put(KEY, drained);
      configuration.updateIfDifferent(keys);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "it cannot be written to " + pid + ": " + e.getMessage() + "; use --once", e);
    }
  }
}
