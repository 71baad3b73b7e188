// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.session.SessionManager;
import org.loadstar.testkit.Ports;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Installed is not running: a socket and a thread exist while something is used, and no longer. */
class IdleTest {
  @TempDir Path folder;

  private static List<String> find(OwnFramework own) throws Exception {
    ServerList found =
        own.service(ServerLocator.class)
            .find(ServerQuery.any())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return found.offers().stream().map(ServerOffer::url).toList();
  }

  @Test
  void nothingRunsUntilItIsUsedAndNothingAfterwards() throws Exception {
    Remains remains = new Remains();
    try (OwnFramework own = OwnFramework.start(folder.resolve("own"))) {
      own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
      own.configure("org.loadstar.slp.endpoint", Map.of("port", Ports.free()));
      own.configure("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 1500));
      own.service(SessionManager.class);
      own.service(ServerLocator.class);
      remains.none();
      own.configure(
          "org.loadstar.server.listener~one",
          Map.of("port", 0, "luPools", List.of("POOL2 3270002 5")));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertEquals(1, find(own).size()));
      assertFalse(Remains.threads().isEmpty());
      assertTrue(remains.newSockets() > 0);
      Configuration[] listener =
          own.service(ConfigurationAdmin.class)
              .listConfigurations("(service.factoryPid=org.loadstar.server.listener)");
      listener[0].delete();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertEquals(List.of(), find(own), "a stopped server is withdrawn"));
      remains.none();
    }
  }
}
