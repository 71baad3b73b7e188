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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.RankingRuntime;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntime;
import org.loadstar.api.session.SessionState;
import org.loadstar.testkit.Ports;
import org.osgi.framework.Bundle;

/** Bundles of third parties in a running container: one that behaves, and one that does not. */
class ExtensionsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  private OwnFramework container() throws Exception {
    OwnFramework own = OwnFramework.start(folder.resolve("own"));
    own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
    own.configure("org.loadstar.slp.endpoint", Map.of("port", Ports.free()));
    own.configure("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 3000));
    own.configure(
        "org.loadstar.server.listener~one",
        Map.of("port", 0, "luPools", List.of("POOL2 3270002 5")));
    // Before it is advertised a search would take all its time.
    AgentRuntime agent = own.service(AgentRuntime.class);
    Awaitility.await().atMost(SOON).until(() -> agent.getRuntimeDTO().servers.size() == 1);
    Awaitility.await().atMost(SOON).until(() -> find(own).size() == 1);
    return own;
  }

  private static Bundle install(OwnFramework own, String name) throws Exception {
    Bundle bundle = own.install("releng/examples/" + name);
    bundle.start();
    return bundle;
  }

  private static List<ServerOffer> find(OwnFramework own) throws Exception {
    return own.service(ServerLocator.class)
        .find(ServerQuery.any())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .offers();
  }

  private static Ranking rank(OwnFramework own, List<ServerOffer> offers) throws Exception {
    return own.service(LoadRanker.class)
        .rank(offers, Requirements.none())
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static List<String> addresses(List<ServerOffer> offers) {
    return offers.stream().map(ServerOffer::address).sorted().toList();
  }

  @Test
  void aSourceAndAStrategyComeAndGo() throws Exception {
    try (OwnFramework own = container()) {
      String server = find(own).get(0).address();
      own.configure(
          "org.example.loadstar.phonebook",
          Map.of("servers", List.of("far.example:23", "near.example:992")));
      own.configure("org.example.loadstar.favourite", Map.of("server", "far.example:23"));
      Bundle phonebook = install(own, "phonebook");
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertEquals(
                      Stream.of(server, "far.example:23", "near.example:992").sorted().toList(),
                      addresses(find(own))));
      Ranking ranking = rank(own, find(own));
      assertEquals("favourite", ranking.strategy());
      assertEquals("far.example:23", ranking.offers().get(0).offer().address());
      assertEquals("phonebook", ranking.offers().get(0).offer().source());
      phonebook.uninstall();
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertEquals(List.of(server), addresses(find(own))));
      ranking = rank(own, find(own));
      assertEquals("least-load", ranking.strategy());
      assertEquals(server, ranking.offers().get(0).offer().address());
    }
  }

  private static ScreenSnapshot shown(Session session, Predicate<ScreenSnapshot> wanted)
      throws Exception {
    return session.await(wanted, SOON).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static boolean quarantined(List<ExtensionDTO> extensions) {
    return extensions.stream()
        .anyMatch(e -> e.bundle.equals("org.example.loadstar.unruly") && e.quarantined);
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "error", "null", "block"})
  void anUnrulyBundleIsQuarantinedAndHarmsNobody(String mode) throws Exception {
    try (OwnFramework own = container()) {
      String server = find(own).get(0).address();
      Session session =
          own.service(SessionManager.class)
              .open(SessionProfile.discovering("test"))
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      shown(session, s -> s.shows("User name") && s.lock().isEmpty());
      own.configure("org.example.loadstar.unruly", Map.of("mode", mode));
      Bundle unruly = install(own, "unruly");
      for (int i = 0; i < 4; i++) {
        List<ServerOffer> found = find(own);
        assertEquals(List.of(server), addresses(found));
        assertEquals(server, rank(own, found).offers().get(0).offer().address());
        session.type("USER").toCompletableFuture().get(10, TimeUnit.SECONDS);
        session.press(Key.ENTER).toCompletableFuture().get(10, TimeUnit.SECONDS);
        shown(session, s -> s.shows("PRIMARY MENU") && s.lock().isEmpty());
        session.press(Key.PF3).toCompletableFuture().get(10, TimeUnit.SECONDS);
        shown(session, s -> s.shows("User name") && s.lock().isEmpty());
      }
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertTrue(
                    quarantined(own.service(DiscoveryRuntime.class).getRuntimeDTO().sources),
                    "the source");
                assertTrue(
                    quarantined(own.service(RankingRuntime.class).getRuntimeDTO().strategies),
                    "the strategy");
              });
      if (!mode.equals("null")) {
        // A listener returns nothing, so null is no fault of it.
        Awaitility.await()
            .atMost(SOON)
            .until(() -> quarantined(own.service(SessionRuntime.class).getRuntimeDTO().listeners));
      }
      assertEquals(SessionState.CONNECTED, session.state());
      assertEquals(1, session.choices().size());
      String explained = own.command("explain");
      assertTrue(explained.contains("unruly"), explained);
      assertTrue(explained.contains("quarantined"), explained);
      session.close();
      unruly.uninstall();
      Awaitility.await()
          .atMost(SOON)
          .until(
              () ->
                  own.service(DiscoveryRuntime.class).getRuntimeDTO().sources.stream()
                      .noneMatch(e -> e.bundle.contains("unruly")));
      assertFalse(own.command("explain").contains("unruly"));
    }
  }
}
