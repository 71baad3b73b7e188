// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.io.IOException;
import java.util.Dictionary;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Writes a bias into the configuration of the server that it belongs to. */
final class BiasKeeper {
  private static final String KEY = "loadBias";

  private BiasKeeper() {}

  /**
   * Writes it.
   *
   * @throws IllegalStateException where the server has no configuration, or it cannot be written
   */
  static void keep(ConfigurationAdmin admin, String server, String pid, int bias) {
    try {
      Configuration configuration = admin.getConfiguration(pid, "?");
      Dictionary<String, Object> keys = configuration.getProperties();
      if (keys == null) {
        throw new IllegalStateException("server " + server + " has no configuration " + pid);
      }
      keys.put(KEY, bias);
      configuration.updateIfDifferent(keys);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the bias of " + server + " cannot be written to " + pid + ": " + e.getMessage(), e);
    }
  }
}
