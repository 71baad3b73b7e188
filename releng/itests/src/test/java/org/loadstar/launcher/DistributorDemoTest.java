// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.shell.wire.JsonReader;

/** The example "FTP and the sysplex distributor", as the demonstration plays it. */
class DistributorDemoTest {
  @TempDir private Path data;

  @Test
  void theDesktopIsServedByServerTwoAndTheNotebookByTheDistributingHostTwice() throws Exception {
    Map<String, ?> told;
    try (Loadstar demo =
        Loadstar.start(
            Map.of("LOADSTAR_JAVA_OPTIONS", "-Djava.io.tmpdir=" + data),
            "demo",
            "distributor",
            "--json",
            "--data",
            data.toString())) {
      told = JsonReader.readObject(demo.line());
      assertEquals(0, demo.exit(), demo.err());
    }
    assertEquals(
        0,
        ProcessHandle.allProcesses()
            .filter(p -> p.info().commandLine().orElse("").contains(data.toString()))
            .count());
    List<String> steps = new ArrayList<>();
    for (Object each : (List<?>) told.get("steps")) {
      Map<?, ?> step = (Map<?, ?>) each;
      assertEquals(true, step.get("ok"), step.toString());
      assertTrue(step.get("millis") instanceof Number, step.toString());
      steps.add(step.get("name") + " " + step.get("target"));
    }
    List<String> once = new ArrayList<>();
    for (String user : List.of("desktop", "notebook")) {
      String target = user.equals("desktop") ? " server2" : " server1";
      once.add(user + " connects" + target);
      for (String mode : List.of("passive", "active")) {
        once.add(user + " ls " + mode + target);
        once.add(user + " get " + mode + target);
      }
    }
    List<String> twice = new ArrayList<>(once);
    twice.addAll(once);
    assertEquals(twice, steps);
    // The last step's table: both control connections, and the notebook's data connection.
    List<String> rows = new ArrayList<>();
    for (Object each : (List<?>) told.get("table")) {
      Map<?, ?> row = (Map<?, ?>) each;
      rows.add(row.get("target") + " local " + row.get("local") + " by " + row.get("cause"));
    }
    assertEquals(
        List.of(
            "server1 local true by OUTBOUND",
            "server1 local true by WEIGHT",
            "server2 local false by WEIGHT"),
        rows);
  }
}
