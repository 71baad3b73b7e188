// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.loadstar.api.session.ScreenSnapshot;

/**
 * The text that s3270 showed after one record of a recorded session, and its status.
 *
 * @param rows of text
 * @param status its status line, cut at its spaces
 */
record GoldenText(List<String> rows, List<String> status) {
  static final Path FOLDER =
      Path.of(System.getProperty("loadstar.root", "."), "..", "shared", "traces");

  private static final Pattern CHECKPOINT =
      Pattern.compile("\"readbuffer\".*?\"([ULE] [UF] [^\"]*)\".*?\"ascii\": \\[(.*?)\\]", 32);
  private static final Pattern ROW = Pattern.compile("\"data: ((?:[^\"\\\\]|\\\\.)*+)\"");

  /** The names of all recorded sessions; empty where they are not at hand. */
  static List<String> names() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".trc"))
          .map(name -> name.replace(".trc", ""))
          .sorted()
          .toList();
    }
  }

  /** After each of the records. */
  static List<GoldenText> read(String name) throws IOException {
    Path file = FOLDER.resolve("golden").resolve(name + ".json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<GoldenText> all = new ArrayList<>();
      CHECKPOINT.matcher(json).results().forEach(found -> all.add(of(found)));
      return all;
    }
  }

  private static GoldenText of(MatchResult checkpoint) {
    return new GoldenText(
        ROW.matcher(checkpoint.group(2)).results().map(row -> text(row.group(1))).toList(),
        List.of(checkpoint.group(1).split(" ")));
  }

  private static String text(String json) {
    return Pattern.compile("\\\\u(....)")
        .matcher(json.replace("\\\"", "\"").replace("\\\\", "\\"))
        .replaceAll(found -> String.valueOf((char) Integer.parseInt(found.group(1), 16)))
        // At 81 and 82 of page 930 s3270 4.1 has the small kana, IBM's registry the large ones.
        .replace('ｧ', 'ｱ')
        .replace('ｨ', 'ｲ');
  }

  /** What is otherwise on this screen; empty where nothing is. */
  String difference(ScreenSnapshot screen) {
    int cursor = screen.cursor();
    List<String> theirs =
        List.of(status.get(6), status.get(7), status.get(8), status.get(9), locked());
    List<String> ours =
        Stream.of(
                screen.rows(),
                screen.columns(),
                cursor / screen.columns(),
                cursor % screen.columns(),
                screen.lock().isEmpty() ? "free" : "locked")
            .map(String::valueOf)
            .toList();
    if (!theirs.equals(ours)) {
      return "size, cursor and lock " + ours + ", s3270 has " + theirs;
    }
    for (int row = 0; row < rows.size(); row++) {
      if (!rows.get(row).equals(screen.row(row))) {
        return "row " + row + " '" + screen.row(row) + "', s3270 has '" + rows.get(row) + "'";
      }
    }
    return "";
  }

  private String locked() {
    return status.get(0).equals("U") ? "free" : "locked";
  }
}
