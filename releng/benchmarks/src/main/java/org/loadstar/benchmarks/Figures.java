// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.loadstar.shell.wire.JsonWriter;

/** What was measured: a line for each figure on standard output, and all of it as JSON. */
final class Figures {
  private final Map<String, Object> document = new LinkedHashMap<>();
  private final List<Object> ratios = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Figures(Map<String, ?> settings) {
    document.put("settings", settings);
    document.put("ratios", ratios);
    document.put("notes", notes);
  }

  /**
   * The rounds of one side.
   *
   * @param unit of each
   */
  record Series(String unit, List<Double> rounds) {
    double median() {
      List<Double> sorted = rounds.stream().sorted().toList();
      return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }

    private Map<String, Object> json() {
      List<Double> sorted = rounds.stream().sorted().toList();
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("unit", unit);
      json.put("median", median());
      if (!sorted.isEmpty()) {
        json.put("least", sorted.get(0));
        json.put("greatest", sorted.get(sorted.size() - 1));
      }
      json.put("rounds", rounds);
      return json;
    }
  }

  /**
   * A ratio: the larger, the better.
   *
   * @param value of ours to the peer's
   */
  void ratio(String name, double value, Series ours, Series peer) {
    print(
        "ratio "
            + name
            + " "
            + number(value)
            + " x (ours "
            + text(ours)
            + ", peer "
            + text(peer)
            + ")");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("value", value);
    json.put("unit", "x");
    json.put("ours", ours.json());
    json.put("peer", peer.json());
    ratios.add(json);
  }

  /** What has no ratio. */
  void tell(String name, Series ours) {
    print("figure " + name + " " + text(ours));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("ours", ours.json());
    ratios.add(json);
  }

  void note(String line) {
    print("note " + line);
    notes.add(line);
  }

  private static String text(Series series) {
    return number(series.median()) + " " + series.unit();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3f", value);
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JsonWriter.write(document) + "\n");
  }
}
