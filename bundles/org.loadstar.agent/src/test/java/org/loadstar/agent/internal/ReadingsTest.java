// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadContributor;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.testkit.Registry;

class ReadingsTest {
  private final ExtensionGuard<AdvertisedServer> servers =
      new ExtensionGuard<>("AdvertisedServer", "", () -> {});
  private final ExtensionGuard<LoadContributor> contributors =
      new ExtensionGuard<>("LoadContributor", "", () -> {});
  private final Registry registry = new Registry();
  private final AtomicInteger changes = new AtomicInteger();
  private final Readings readings =
      new Readings(servers, contributors, () -> 50, changes::incrementAndGet);

  /** A server whose load the test sets. */
  private static final class Server implements AdvertisedServer {
    final String name;
    volatile int inUse;
    volatile RuntimeException fault;

    Server(String name) {
      this.name = name;
    }

    @Override
    public ServerDescription describe() {
      return new ServerDescription(name, "h", 23, List.of(), new TreeMap<>());
    }

    @Override
    public LoadReading load() {
      if (fault != null) {
        throw fault;
      }
      return new LoadReading.Sessions(inUse, 20);
    }
  }

  private static void done(CompletableFuture<?> future) throws Exception {
    future.get(10, TimeUnit.SECONDS);
  }

  private int load(String name) {
    return readings.current().stream()
        .filter(s -> s.description().name().equals(name))
        .mapToInt(Advertised::load)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void aServerIsThereWhenItHasBeenReadAndGoneWhenForgotten() throws Exception {
    Server server = new Server("A");
    Extension<AdvertisedServer> extension = servers.add(server);
    assertEquals(-1, load("A"));
    done(readings.read(extension));
    assertEquals(0, load("A"));
    server.inUse = 12;
    done(readings.refresh());
    assertEquals(60, load("A"));
    servers.remove(extension);
    readings.forget(extension);
    assertEquals(List.of(), readings.current());
  }

  @Test
  void aFaultKeepsTheLastLoadUntilTheServerIsQuarantinedAndHarmsNoOther() throws Exception {
    Server bad = new Server("BAD");
    Server good = new Server("GOOD");
    servers.add(bad);
    servers.add(good);
    bad.inUse = 10;
    done(readings.refresh());
    bad.fault = new IllegalStateException("broken");
    good.inUse = 5;
    done(readings.refresh());
    assertEquals(50, load("BAD"));
    assertEquals(25, load("GOOD"));
    done(readings.refresh());
    done(readings.refresh());
    assertEquals(-1, load("BAD"));
    assertEquals(25, load("GOOD"));
    assertTrue(servers.report().get(0).quarantined);
  }

  @Test
  void aServerThatHangsDelaysNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean();
    AdvertisedServer bad =
        new AdvertisedServer() {
          @Override
          public ServerDescription describe() {
            return new ServerDescription("BAD", "h", 23, List.of(), new TreeMap<>());
          }

          @Override
          public LoadReading load() {
            if (hangs.get()) {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
            return new LoadReading.Fixed(7);
          }
        };
    Server good = new Server("GOOD");
    servers.add(registry.reference("bad.bundle", bad), registry.context());
    servers.add(registry.reference("good.bundle", good), registry.context());
    done(readings.refresh());
    hangs.set(true);
    CompletableFuture<Void> hanging = readings.refresh();
    good.inUse = 5;
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> {
              readings.refresh();
              return load("GOOD") == 25;
            });
    assertEquals(7, load("BAD"));
    end.countDown();
    done(hanging);
  }

  @Test
  void theLargestContributionCountsAndNonsenseDoesNot() throws Exception {
    Server server = new Server("A");
    server.inUse = 4;
    servers.add(server);
    contributors.add((LoadContributor) (name, own) -> 70);
    contributors.add((LoadContributor) (name, own) -> 30);
    contributors.add((LoadContributor) (name, own) -> 400);
    contributors.add(
        (LoadContributor)
            (name, own) -> {
              throw new IllegalStateException("broken");
            });
    done(readings.refresh());
    assertEquals(70, load("A"));
    assertTrue(readings.current().get(0).loadSource().startsWith("contributor"));
    server.inUse = 16;
    done(readings.refresh());
    assertEquals(80, load("A"));
    assertEquals("16 of 20 sessions", readings.current().get(0).loadSource());
  }

  @Test
  void aBiasHoldsAtOnceAndFullStaysFull() throws Exception {
    Server server = new Server("A");
    server.inUse = 8;
    servers.add(server);
    done(readings.refresh());
    int before = changes.get();
    readings.override(readings.current().get(0), 75);
    assertEquals(70, load("A"));
    assertEquals(before + 1, changes.get());
    readings.override(readings.current().get(0), 0);
    assertEquals(0, load("A"));
    server.inUse = 20;
    done(readings.refresh());
    assertEquals(100, load("A"));
  }
}
