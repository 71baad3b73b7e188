// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.server.ServerRuntime;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;

/** The example of the API's README does what it says, and is the one that is told. */
class AutomationTest {
  @TempDir Path folder;

  @Test
  void theExampleReadsALineOfTheDemonstration() throws Exception {
    try (OwnFramework own = OwnFramework.start(folder.resolve("own"))) {
      own.configure("org.loadstar.server.listener~one", Map.of("port", 0));
      ServerRuntime server = own.service(ServerRuntime.class);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> server.getRuntimeDTO().listeners.stream().anyMatch(l -> l.port > 0));
      int port = server.getRuntimeDTO().listeners.get(0).port;
      String line =
          new CatalogueLookup(own.service(SessionManager.class))
              .line(
                  SessionProfile.to(new HostPort("127.0.0.1", port)),
                  "ada",
                  "secret".toCharArray(),
                  "LEDGER.TEST.JCL")
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      assertTrue(line.strip().matches("LEDGER\\.TEST\\.JCL +\\w+ +P[OS] .*"), line);
    }
  }

  @Test
  void theReadmeHasTheExample() throws Exception {
    Path top = Path.of(System.getProperty("loadstar.root"));
    List<String> lines =
        Files.readAllLines(
            top.resolve("releng/itests/src/test/java/org/loadstar/itests/CatalogueLookup.java"));
    int from = 0;
    while (!lines.get(from).startsWith("/**")) {
      from++;
    }
    String example = String.join("\n", lines.subList(from, lines.size()));
    assertTrue(
        Files.readString(top.resolve("bundles/org.loadstar.api/README.md")).contains(example));
  }
}
