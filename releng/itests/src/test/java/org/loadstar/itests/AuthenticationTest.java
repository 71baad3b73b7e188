// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.directory.DirectoryRuntime;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.testkit.Ports;

/**
 * Our agents with the keys of their process, over real sockets: signed by the service agent, kept
 * by the directory agent, verified by the user agent.
 */
class AuthenticationTest {
  private static final String SERVER = "gateway.example:2323";

  @TempDir Path folder;

  private final Map<String, KeyPair> pairs = new HashMap<>();
  private final int port = Ports.free();

  @BeforeEach
  void keys() throws Exception {
    for (String algorithm : List.of("Ed25519", "DSA", "RSA")) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (!algorithm.equals("Ed25519")) {
        generator.initialize(1024);
      }
      KeyPair pair = generator.generateKeyPair();
      pairs.put(algorithm, pair);
      Files.write(folder.resolve(algorithm + ".pub"), pair.getPublic().getEncoded());
      Files.write(folder.resolve(algorithm + ".key"), pair.getPrivate().getEncoded());
    }
  }

  private OwnFramework container(Map<String, Object> discovery) throws Exception {
    OwnFramework own = OwnFramework.start(folder.resolve("own"));
    own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
    own.configure("org.loadstar.slp.endpoint", Map.of("port", port));
    Map<String, Object> all = new HashMap<>(discovery);
    all.put("saMulticastTimeoutMillis", 1500);
    own.configure("org.loadstar.discovery", all);
    return own;
  }

  private void key(OwnFramework own, String algorithm, boolean signs) throws Exception {
    Map<String, Object> keys = new HashMap<>();
    keys.put("spi", "lab-" + algorithm);
    keys.put("algorithm", algorithm);
    keys.put("publicKey", folder.resolve(algorithm + ".pub").toString());
    if (signs) {
      keys.put("privateKey", folder.resolve(algorithm + ".key").toString());
    }
    own.configure("org.loadstar.slp.key~" + algorithm, keys);
  }

  private static void gateway(OwnFramework own) throws Exception {
    own.configure(
        "org.loadstar.agent.gateway~one", Map.of("url", "service:tn3270://" + SERVER, "load", 35));
  }

  private static ServerList find(OwnFramework own, int version) throws Exception {
    return own.service(ServerLocator.class)
        .find(
            new ServerQuery("", "", "", null, Duration.ofMillis(1500), false, "", List.of(version)))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  private static void awaitSigned(OwnFramework client, int version) {
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              ServerList list = find(client, version);
              assertEquals(1, list.offers().size(), list.report().toString());
              assertEquals(SERVER, list.offers().get(0).address());
              assertTrue(list.offers().get(0).signed());
              assertEquals(35, list.offers().get(0).load().getAsInt());
            });
  }

  @Test
  void aRequiringClientFindsWhatAServiceAgentSignsInBothVersionsAndNothingElse() throws Exception {
    try (OwnFramework own = container(Map.of("authentication", "require"))) {
      gateway(own);
      key(own, "Ed25519", false);
      key(own, "RSA", false);
      ServerList none = find(own, 2);
      assertEquals(List.of(), none.offers());
      assertTrue(
          none.report().notes().stream()
              .anyMatch(n -> n.contains("only servers with a signature of lab-Ed25519 count")),
          none.report().notes().toString());
      key(own, "Ed25519", true);
      key(own, "RSA", true);
      awaitSigned(own, 2);
      awaitSigned(own, 1);
      assertEquals(List.of("lab-Ed25519"), own.service(AgentRuntime.class).getRuntimeDTO().keys);
    }
  }

  @Test
  void whatADirectoryAgentKeepsStaysSignedAndSoDoesItsOwnAdvertisement() throws Exception {
    try (OwnFramework own = container(Map.of("authentication", "require"))) {
      key(own, "DSA", true);
      own.configure("org.loadstar.directory", Map.of("enabled", true));
      gateway(own);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () -> {
                var services = own.service(DirectoryRuntime.class).getRuntimeDTO().services;
                return services.size() == 1 && services.get(0).signed;
              });
      awaitSigned(own, 2);
      assertTrue(find(own, 2).complete(), "by the directory agent alone");
      assertTrue(
          own.service(DiscoveryRuntime.class).getRuntimeDTO().directoryAgents.stream()
              .anyMatch(d -> d.heard && d.version == 2));
    }
  }
}
