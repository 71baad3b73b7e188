// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;

/**
 * What s3270 showed after every record of a recorded session.
 *
 * @param model of s3270's command line, 2 to 5
 * @param codePage of its command line; its default, "bracket", without one that it has
 * @param checkpoints one per record
 */
record Golden(int model, CodePage codePage, List<S3270Screen> checkpoints) {
  private static final Pattern MODEL = Pattern.compile("-model 327[89]-([2-5])");

  /** Page 933, which s3270 4.1 lacks, stands there without "cp". */
  private static final Pattern CODE_PAGE = Pattern.compile("-charset (cp[0-9]+)");

  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");

  static Path folder() {
    return Path.of(System.getProperty("loadstar.root", "."), "..", "shared", "traces");
  }

  /** The names of all recorded sessions; empty where they are not at hand. */
  static List<String> names() throws IOException {
    if (!Files.isDirectory(folder().resolve("golden"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder().resolve("golden"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".json.gz", ""))
          .sorted()
          .toList();
    }
  }

  static Golden read(String name) throws IOException {
    Path file = folder().resolve("golden").resolve(name + ".json.gz");
    String json;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Matcher model = MODEL.matcher(json);
    int number = model.find() ? Integer.parseInt(model.group(1)) : 4;
    Matcher charset = CODE_PAGE.matcher(json);
    String page = charset.find() ? charset.group(1) : "bracket";
    List<S3270Screen> checkpoints = new ArrayList<>();
    for (int at = json.indexOf("\"readbuffer\""); at >= 0; ) {
      int text = json.indexOf("\"ascii\"", at);
      int next = json.indexOf("\"readbuffer\"", at + 1);
      List<String> buffer = strings(json.substring(at + 12, text));
      List<String> shown = strings(json.substring(text + 7, next < 0 ? json.length() : next));
      checkpoints.add(S3270Screen.of(buffer, shown));
      at = next;
    }
    return new Golden(number, CodePages.named(page).orElseThrow(), checkpoints);
  }

  private static List<String> strings(String json) {
    return STRING.matcher(json).results().map(found -> unescape(found.group(1))).toList();
  }

  private static String unescape(String string) {
    return Pattern.compile("\\\\(u([0-9a-f]{4})|.)")
        .matcher(string)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(2) == null
                        ? found.group(1)
                        : String.valueOf((char) Integer.parseInt(found.group(2), 16))));
  }
}
