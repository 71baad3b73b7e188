// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What may be configured: every PID with its keys. Filled once, then read by any thread. */
public final class Rules {
  /** The keys of each PID and factory PID. */
  private final Map<String, Map<String, Rule>> pids = new TreeMap<>();

  private final Map<String, Boolean> factories = new HashMap<>();

  void add(String pid, boolean factory, Map<String, Rule> keys) {
    pids.computeIfAbsent(pid, p -> new TreeMap<>()).putAll(keys);
    factories.put(pid, factory);
  }

  /** Whether anything is known of the PID, which may be {@code FACTORY~NAME}. */
  boolean knows(String pid) {
    return pids.containsKey(base(pid));
  }

  /** Whether the PID has the key. */
  boolean has(String pid, String key) {
    return pids.getOrDefault(base(pid), Map.of()).containsKey(key);
  }

  private static String base(String pid) {
    int name = pid.indexOf('~');
    return name < 0 ? pid : pid.substring(0, name);
  }

  /** What is wrong with a configuration; empty where nothing is. */
  public List<Fault> faults(String pid, Map<String, ? extends @Nullable Object> properties) {
    Map<String, Rule> keys = pids.get(base(pid));
    if (keys == null) {
      return List.of(
          new Fault("", pid + " is no known PID; known are " + String.join(", ", pids.keySet())));
    }
    boolean factory = Boolean.TRUE.equals(factories.get(base(pid)));
    if (factory != pid.contains("~")) {
      return List.of(
          new Fault(
              "",
              factory
                  ? pid + " is a factory; write " + pid + "~NAME"
                  : pid + " is no factory; write " + base(pid)));
    }
    List<Fault> faults = new ArrayList<>();
    properties.forEach((written, value) -> check(pid, keys, written, value, faults));
    return faults;
  }

  private static void check(
      String pid,
      Map<String, Rule> keys,
      String written,
      @Nullable Object value,
      List<Fault> faults) {
    if (written.startsWith(":configurator:")
        || written.startsWith("service.")
        || written.startsWith("component.")
        || written.endsWith(".target")) {
      return;
    }
    // the Configurator's files may name the type behind the key: "port:Integer"
    int colon = written.indexOf(':');
    String key = colon < 0 ? written : written.substring(0, colon);
    Rule rule = keys.get(key);
    if (rule == null) {
      faults.add(
          new Fault(
              key, pid + " has no key '" + key + "'; it has " + String.join(", ", keys.keySet())));
      return;
    }
    String fault = rule.fault(value);
    if (fault != null) {
      faults.add(new Fault(key, pid + " " + key + " " + fault));
    }
  }
}
