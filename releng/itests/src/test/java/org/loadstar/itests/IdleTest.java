// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.session.SessionManager;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Installed is not running: a socket and a thread exist while something is used, and no longer. */
class IdleTest {
  @TempDir Path folder;

  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("loadstar")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  /** TCP and UDP sockets of this process; the virtual machine keeps a local pair of its own. */
  private static long sockets() {
    Set<String> own = new TreeSet<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      open.forEach(descriptor -> own.add(target(descriptor)));
      long count = 0;
      for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
        count +=
            Files.readAllLines(Path.of("/proc/self/net", table)).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> own.contains("socket:[" + columns[9] + "]"))
                .count();
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  private static void idle(long sockets) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertEquals(new TreeSet<>(), threads());
              assertEquals(sockets, sockets());
            });
  }

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
    long before = sockets();
    try (OwnFramework own = OwnFramework.start(folder.resolve("own"))) {
      own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
      own.configure("org.loadstar.slp.endpoint", Map.of("port", 14551));
      own.configure("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 1500));
      own.service(SessionManager.class);
      own.service(ServerLocator.class);
      idle(before);
      own.configure(
          "org.loadstar.server.listener~one",
          Map.of("port", 0, "luPools", List.of("POOL2 3270002 5")));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertEquals(1, find(own).size()));
      assertFalse(threads().isEmpty());
      assertTrue(sockets() > before);
      Configuration[] listener =
          own.service(ConfigurationAdmin.class)
              .listConfigurations("(service.factoryPid=org.loadstar.server.listener)");
      listener[0].delete();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertEquals(List.of(), find(own), "a stopped server is withdrawn"));
      idle(before);
    }
    idle(before);
  }
}
