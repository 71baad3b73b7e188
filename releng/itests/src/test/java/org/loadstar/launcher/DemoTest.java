// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.shell.wire.JsonReader;

/** The main job, as the demo shows it. */
@Timeout(300)
class DemoTest {
  @TempDir Path folder;

  private Loadstar demo(String... more) throws IOException {
    List<String> line = new ArrayList<>(List.of("demo", "--data", folder.toString()));
    line.addAll(List.of(more));
    return Loadstar.start(
        Map.of("LOADSTAR_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder), line.toArray(String[]::new));
  }

  private List<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("loadstar"))
          .toList();
    }
  }

  private long processes() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().commandLine().orElse("").contains(folder.toString()))
        .count();
  }

  private static List<Long> loads(Object offers) {
    return ((List<?>) offers)
        .stream().map(offer -> (Long) ((Map<?, ?>) offer).get("load")).toList();
  }

  @Test
  void theLeastLoadedServerIsChosenAndWhenItStopsTheNextOne() throws Exception {
    try (Loadstar demo = demo("--json")) {
      Map<String, Object> told = JsonReader.readObject(demo.line());
      assertEquals(0, demo.exit(), demo.err());
      assertTrue((Long) told.get("startMillis") > 0);
      assertEquals(List.of(5L, 25L, 60L), loads(told.get("offers")));
      List<?> offers = (List<?>) told.get("offers");
      assertEquals(((Map<?, ?>) offers.get(0)).get("url"), told.get("chosen"));
      assertEquals(24, ((List<?>) told.get("screen")).size());
      assertTrue(told.get("screen").toString().contains("User name"));
      Map<?, ?> failover = (Map<?, ?>) told.get("failover");
      assertEquals(told.get("chosen"), failover.get("from"));
      assertEquals(((Map<?, ?>) offers.get(1)).get("url"), failover.get("to"));
      assertTrue((Long) failover.get("millis") < 10_000);
    }
    assertEquals(List.of(), leftBehind());
    assertEquals(0, processes());
  }

  @Test
  void withoutAgentsNothingIsFound() throws Exception {
    try (Loadstar demo = demo("--without-agent", "--json")) {
      Map<String, Object> told = JsonReader.readObject(demo.line());
      assertEquals(3, demo.exit());
      assertEquals(List.of(), told.get("offers"));
      assertTrue(demo.err().contains("No TN3270E server was found"), demo.err());
      assertTrue(demo.err().contains("service agents 15000 ms"), demo.err());
    }
    assertEquals(0, processes());
  }

  @Test
  void anInterruptedDemoLeavesNothingBehind() throws Exception {
    try (Loadstar demo = demo()) {
      String line = demo.line();
      assertTrue(line.contains("start"), line);
      demo.terminate().exit();
    }
    assertEquals(List.of(), leftBehind());
    assertEquals(0, processes());
  }

  @Test
  void aKilledDemoTakesItsProcessesAlong() throws Exception {
    try (Loadstar demo = demo()) {
      demo.line();
      assertTrue(demo.line().contains("server1"));
    }
    await().atMost(120, SECONDS).until(() -> processes() == 0);
  }
}
