// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.launcher.configuration.SlpConfKeys.Meaning;
import org.loadstar.shell.wire.JsonWriter;

/**
 * A configuration file of SLP (RFC 2614 section 2.1, with OpenSLP's keys), as defaults below the
 * user's own configuration. A wrong value is named and left out, as section 3.5 asks; nothing is
 * left out without being named.
 *
 * @param entries what became of each line with a property, in the order of the lines
 * @param defaults the keys that it sets, by PID
 */
public record SlpConf(List<Entry> entries, Map<String, Map<String, Object>> defaults) {

  /** What became of a property. */
  public enum Outcome {
    /** It sets a default. */
    USED,
    /** What it asks for is so anyway. */
    AS_IS,
    /** There is nothing here that it could set. */
    NOT_USED,
    /** Its value is wrong. */
    WRONG
  }

  /**
   * One line.
   *
   * @param line its number, from 1
   * @param told which key was set, why none was, or what is wrong
   */
  public record Entry(int line, String property, Outcome outcome, String told) {
    /** For a list of faults and notes. */
    public String in(Path file) {
      return file + ":" + line + ": " + (property.isEmpty() ? "" : property + " ") + told;
    }
  }

  private record Setting(int line, String value) {}

  /** Nothing. */
  public static final SlpConf NONE = new SlpConf(List.of(), Map.of());

  /** Reads a file, or nothing where none is given. */
  public static SlpConf read(@Nullable Path file, Rules rules) throws IOException {
    if (file == null) {
      return NONE;
    }
    List<Entry> entries = new ArrayList<>();
    Map<String, Setting> settings = new LinkedHashMap<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        read(++number, line.strip(), settings, entries);
      }
    } catch (MalformedInputException e) {
      entries.add(new Entry(1, "", Outcome.WRONG, "the text is not UTF-8"));
    }
    Map<String, Map<String, Object>> defaults = new LinkedHashMap<>();
    SlpConfKeys.ALL.forEach(
        (property, key) -> {
          Setting setting = settings.remove(property);
          if (setting != null) {
            entries.add(entry(property, setting, key, rules, defaults));
          }
        });
    settings.forEach(
        (property, setting) ->
            entries.add(
                new Entry(
                    setting.line(),
                    property,
                    Outcome.NOT_USED,
                    "is no property that is known here")));
    entries.sort(Comparator.comparingInt(Entry::line));
    return new SlpConf(List.copyOf(entries), defaults);
  }

  private static void read(
      int number, String line, Map<String, Setting> settings, List<Entry> entries) {
    if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
      return;
    }
    int equals = line.indexOf('=');
    if (equals < 1) {
      entries.add(new Entry(number, "", Outcome.WRONG, "'" + line + "' is no property=value"));
      return;
    }
    String property = line.substring(0, equals).strip();
    Setting earlier =
        settings.put(property, new Setting(number, line.substring(equals + 1).strip()));
    if (earlier != null) {
      entries.add(
          new Entry(earlier.line(), property, Outcome.NOT_USED, "is set again in line " + number));
    }
  }

  private static Entry entry(
      String property,
      Setting setting,
      SlpConfKeys.Key key,
      Rules rules,
      Map<String, Map<String, Object>> defaults) {
    String value = "is '" + setting.value() + "'";
    try {
      Meaning meaning = key.read(setting.value());
      List<SlpConfKeys.Set> there =
          meaning.settings().stream().filter(s -> rules.has(s.pid(), s.key())).toList();
      for (SlpConfKeys.Set set : there) {
        List<Fault> faults = rules.faults(set.pid(), Map.of(set.key(), set.value()));
        if (!faults.isEmpty()) {
          return new Entry(
              setting.line(), property, Outcome.WRONG, value + ", so " + faults.get(0).message());
        }
      }
      there.forEach(
          set ->
              defaults
                  .computeIfAbsent(set.pid(), pid -> new LinkedHashMap<>())
                  .put(set.key(), set.value()));
      if (!there.isEmpty()) {
        return new Entry(setting.line(), property, Outcome.USED, "sets " + names(there, true));
      }
      return meaning.settings().isEmpty()
          ? new Entry(
              setting.line(),
              property,
              meaning.asIs() ? Outcome.AS_IS : Outcome.NOT_USED,
              meaning.note())
          : new Entry(
              setting.line(),
              property,
              Outcome.NOT_USED,
              "would set " + names(meaning.settings(), false) + ", which is not in this container");
    } catch (IllegalArgumentException wrong) {
      return new Entry(
          setting.line(), property, Outcome.WRONG, value + ", allowed is " + wrong.getMessage());
    }
  }

  private static String names(List<SlpConfKeys.Set> settings, boolean values) {
    return settings.stream()
        .map(set -> set.pid() + " " + set.key() + (values ? " to " + set.value() : ""))
        .collect(Collectors.joining(", "));
  }

  /**
   * What the Configurator shall read besides the user's files: the PIDs that this sets, with the
   * user's own keys above it. It ranks above those files.
   */
  public String json(Map<String, Map<String, @Nullable Object>> users) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(":configurator:resource-version", 1);
    all.put(":configurator:symbolic-name", "org.loadstar.slp.conf");
    all.put(":configurator:version", "1.0.0");
    defaults.forEach(
        (pid, keys) -> {
          Map<String, @Nullable Object> merged = new LinkedHashMap<>(keys);
          users
              .getOrDefault(pid, Map.of())
              .forEach(
                  (written, value) -> {
                    int type = written.indexOf(':', 1);
                    merged.remove(type < 0 ? written : written.substring(0, type));
                    merged.put(written, value);
                  });
          merged.put(":configurator:ranking", 1000);
          all.put(pid, merged);
        });
    return JsonWriter.write(all);
  }
}
