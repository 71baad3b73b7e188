// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.ethz.iks.slp.Locator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

class JslpSourceTest {
  private static final String A = "service:tn3270://a.example:2323";

  @TempDir Path storage;
  private Framework framework;
  private JslpSource source;
  private final InstalledJslp jslp = new InstalledJslp();
  private ServiceReference<Locator> reference;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
    BundleContext context = framework.getBundleContext();
    source = new JslpSource(context);
    // with no properties, as jSLP does
    ServiceRegistration<Locator> registered = context.registerService(Locator.class, jslp, null);
    reference = registered.getReference();
    jslp.services.put(A, List.of("(LOAD=35)", "(LUPOOL=POOL2\\093270002,POOL3)", "BIND"));
  }

  @AfterEach
  void stop() throws Exception {
    jslp.slow.countDown();
    framework.stop();
    framework.waitForStop(10_000);
  }

  private List<ServerOffer> find() throws InterruptedException {
    return source.find(ServerQuery.any());
  }

  @Test
  void withoutALocatorNothingIsFound() throws Exception {
    assertEquals(List.of(), find());
  }

  @Test
  void serversComeWithTheirLoadAndPools() throws Exception {
    source.setLocator(reference);
    jslp.services.put("service:tn3270e://A.example:2323", List.of("(LOAD=99)"));
    jslp.services.put("service:tn3270e://[2001:db8::1]", List.of("(LOAD=101)"));
    List<ServerOffer> found = find();
    assertEquals(
        List.of("a.example:2323", "[2001:db8::1]:23"),
        found.stream().map(ServerOffer::address).toList(),
        "one per host and port");
    ServerOffer a = found.get(0);
    assertEquals(OptionalInt.of(35), a.load());
    assertEquals(List.of(new LuPool("POOL2", "3270002"), new LuPool("POOL3", "")), a.pools());
    assertTrue(a.has("BIND"));
    assertEquals("jslp", a.source());
    assertEquals(OptionalInt.empty(), found.get(1).load(), "an implausible load is unknown");
    assertEquals(List.of("101"), found.get(1).values("LOAD"));
  }

  @Test
  void scopePoolAndDeviceAreAskedFor() throws Exception {
    source.setLocator(reference);
    source.find(new ServerQuery("HQ", "POOL2", "3270002", null, null));
    find();
    assertEquals(
        List.of(
            "service:tn3270 [HQ] (|(LUPOOL=POOL2\\093270002)(LUPOOL=POOL2 3270002))",
            "service:tn3270e [HQ] (|(LUPOOL=POOL2\\093270002)(LUPOOL=POOL2 3270002))",
            "service:tn3270 null null",
            "service:tn3270e null null"),
        jslp.asked);
  }

  @Test
  void aSlowSearchGoesOnAndItsResultIsKept() throws Exception {
    source = new JslpSource(framework.getBundleContext(), Duration.ofMillis(200));
    source.setLocator(reference);
    jslp.slow = new CountDownLatch(1);
    assertEquals(List.of(), find(), "in time, with nothing");
    assertEquals(List.of(), find());
    assertEquals(1, jslp.asked.size(), "one search at a time");
    jslp.slow.countDown();
    Awaitility.await().until(() -> jslp.asked.size() == 2);
    Awaitility.await().until(() -> find().size() == 1);
    jslp.slow = new CountDownLatch(1);
    assertEquals(1, find().size(), "what the last search found");
    source.unsetLocator(reference);
    assertEquals(List.of(), find());
    source.setLocator(reference);
    assertEquals(List.of(), find(), "nothing of a Locator that is gone");
  }

  @Test
  void aFaultOfJslpIsNoFaultOfTheSource() throws Exception {
    source.setLocator(reference);
    assertEquals(1, find().size());
    jslp.fault = "no answer";
    for (int i = 0; i < 5; i++) {
      assertEquals(1, find().size(), "what the last search found");
    }
    jslp.fault = "";
    jslp.services.clear();
    assertEquals(List.of(), find(), "it is asked again");
  }

  @Test
  void attributesThatCannotBeReadLoseTheLoadOnly() throws Exception {
    source.setLocator(reference);
    jslp.services.put(A, List.of("(LOAD=35", "(LUPOOL=\\zz)"));
    assertEquals(OptionalInt.empty(), find().get(0).load());
  }
}
