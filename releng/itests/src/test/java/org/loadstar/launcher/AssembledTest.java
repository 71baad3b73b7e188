// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

/** The assembled folder, as users start it. */
class AssembledTest {
  @TempDir Path data;

  private Loadstar serve(Map<String, String> environment) throws IOException {
    return Loadstar.start(environment, "serve", "--data", data.toString());
  }

  private Reply call(String command, String... args) throws IOException {
    try (ControlClient client = ControlClient.connect(data.resolve("control"))) {
      return client.call(new Request(command, List.of(args), false));
    }
  }

  @Test
  void itGetsReadyAnswersAndStopsCleanlyEachTimeOnTheSameData() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Loadstar served = serve(Map.of())) {
        String line = served.line();
        assertTrue(line.matches("loadstar: ready in \\d+ ms, .*"), line);
        Reply bundles = call("shell", "lb -s");
        assertTrue(bundles.out().contains("org.loadstar.shell"), bundles.toString());
        assertFalse(
            bundles
                .out()
                .lines()
                .filter(l -> !l.contains("io.netty.transport-native-epoll")) // a fragment
                .anyMatch(l -> l.matches("\\s*\\d+\\|(Installed|Resolved).*")),
            bundles.out());
        assertEquals(0, call("shell", "loadstar:agent").exit());
        // the framework remembers this, the next start starts every bundle all the same
        assertEquals(0, call("shell", "stop org.loadstar.agent").exit());
        assertEquals(5, call("agent").exit());
        assertEquals(0, served.terminate().exit(), served.err());
        assertFalse(Files.exists(data.resolve("control")));
      }
    }
  }

  @Test
  void theFirstStartMakesAClassDataArchiveThatTheNextOneUses() throws Exception {
    Path archives = data.resolve("archives");
    Map<String, String> own = Map.of("LOADSTAR_ARCHIVES", archives.toString());
    List<Path> made;
    try (Loadstar served = serve(own)) {
      assertTrue(served.line().startsWith("loadstar: ready"));
      made = archives(archives);
      assertEquals(1, made.size(), served.terminate().err());
      assertTrue(Files.size(made.get(0)) > 5_000_000);
    }
    FileTime time = Files.getLastModifiedTime(made.get(0));
    Path loaded = data.resolve("loaded.txt");
    try (Loadstar served =
        serve(
            Map.of(
                "LOADSTAR_ARCHIVES",
                archives.toString(),
                "LOADSTAR_JAVA_OPTIONS",
                "-Xlog:class+load:file=" + loaded))) {
      assertTrue(served.line().startsWith("loadstar: ready"));
      assertEquals("", served.terminate().err());
    }
    assertEquals(made, archives(archives));
    assertEquals(time, Files.getLastModifiedTime(made.get(0)));
    assertTrue(
        Files.readString(loaded)
            .lines()
            .anyMatch(
                line ->
                    line.contains("org.loadstar.shell.internal.CommandTable ")
                        && line.contains("shared objects file (top)")),
        "classes of bundles come from the archive");
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void aBundleThatDoesNotResolveIsNamedWithWhatItMisses() throws Exception {
    Path home = data.resolve("home");
    try (Stream<Path> all = Files.walk(Loadstar.home())) {
      for (Path from : all.toList()) {
        Files.copy(from, home.resolve(Loadstar.home().relativize(from)), COPY_ATTRIBUTES);
      }
    }
    Files.delete(home.resolve("plugins/org.loadstar.slp.jar"));
    try (Loadstar served = Loadstar.startIn(home, "serve", "--data", data.toString())) {
      assertEquals(2, served.exit());
      String err = served.err();
      assertTrue(err.contains("org.loadstar.agent: ") && err.contains("org.loadstar.slp"), err);
    }
  }

  @Test
  void itStartsOnTheFelixFramework() throws Exception {
    try (Loadstar served = serve(Map.of("LOADSTAR_FRAMEWORK", "felix"))) {
      String line = served.line();
      assertTrue(line.matches("loadstar: ready in \\d+ ms, .*"), line);
      assertTrue(call("shell", "lb -s").out().contains("org.apache.felix.framework"));
      assertEquals(0, served.terminate().exit(), served.err());
    }
  }

  @Test
  void itStartsOnTheNewestJava() throws Exception {
    Path newest = newestJava();
    Assumptions.assumeTrue(newest != null, "there is no Java newer than 17 in /usr/lib/jvm");
    for (int i = 0; i < 2; i++) {
      try (Loadstar served = serve(Map.of("JAVA_HOME", newest.toString()))) {
        String line = served.line();
        assertTrue(line.matches("loadstar: ready in \\d+ ms, .*"), line);
        assertEquals(0, call("shell", "lb").exit());
        assertEquals(0, served.terminate().exit());
        assertTrue(
            served.err().isEmpty() || served.err().matches("loadstar: making the class-data.*"),
            served.err());
      }
    }
  }

  private static Path newestJava() throws IOException {
    Path newest = null;
    int version = 17;
    try (Stream<Path> all = Files.list(Path.of("/usr/lib/jvm"))) {
      for (Path home : all.filter(path -> Files.exists(path.resolve("release"))).toList()) {
        Matcher matcher =
            Pattern.compile("JAVA_VERSION=\"(\\d+)")
                .matcher(Files.readString(home.resolve("release")));
        if (matcher.find() && Integer.parseInt(matcher.group(1)) > version) {
          version = Integer.parseInt(matcher.group(1));
          newest = home;
        }
      }
    }
    return newest;
  }

  @Test
  void aSecondContainerOnTheSameSocketIsRefused() throws Exception {
    try (Loadstar served = serve(Map.of())) {
      served.line();
      try (Loadstar second =
          Loadstar.start("serve", "--data", data + "/other", "--socket", data + "/control")) {
        assertEquals(2, second.exit());
        assertTrue(second.err().contains("another container is running"), second.err());
      }
      assertEquals(0, call("commands").exit());
    }
  }

  @Test
  void aControlSocketThatCannotBeOpenedStopsTheStart() throws Exception {
    Files.writeString(data.resolve("control"), "mine");
    try (Loadstar served = serve(Map.of())) {
      assertEquals(2, served.exit());
      assertTrue(served.err().contains("is not a socket"), served.err());
      assertTrue(served.err().contains("was not opened"), served.err());
    }
  }

  @Test
  void aSecondContainerOnTheSameDataIsRefused() throws Exception {
    try (Loadstar served = serve(Map.of())) {
      served.line();
      try (Loadstar second = serve(Map.of())) {
        assertEquals(2, second.exit());
        assertTrue(second.err().contains("another container is running"), second.err());
      }
      assertEquals(0, call("commands").exit());
    }
  }

  @Test
  void aContainerThatWasKilledIsReplaced() throws Exception {
    try (Loadstar killed = serve(Map.of())) {
      killed.line();
    }
    assertTrue(Files.exists(data.resolve("control")));
    try (Loadstar served = serve(Map.of())) {
      assertTrue(served.line().startsWith("loadstar: ready"));
      assertEquals(0, call("commands").exit());
    }
  }

  @Test
  void withoutAContainerCommandsAboutOneSaySo() throws Exception {
    try (Loadstar agent = Loadstar.start("agent", "--data", data.toString())) {
      assertEquals(5, agent.exit());
      assertTrue(agent.err().contains("no container is running"), agent.err());
    }
  }

  @Test
  void anUnknownCommandIsWrongUse() throws Exception {
    try (Loadstar wrong = Loadstar.start("fnid", "--data", data.toString())) {
      assertEquals(2, wrong.exit());
      assertTrue(wrong.err().contains("'fnid'"), wrong.err());
    }
  }
}
