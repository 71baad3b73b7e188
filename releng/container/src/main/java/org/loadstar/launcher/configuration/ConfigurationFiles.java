// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.JsonReader;

/**
 * What the Configurator's JSON files (OSGi Compendium 150) say, and what is wrong with them.
 *
 * @param configurations the keys of every PID that is configured, in the order of the files
 * @param faults one line for each fault, beginning with the file's name
 */
public record ConfigurationFiles(
    Map<String, Map<String, @Nullable Object>> configurations, List<String> faults) {
  private static final String SYMBOLIC_NAME = ":configurator:symbolic-name";
  private static final String VERSION = ":configurator:version";

  /** Reads the files and checks them. */
  public static ConfigurationFiles read(List<Path> files, Rules rules) throws IOException {
    Map<String, Path> pids = new LinkedHashMap<>();
    Map<String, Map<String, @Nullable Object>> configurations = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    for (Path file : files) {
      Map<String, @Nullable Object> content;
      try {
        content = new LinkedHashMap<>(JsonReader.readObject(Files.readString(file)));
      } catch (JsonException e) {
        faults.add(file + ": " + e.getMessage());
        continue;
      } catch (MalformedInputException e) {
        faults.add(file + ": the text is not UTF-8");
        continue;
      }
      for (String name : List.of(SYMBOLIC_NAME, VERSION)) {
        if (!(content.get(name) instanceof String)) {
          faults.add(file + ": \"" + name + "\" is missing; the Configurator needs it");
        }
      }
      content.forEach(
          (pid, value) -> {
            Map<String, @Nullable Object> keys = check(file, pid, value, rules, pids, faults);
            if (keys != null) {
              configurations.put(pid, keys);
            }
          });
    }
    return new ConfigurationFiles(configurations, faults);
  }

  /** Every PID that is configured. */
  public List<String> pids() {
    return List.copyOf(configurations.keySet());
  }

  private static @Nullable Map<String, @Nullable Object> check(
      Path file,
      String pid,
      @Nullable Object value,
      Rules rules,
      Map<String, Path> pids,
      List<String> faults) {
    if (pid.startsWith(":configurator:")) {
      return null;
    }
    if (!(value instanceof Map<?, ?> properties)) {
      faults.add(file + ": " + pid + " is not an object of keys and values");
      return null;
    }
    Path earlier = pids.putIfAbsent(pid, file);
    if (earlier != null) {
      faults.add(file + ": " + pid + " is configured in " + earlier + " already");
    }
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    properties.forEach((key, each) -> keys.put(String.valueOf(key), each));
    rules.faults(pid, keys).forEach(fault -> faults.add(file + ": " + fault.message()));
    return keys;
  }
}
