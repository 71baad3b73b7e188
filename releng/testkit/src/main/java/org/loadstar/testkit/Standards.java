// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of docs/standards.md with a column for the state, {@code | section | what | state |
 * test or why |}: each row that is done names tests, {@code `module: Class#method`}, and these
 * exist and ran; each other row says why.
 */
public final class Standards {
  private static final Set<String> STATES = Set.of("done", "partly", "no");
  private static final Pattern REFERENCE = Pattern.compile("`([\\w.-]+): (\\w+)#(\\w+)`");

  private static final Pattern TEST = Pattern.compile("@(Parameterized|Repeated)?Test\\b");

  /** A test that a row names. */
  private record Proof(int line, String module, String type, String method) {
    @Override
    public String toString() {
      return "line " + line + ": " + module + ": " + type + "#" + method;
    }
  }

  private final Path root;
  private final List<Proof> proofs = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private int rows;
  private boolean inTable;

  private Standards(Path root) {
    this.root = root;
  }

  /** Reads the tables of the project in that folder, and looks for the tests that they name. */
  public static Standards read(Path root) throws IOException {
    Standards read = new Standards(root);
    int line = 0;
    for (String text : Files.readAllLines(root.resolve("docs/standards.md"))) {
      read.row(++line, text);
    }
    for (Proof proof : read.proofs) {
      if (!read.exists(proof)) {
        read.faults.add(proof + " is no test");
      }
    }
    return read;
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** What is wrong, by line; empty where nothing is. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  private void row(int line, String text) {
    String[] cells = text.strip().split("\\s*\\|\\s*", -1);
    if (!text.startsWith("|") || cells.length < 4) {
      inTable = false;
      return;
    }
    if (cells[3].equals("state")) {
      inTable = true;
      return;
    }
    if (!inTable || cells[3].matches("-+")) {
      return;
    }
    if (cells.length != 6) {
      faults.add("line " + line + ": a row has section, what, state, and test or why");
      return;
    }
    rows++;
    if (!STATES.contains(cells[3])) {
      faults.add("line " + line + ": the state is '" + cells[3] + "', allowed is done, partly, no");
    }
    Matcher reference = REFERENCE.matcher(cells[4]);
    int named = 0;
    for (; reference.find(); named++) {
      proofs.add(new Proof(line, reference.group(1), reference.group(2), reference.group(3)));
    }
    if (cells[3].equals("done") && named == 0) {
      faults.add("line " + line + ": done, but no test is named");
    }
    if (!cells[3].equals("done") && REFERENCE.matcher(cells[4]).replaceAll("").isBlank()) {
      faults.add("line " + line + ": " + cells[3] + ", but not why");
    }
  }

  private Optional<Path> module(String name) {
    return Stream.of("bundles", "releng", "releng/examples")
        .map(folder -> root.resolve(folder).resolve(name))
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static Optional<Path> find(Path folder, Pattern name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files =
        Files.find(folder, 20, (p, a) -> name.matcher(p.getFileName().toString()).matches())) {
      return files.findFirst();
    }
  }

  /** Whether there is a method with an annotation of JUnit, or a test of the interop runner. */
  private boolean exists(Proof proof) throws IOException {
    Optional<Path> module = module(proof.module());
    if (module.isEmpty()) {
      return false;
    }
    Optional<Path> source = find(module.get(), Pattern.compile(proof.type() + "\\.(java|py)"));
    if (source.isEmpty()) {
      return false;
    }
    String text = Files.readString(source.get());
    if (proof.type().startsWith("test_")) {
      return text.contains("def " + proof.method() + "(");
    }
    // The formatter leaves an empty line between members.
    int method = text.indexOf("void " + proof.method() + "(");
    return method >= 0
        && TEST.matcher(text.substring(text.lastIndexOf("\n\n", method) + 1, method)).find();
  }

  /**
   * The tests that did not run, or skipped, in the build that began then.
   *
   * @param absent gets the modules that have no report of that build: they were no part of it
   */
  List<String> notRun(Instant began, Set<String> absent) throws IOException {
    List<String> notRun = new ArrayList<>();
    for (Proof proof : proofs) {
      Path reports = module(proof.module()).orElse(root).resolve("target/surefire-reports");
      Optional<Path> report =
          find(reports, Pattern.compile("TEST-([\\w.]+\\.)?" + proof.type() + "\\.xml"));
      if (proof.module().equals("interop")) {
        continue; // its runner counts what ran
      }
      if (report.isEmpty() || Files.getLastModifiedTime(report.get()).toInstant().isBefore(began)) {
        if (fresh(reports, began)) {
          notRun.add(proof + " has no report");
        } else {
          absent.add(proof.module());
        }
      } else if (!Pattern.compile(
              "<testcase name=\""
                  + proof.method()
                  + "(\\W[^\"]*)?\"[^>]*?(/>|>\\s*(?!<skipped|\\s))")
          .matcher(Files.readString(report.get()))
          .find()) {
        notRun.add(proof + " did not run");
      }
    }
    return notRun;
  }

  private static boolean fresh(Path reports, Instant began) throws IOException {
    if (!Files.isDirectory(reports)) {
      return false;
    }
    try (Stream<Path> files = Files.list(reports)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
        if (!Files.getLastModifiedTime(file).toInstant().isBefore(began)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Fails where a row is wrong, or a test that it names did not run in this build. Where tests were
   * selected, or whole modules were no part of the build, it says so, and fails where the
   * environment variable CI is {@code true}.
   *
   * @param args the root folder, when the build began (ISO 8601), and the tests selected, if any
   */
  public static void main(String[] args) throws IOException {
    Standards standards = read(Path.of(args[0]));
    Set<String> absent = new TreeSet<>();
    List<String> faults = new ArrayList<>(standards.faults());
    if (args[2].startsWith("$")) {
      faults.addAll(standards.notRun(Instant.parse(args[1]), absent));
    } else {
      absent.add("those not selected by " + args[2]);
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException("docs/standards.md:\n" + String.join("\n", faults));
    }
    if (absent.isEmpty()) {
      System.out.println(
          "docs/standards.md: all " + standards.proofs.size() + " tests named there ran");
      return;
    }
    String told =
        "docs/standards.md: NOT CHECKED whether the tests named there ran: this build had no test"
            + " of "
            + String.join(", ", absent);
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(told);
    }
    System.out.println(told);
  }
}
