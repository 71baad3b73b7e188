// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.ethz.iks.slp.Advertiser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.testkit.Configs;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

class JslpAdvertiserTest {
  private static final String A = "service:tn3270://a.example:2323";
  private static final String LIST =
      "(LOAD=35),(LUPOOL=POOL2 3270002,POOL\\2c3),(SERVERNAME=a\\28b\\29),BIND";
  private static final Map<String, Object> TOLD =
      Map.of(
          "LOAD",
          35,
          "LUPOOL",
          List.of("POOL2 3270002", "POOL\\2c3"),
          "SERVERNAME",
          "a\\28b\\29",
          "BIND",
          "");

  @TempDir Path storage;
  private Framework framework;
  private BundleContext context;
  private final InstalledJslp jslp = new InstalledJslp();
  private ServiceReference<Advertiser> reference;
  private volatile AgentRuntimeDTO agent = advertising(A, LIST);
  private JslpAdvertiser bridge;

  private static AgentRuntimeDTO advertising(String... urlsAndLists) {
    AgentRuntimeDTO dto = new AgentRuntimeDTO();
    for (int i = 0; i < urlsAndLists.length; i += 2) {
      AgentRuntimeDTO.ServerDTO server = new AgentRuntimeDTO.ServerDTO();
      server.url = urlsAndLists[i];
      server.attributes = urlsAndLists[i + 1];
      dto.servers.add(server);
    }
    return dto;
  }

  private static JslpAdvertiser.Config config(boolean advertise) {
    return Configs.of(JslpAdvertiser.Config.class, Map.of("advertise", advertise));
  }

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
    context = framework.getBundleContext();
    reference = context.registerService(Advertiser.class, jslp, null).getReference();
  }

  @AfterEach
  void stop() throws Exception {
    jslp.slow.countDown();
    framework.stop();
    framework.waitForStop(10_000);
  }

  private void bridge(boolean advertise) {
    bridge = new JslpAdvertiser(context, config(advertise));
    bridge.setAgent(() -> agent);
    bridge.setAdvertiser(reference);
  }

  private void told(Map<String, Map<String, Object>> expected) {
    Awaitility.await().untilAsserted(() -> assertEquals(expected, jslp.registered));
  }

  @Test
  void nothingIsToldUnlessItIsSwitchedOn() {
    bridge(false);
    bridge.updatedAgent(() -> agent);
    bridge.modified(config(true));
    told(Map.of(A + " -1", TOLD));
    bridge.modified(config(false));
    told(Map.of());
  }

  @Test
  void whatTheAgentTellsIsMirrored() {
    bridge(true);
    told(Map.of(A + " -1", TOLD));
    agent = advertising(A, "(LOAD=36)", "service:tn3270://[::1]:23", "");
    bridge.updatedAgent(() -> agent);
    told(Map.of(A + " -1", Map.of("LOAD", 36), "service:tn3270://[::1]:23 -1", Map.of()));
    agent = advertising();
    bridge.updatedAgent(() -> agent);
    told(Map.of());
  }

  @Test
  void stoppingWithdrawsBeforeItReturns() {
    bridge(true);
    told(Map.of(A + " -1", TOLD));
    bridge.deactivate();
    assertEquals(Map.of(), jslp.registered);
  }

  @Test
  void anotherJslpIsToldEverythingAnew() {
    bridge(true);
    told(Map.of(A + " -1", TOLD));
    bridge.unsetAdvertiser(reference);
    jslp.registered.clear();
    bridge.setAdvertiser(reference);
    told(Map.of(A + " -1", TOLD));
  }

  @Test
  void whatJslpRefusesIsTriedAgainAndHoldsUpNothing() {
    jslp.fault = "refused";
    bridge(true);
    for (int i = 0; i < 5; i++) {
      bridge.updatedAgent(() -> agent);
    }
    jslp.fault = "";
    agent = advertising("no url", "", A, LIST);
    bridge.updatedAgent(() -> agent);
    told(Map.of(A + " -1", TOLD));
  }

  @Test
  void aSlowJslpIsToldTheNewestOnly() {
    jslp.slow = new CountDownLatch(1);
    bridge(true);
    for (int load = 0; load < 100; load++) {
      agent = advertising(A, "(LOAD=" + load + ")");
      bridge.updatedAgent(() -> agent);
    }
    jslp.slow.countDown();
    told(Map.of(A + " -1", Map.of("LOAD", 99)));
  }
}
