// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.shell.wire.Reply;
import org.loadstar.testkit.Ports;

/**
 * The same container folder on both frameworks: a server advertises itself, is found and opened.
 */
class FrameworkTest {
  @TempDir Path folder;

  static Map<String, Map<String, Object>> oneServer(int slpPort) {
    return new TreeMap<>(
        Map.of(
            "org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")),
            "org.loadstar.slp.endpoint", Map.of("port", slpPort),
            "org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 3000),
            "org.loadstar.server.listener~one",
                Map.of("port", 0, "luPools", List.of("POOL2 3270002 20"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"equinox", "felix"})
  void theMainJobOnEachFramework(String framework) throws Exception {
    Map<String, Map<String, Object>> one = oneServer(Ports.free());
    try (ServerProcess server = ServerProcess.start(folder, framework, one)) {
      String found = server.json("find");
      assertTrue(found.contains("service:tn3270://127.0.0.1:" + server.port()), found);
      String screen = server.json("screen");
      assertTrue(screen.contains("User name"), screen);
      assertTrue(server.json("agent").contains("POOL2 3270002"));
      assertTrue(server.json("explain").contains("127.0.0.1:" + server.port()));
      Reply unknown = server.call("screen", false, "--profile", "nobody");
      assertEquals(Reply.WRONG_USE, unknown.exit(), unknown.err());
      assertFalse(server.log().contains("Exception"), server.log());
    }
  }
}
