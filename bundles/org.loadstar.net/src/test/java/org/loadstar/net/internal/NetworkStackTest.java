// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.net.NetworkStack.Lease;
import org.loadstar.testkit.Configs;

class NetworkStackTest {
  private static NetworkStackComponent.Config config(int threads, String... interfaces) {
    return Configs.of(
        NetworkStackComponent.Config.class,
        Map.of("threads", threads, "multicastInterfaces", interfaces, "ttl", 1));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("loadstar-net"))
        .count();
  }

  @Test
  void loopsStartWithTheFirstLeaseAndEndWithTheLast() throws Exception {
    NetworkStackComponent stack = new NetworkStackComponent(config(1));
    assertEquals(0, threads());
    Lease one = stack.lease();
    Lease two = stack.lease();
    assertSame(one.group(), two.group());
    one.group().next().submit(() -> {}).get(30, TimeUnit.SECONDS);
    assertEquals(1, threads());
    one.close();
    one.close();
    assertFalse(two.group().isShuttingDown(), "closing a lease twice gives it back once");
    two.close();
    await().atMost(30, TimeUnit.SECONDS).until(() -> threads() == 0);
    Lease again = stack.lease();
    assertTrue(again.group().next().submit(() -> true).get(30, TimeUnit.SECONDS));
    again.close();
  }

  @Test
  void aLeaseOutlivesAChangeOfConfiguration() throws Exception {
    NetworkStackComponent stack = new NetworkStackComponent(config(1));
    Lease old = stack.lease();
    stack.modified(config(2));
    Lease young = stack.lease();
    assertNotSame(old.group(), young.group());
    assertTrue(old.group().next().submit(() -> true).get(30, TimeUnit.SECONDS));
    old.close();
    young.close();
    await().atMost(30, TimeUnit.SECONDS).until(() -> threads() == 0);
  }

  @Test
  void interfacesAreThoseConfigured() throws Exception {
    assertEquals(
        NetworkInterface.getByName("lo"),
        new NetworkStackComponent(config(0, "lo", "none-of-that-name"))
            .multicastInterfaces()
            .get(0));
    assertFalse(new NetworkStackComponent(config(0)).multicastInterfaces().isEmpty());
    assertEquals(1, new NetworkStackComponent(config(0)).multicastTtl());
  }

  @Test
  void aWrongIpVersionKeepsTheLastGoodOne() {
    NetworkStackComponent stack = new NetworkStackComponent(config(0));
    assertEquals(List.of(INET, INET6), stack.families());
    for (String value : List.of("4", "5", "both", "6", "")) {
      stack.modified(Configs.of(NetworkStackComponent.Config.class, Map.of("ipVersion", value)));
      assertEquals(
          switch (value) {
            case "4", "5" -> List.of(INET);
            case "both" -> List.of(INET, INET6);
            default -> List.of(INET6);
          },
          stack.families());
    }
  }
}
