// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerChange;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;

/** Lists that are kept up to date. */
class WatchTest extends LoopbackTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger searches = new AtomicInteger();
  private volatile List<ServerOffer> offers = List.of();

  private void tell(ServerChange change) {
    told.add(
        "+" + names(change.added()) + " ~" + names(change.changed()) + " -" + names(change.gone()));
  }

  private static String names(List<ServerOffer> all) {
    return String.join(",", all.stream().map(o -> o.host() + "/" + o.load().orElse(-1)).toList());
  }

  private CompletableFuture<ServerList> list() {
    searches.incrementAndGet();
    SearchReport report =
        new SearchReport(
            List.of(),
            List.of(),
            List.of(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            List.of());
    return CompletableFuture.completedFuture(new ServerList(offers, true, report));
  }

  private static ServerOffer offer(String host, int load) {
    return new ServerOffer(
        "service:tn3270://" + host,
        host,
        23,
        OptionalInt.of(load),
        List.of(),
        new TreeMap<>(),
        List.of(),
        "slp",
        Instant.now());
  }

  @Test
  void whatComesChangesAndGoesIsToldAndNothingElse() {
    offers = List.of(offer("a", 1));
    try (WatchedList watch = new WatchedList(this::list, () -> SHORT, this::tell)) {
      watch.search();
      await().until(() -> told.size() == 1);
      offers = List.of(offer("a", 1), offer("b", 2));
      await().until(() -> told.size() == 2);
      offers = List.of(offer("b", 3));
      await().until(() -> told.size() == 3);
      int before = searches.get();
      await().until(() -> searches.get() > before + 5);
    }
    assertEquals(List.of("+a/1 ~ -", "+b/2 ~ -", "+ ~b/3 -a/1"), told);
  }

  @Test
  void theFirstListIsToldThoughItIsEmpty() {
    try (WatchedList watch = new WatchedList(this::list, () -> LONG, this::tell)) {
      watch.search();
      await().until(() -> told.equals(List.of("+ ~ -")));
    }
  }

  @Test
  void aSlowListenerIsToldTheNewestStateWithAllChanges() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(1);
    try (WatchedList watch =
        new WatchedList(
            this::list,
            () -> SHORT,
            change -> {
              tell(change);
              called.countDown();
              try {
                slow.await();
              } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
              }
            })) {
      watch.search();
      called.await();
      for (String host : List.of("a", "b", "c")) {
        offers = List.of(offer(host, 1));
        int before = searches.get();
        await().until(() -> searches.get() > before + 1);
      }
      assertEquals(1, told.size());
      slow.countDown();
      await().until(() -> told.size() == 2);
    }
    assertEquals(List.of("+ ~ -", "+c/1 ~ -"), told);
  }

  @Test
  void aListenerThatThrowsIsToldTheNextChange() {
    try (WatchedList watch =
        new WatchedList(
            this::list,
            () -> SHORT,
            change -> {
              tell(change);
              throw new IllegalStateException("on purpose");
            })) {
      watch.search();
      await().until(() -> told.size() == 1);
      offers = List.of(offer("a", 1));
      await().until(() -> told.size() == 2);
    }
  }

  @Test
  void manyWishesWhileItSearchesAreOneMoreSearch() {
    CompletableFuture<ServerList> running = new CompletableFuture<>();
    try (WatchedList watch =
        new WatchedList(
            () -> searches.incrementAndGet() == 1 ? running : new CompletableFuture<>(),
            () -> LONG,
            this::tell)) {
      watch.search();
      for (int i = 0; i < 100; i++) {
        watch.refresh();
      }
      assertEquals(1, searches.get());
      list().thenAccept(running::complete);
      searches.set(1);
      await().until(() -> searches.get() == 2);
      watch.search();
      assertEquals(2, searches.get(), "one at a time");
    }
  }

  @Test
  void aWishWhileItPausesIsOneSearchSoonAndAWholePauseAfterIt() {
    AtomicInteger pauses = new AtomicInteger();
    try (WatchedList watch =
        new WatchedList(
            this::list,
            () -> {
              pauses.incrementAndGet();
              return LONG;
            },
            this::tell)) {
      watch.search();
      assertEquals(1, pauses.get());
      watch.refresh();
      watch.refresh();
      await().until(() -> pauses.get() == 2);
      assertEquals(2, searches.get());
    }
  }

  @Test
  void nothingIsToldOrSearchedAfterTheEnd() {
    WatchedList watch = new WatchedList(this::list, () -> SHORT, this::tell);
    watch.search();
    await().until(() -> searches.get() > 2);
    watch.close();
    int before = searches.get();
    watch.search();
    watch.refresh();
    assertEquals(before, searches.get());
  }

  @Test
  void aWatchHearsDirectoryAgentsAndAsksAgainWhenOneComes() throws Exception {
    discovery.modified(config(Map.of("refreshSeconds", 86_400)));
    agent().describing().offer(ONE, "(LOAD=10)").start();
    ServerLocator.Watch watch = discovery.watch(ServerQuery.any(), this::tell);
    await().until(() -> told.equals(List.of("+one/10 ~ -")));
    assertEquals(1, report().watches);
    await().until(() -> report().directoryDiscovery.equals("passive"));
    Agent directory = agent().directory().describing().offer(TWO, "(LOAD=20)").start();
    long before = report().searches;
    directory.announce(true);
    directory.announce(true);
    await().until(() -> told.equals(List.of("+one/10 ~ -", "+two/20 ~ -one/10")));
    assertEquals(before + 1, report().searches);
    directory.announce(false);
    await().until(() -> report().directoryAgents.isEmpty());
    watch.close();
    assertEquals(0, report().watches);
    assertEquals("active", report().directoryDiscovery);
  }

  @Test
  void theCompleteListIsWatched() throws Exception {
    agent().describing().offer(ONE, "(LOAD=10)").start();
    List<ServerChange> changes = new CopyOnWriteArrayList<>();
    ServerLocator.Watch watch = discovery.watch(ServerQuery.any(), changes::add);
    await().until(() -> !changes.isEmpty());
    watch.close();
    assertTrue(changes.get(0).list().complete());
    assertFalse(changes.get(0).added().isEmpty());
  }

  @Test
  void aWrongScopeIsRefusedAtOnce() {
    ServerQuery wrong = new ServerQuery("A(B", "", "", null, null);
    assertThrows(IllegalArgumentException.class, () -> discovery.watch(wrong, this::tell));
    assertEquals(0, report().watches);
  }

  @Test
  void whenDiscoveryStopsNoWatchGoesOnOrBegins() throws Exception {
    discovery.watch(ServerQuery.any(), this::tell);
    await().until(() -> report().directoryDiscovery.equals("passive"));
    discovery.deactivate();
    discovery.watch(ServerQuery.any(), this::tell);
    assertEquals(0, report().watches);
    assertEquals("active", report().directoryDiscovery);
    nothingIsOpen();
    assertEquals(List.of(), told);
  }

  @Test
  void whereThePortCannotBeSharedDirectoryAgentsAreFoundActively() throws Exception {
    try (DatagramSocket taken = new DatagramSocket(null)) {
      taken.setReuseAddress(false);
      taken.bind(new InetSocketAddress(0));
      SlpEndpointComponent elsewhere = Agent.endpoint(taken.getLocalPort());
      discovery.setEndpoint(elsewhere);
      ServerLocator.Watch watch = discovery.watch(within(200), this::tell);
      await().until(() -> told.size() == 1);
      assertEquals("active", report().directoryDiscovery);
      watch.close();
      elsewhere.deactivate();
    }
  }
}
