// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.api.discovery.ServiceFinder;
import org.loadstar.testkit.Ports;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The bridge to jSLP, without a jSLP and with our own. */
class JslpTest {
  private static final String URL = "service:tn3270://gateway.example:2323";

  @TempDir Path folder;

  private OwnFramework container() throws Exception {
    OwnFramework own = OwnFramework.start(folder.resolve("own"));
    own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
    own.configure("org.loadstar.slp.endpoint", Map.of("port", Ports.free()));
    own.configure(
        "org.loadstar.discovery",
        Map.of("saMulticastTimeoutMillis", 1000, "daDiscoveryTimeoutMillis", 0));
    return own;
  }

  private static ServiceRegistration<AdvertisedServer> advertise(OwnFramework own) {
    return own.context()
        .registerService(
            AdvertisedServer.class,
            new AdvertisedServer() {
              @Override
              public ServerDescription describe() {
                return new ServerDescription(
                    "gateway",
                    "gateway.example",
                    2323,
                    List.of(new LuPool("POOL2", "3270002")),
                    new TreeMap<>(Map.of("RFC2355", List.of())));
              }

              @Override
              public LoadReading load() {
                return new LoadReading.Fixed(35);
              }
            },
            null);
  }

  private static List<ServerOffer> find(OwnFramework own) throws Exception {
    return own.service(ServerLocator.class)
        .find(ServerQuery.any())
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .offers();
  }

  /** What the bridge finds, without what discovery finds by itself; null where it is not there. */
  private static List<ServerOffer> throughJslp(OwnFramework own) throws Exception {
    Collection<ServiceReference<ServerSource>> sources =
        own.context().getServiceReferences(ServerSource.class, "(" + ServerSource.NAME + "=jslp)");
    if (sources.isEmpty()) {
      return null;
    }
    ServerSource source = own.context().getService(sources.iterator().next());
    return source == null ? null : source.find(ServerQuery.any());
  }

  private static List<String> mirrored(OwnFramework own, Bundle by) throws Exception {
    return own.context().getServiceReferences(AdvertisedService.class, null).stream()
        .filter(reference -> by.equals(reference.getBundle()))
        .map(reference -> own.context().getService(reference).describe().url())
        .toList();
  }

  private static void eventually(Assertion assertion) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion::run);
  }

  private interface Assertion {
    void run() throws Exception;
  }

  @Test
  void withoutAnyJslpTheBridgeStaysUnresolvedAndHarmsNobody() throws Exception {
    try (OwnFramework own = container()) {
      Bundle bridge = own.install("bundles/org.loadstar.jslp");
      BundleException unresolved = assertThrows(BundleException.class, bridge::start);
      assertTrue(unresolved.getMessage().contains("ch.ethz.iks.slp"), unresolved.getMessage());
      assertEquals(Bundle.INSTALLED, bridge.getState());
      advertise(own);
      eventually(() -> assertEquals(1, find(own).size()));
      for (Bundle bundle : own.context().getBundles()) {
        boolean runs = bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        assertTrue(runs || fragment || bundle.equals(bridge), bundle.getSymbolicName());
      }
    }
  }

  @Test
  void theBridgeFindsAndAdvertisesThroughOurJslp() throws Exception {
    try (OwnFramework own = container()) {
      Bundle engine = own.install("bundles/org.loadstar.jslp.engine");
      Bundle bridge = own.install("bundles/org.loadstar.jslp");
      bridge.start();
      engine.start();
      ServiceRegistration<AdvertisedServer> server = advertise(own);
      // As Eclipse ECF writes its URLs: with a protocol of their own inside.
      String ecf = "service:ecf.test://ecftcp://host.example:3787/server";
      own.context()
          .registerService(
              AdvertisedService.class,
              () -> new AdvertisedService.Description(ecf, "", 60, List.of(), "(a=1)"),
              null);
      eventually(
          () ->
              assertEquals(
                  List.of(ecf),
                  own
                      .service(ServiceFinder.class)
                      .services("service:ecf.test", List.of(), "(a=1)")
                      .toCompletableFuture()
                      .get(20, TimeUnit.SECONDS)
                      .stream()
                      .map(FoundService::url)
                      .toList()));
      eventually(() -> assertEquals(1, throughJslp(own).size()));
      ServerOffer offer = throughJslp(own).get(0);
      assertEquals(URL, offer.url());
      assertEquals("jslp", offer.source());
      assertEquals(35, offer.load().orElse(-1));
      assertEquals(List.of(new LuPool("POOL2", "3270002")), offer.pools());
      assertTrue(offer.has("RFC2355"));
      assertEquals(List.of(), mirrored(own, bridge), "off by default");

      own.configure("org.loadstar.jslp", Map.of("advertise", true));
      eventually(() -> assertEquals(List.of(URL), mirrored(own, bridge)));
      server.unregister();
      eventually(() -> assertEquals(List.of(), mirrored(own, bridge)));
      eventually(() -> assertEquals(List.of(), throughJslp(own)));
      advertise(own);
      eventually(() -> assertEquals(List.of(URL), mirrored(own, bridge)));
      bridge.stop();
      assertEquals(List.of(), mirrored(own, bridge));
    }
  }

  @Test
  void theEngineMayGoAndComeBack() throws Exception {
    try (OwnFramework own = container()) {
      Bundle engine = own.install("bundles/org.loadstar.jslp.engine");
      Bundle bridge = own.install("bundles/org.loadstar.jslp");
      engine.start();
      bridge.start();
      own.configure("org.loadstar.jslp", Map.of("advertise", true));
      advertise(own);
      eventually(() -> assertEquals(List.of(URL), mirrored(own, bridge)));
      engine.uninstall();
      eventually(() -> assertEquals(List.of(), mirrored(own, bridge)));
      eventually(() -> assertEquals(List.of(), throughJslp(own)));
      assertEquals(Bundle.ACTIVE, bridge.getState());
      eventually(() -> assertEquals(List.of(URL), urls(find(own))));
      own.refresh(bridge);
      assertEquals(Bundle.INSTALLED, bridge.getState(), "there is no jSLP any more");
      own.install("bundles/org.loadstar.jslp.engine").start();
      bridge.start();
      eventually(() -> assertEquals(List.of(URL), mirrored(own, bridge)));
      eventually(() -> assertEquals(List.of(URL), urls(throughJslp(own))));
      bridge.uninstall();
      eventually(() -> assertEquals(null, throughJslp(own)));
      eventually(() -> assertEquals(List.of(URL), urls(find(own))));
    }
  }

  private static List<String> urls(List<ServerOffer> offers) {
    return offers.stream().map(ServerOffer::url).toList();
  }
}
