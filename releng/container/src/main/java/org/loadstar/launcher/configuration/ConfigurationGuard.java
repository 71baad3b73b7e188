// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between Configuration Admin and the components: a configuration with a wrong value is
 * logged, and the component gets the last good one of its PID instead; where there was none yet,
 * the wrong keys are left out, so that their defaults hold. PIDs without Metatype pass.
 */
public final class ConfigurationGuard implements ConfigurationPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationGuard.class);

  private final Rules rules;
  private final Map<String, Map<String, Object>> good = new ConcurrentHashMap<>();
  private final Map<String, List<Fault>> told = new ConcurrentHashMap<>();

  /** A guard with these rules. */
  public ConfigurationGuard(Rules rules) {
    this.rules = rules;
  }

  @Override
  public void modifyConfiguration(
      ServiceReference<?> reference, Dictionary<String, Object> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    if (!rules.knows(pid)) {
      return;
    }
    Map<String, Object> delivered = FrameworkUtil.asMap(properties);
    Map<String, Object> wanted = new LinkedHashMap<>(delivered);
    List<Fault> faults = rules.faults(pid, wanted);
    if (faults.isEmpty()) {
      good.put(pid, wanted);
      told.remove(pid);
      return;
    }
    Map<String, Object> last = good.get(pid);
    if (!faults.equals(told.put(pid, faults))) {
      for (Fault fault : faults) {
        LOG.error(
            "{}; {}",
            fault,
            last == null ? "the default is used" : "the last good configuration is kept");
      }
    }
    if (last == null) {
      faults.forEach(fault -> delivered.remove(fault.key()));
    } else {
      wanted.keySet().forEach(delivered::remove);
      delivered.putAll(last);
    }
  }
}
