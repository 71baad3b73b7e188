// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Adds up the reports of a build, as the last step of {@code verify}, and prints how many tests ran
 * and which skipped. Where the environment variable CI is {@code true}, a skipped test fails it.
 */
public final class TestCount {
  private static final Pattern SUITE =
      Pattern.compile(
          "<testsuite [^>]*?tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\" failures=\"(\\d+)\"");
  private static final Pattern SKIPPED =
      Pattern.compile("<testcase name=\"([^\"]*)\" classname=\"([^\"]*)\"[^>]*>\\s*<skipped");

  private TestCount() {}

  /**
   * Prints the count.
   *
   * @param args the root folder, and when the build began (ISO 8601): older reports are of others
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Instant began = Instant.parse(args[1]);
    int[] sums = new int[4];
    TreeSet<String> skipped = new TreeSet<>();
    for (Path report : reports(root)) {
      if (Files.getLastModifiedTime(report).toInstant().isBefore(began)) {
        continue;
      }
      String xml = Files.readString(report);
      Matcher suite = SUITE.matcher(xml);
      if (suite.find()) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += Integer.parseInt(suite.group(i + 1));
        }
      }
      Matcher skip = SKIPPED.matcher(xml);
      while (skip.find()) {
        skipped.add(skip.group(2) + "." + skip.group(1));
      }
    }
    System.out.println(
        "Loadstar: "
            + sums[0]
            + " tests, "
            + sums[3]
            + " failures, "
            + sums[1]
            + " errors, "
            + sums[2]
            + " skipped");
    skipped.forEach(name -> System.out.println("  skipped: " + name));
    if (sums[2] > 0 && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(sums[2] + " tests skipped, and none may skip in CI");
    }
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 8, (p, a) -> isReport(p))) {
      return files.toList();
    }
  }

  private static boolean isReport(Path path) {
    String text = path.toString();
    return text.endsWith(".xml") && text.contains("surefire-reports/TEST-");
  }
}
