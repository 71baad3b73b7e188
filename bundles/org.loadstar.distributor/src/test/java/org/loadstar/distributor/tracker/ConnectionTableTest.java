// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;

class ConnectionTableTest {
  private static final int MILLION = 1_000_000;
  private static final int GRACE = 100;
  private static final List<ConnectionState> STATES =
      List.of(ConnectionState.HALF_OPEN, ConnectionState.ESTABLISHED, ConnectionState.CLOSING);

  private static int meta(ConnectionState state, int owner) {
    return Meta.of(state, ConnectionCause.WEIGHT, owner);
  }

  private static FourTuple four(int number) {
    return new FourTuple().ipv4(0x0A000000 + (number >>> 10), 1024 + (number & 1023), 99, 21);
  }

  private static FourTuple six(int number) {
    return new FourTuple().ipv6(0x20010db8L << 32, number >>> 10, 1 + (number & 1023), 7, 99, 21);
  }

  private static ConnectionTable table(int connections, int halfOpen) {
    return new ConnectionTable(Seed.random(), connections, halfOpen, (key, before, after) -> {});
  }

  /** What a table should hold. */
  private record Expected(int meta, int tick) {
    boolean isReached(int now) {
      return tick != 0 && tick <= now;
    }

    boolean isKept() {
      return Meta.state(meta) == ConnectionState.CLOSING && !Meta.has(meta, Meta.DOUBTED);
    }
  }

  private static final class Model {
    final Map<ConnectionKey, Expected> entries = new HashMap<>();
    int half;

    void put(ConnectionKey key, Expected expected) {
      entries.put(key, expected);
      half += isHalf(expected.meta()) ? 1 : 0;
    }

    void remove(ConnectionKey key) {
      Expected gone = entries.remove(key);
      half -= gone != null && isHalf(gone.meta()) ? 1 : 0;
    }

    void removeIf(Predicate<Expected> which) {
      List<ConnectionKey> gone = new ArrayList<>();
      entries.forEach(
          (key, expected) -> {
            if (which.test(expected)) {
              gone.add(key);
            }
          });
      gone.forEach(this::remove);
    }

    void reached(int tick) {
      entries.replaceAll(
          (key, e) ->
              e.isReached(tick) && e.isKept()
                  ? new Expected(e.meta() | Meta.DOUBTED, tick + GRACE)
                  : e);
      removeIf(e -> e.isReached(tick));
    }

    int count(boolean halfOpen) {
      return halfOpen ? half : entries.size() - half;
    }
  }

  /**
   * Insert, change, begin anew, remove, expire, sweep, with few keys so that they meet, and with
   * times of many and of few entries so that the arrays grow and are given back.
   */
  @Test
  void itDoesWhatAMapDoes() {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("model of the connection table, seed " + seed);
    Random random = new Random(seed);
    Map<ConnectionKey, Integer> watched = new HashMap<>();
    int bound = 6_000;
    ConnectionTable table =
        new ConnectionTable(
            new Seed(random.nextLong(), random.nextLong()),
            bound,
            bound / 4,
            (key, before, after) -> {
              Integer was = after == 0 ? watched.remove(key.key()) : watched.put(key.key(), after);
              assertEquals(before & ~Meta.DOUBTED, was == null ? 0 : was);
            });
    Model model = new Model();
    int now = 1;
    for (int i = 0; i < 100_000; i++) {
      boolean filling = (i / 10_000) % 2 == 0;
      FourTuple key = random.nextBoolean() ? four(random.nextInt(9000)) : six(random.nextInt(9000));
      Expected before = model.entries.get(key.key());
      int what = random.nextInt(1000);
      if (what == 0) {
        now += random.nextInt(300);
        table.advance(now, GRACE, over -> {});
        model.reached(now);
      } else if (what == 1) {
        int owner = random.nextInt(20);
        table.removeIf(meta -> Meta.owner(meta) == owner);
        model.removeIf(e -> Meta.owner(e.meta()) == owner);
      } else if (what < (filling ? 300 : 800)) {
        assertEquals(0, table.update(key, meta -> 0, 0));
        model.remove(key.key());
      } else {
        ConnectionState state = STATES.get(random.nextInt(3));
        int meta = meta(state, random.nextInt(20));
        int tick = now + 1 + random.nextInt(600);
        boolean fresh = random.nextBoolean();
        int answer = table.update(key, b -> fresh ? meta | Meta.FRESH : meta, tick);
        model.remove(key.key());
        boolean half = state == ConnectionState.HALF_OPEN;
        if (model.count(half) < (half ? bound / 4 : bound)) {
          assertEquals(meta, answer);
          model.put(key.key(), new Expected(meta, state == ConnectionState.ESTABLISHED ? 0 : tick));
        } else {
          assertEquals(ConnectionTable.FULL, answer, "before: " + before);
        }
      }
      Expected expected = model.entries.get(key.key());
      assertEquals(expected == null ? 0 : expected.meta(), table.find(key));
      if (i % 10_000 == 0) {
        assertSame(model.entries, watched, table);
      }
    }
    assertSame(model.entries, watched, table);
  }

  private static boolean isHalf(int meta) {
    return Meta.state(meta) == ConnectionState.HALF_OPEN;
  }

  private static void assertSame(
      Map<ConnectionKey, Expected> model,
      Map<ConnectionKey, Integer> watched,
      ConnectionTable table) {
    Map<ConnectionKey, Integer> metas = new HashMap<>();
    model.forEach((key, expected) -> metas.put(key, expected.meta()));
    Map<ConnectionKey, Integer> visited = new HashMap<>();
    table.forEach((key, meta, born) -> visited.put(key.key(), meta));
    assertEquals(metas, visited);
    metas.replaceAll((key, meta) -> meta & ~Meta.DOUBTED);
    assertEquals(metas, watched);
    long half = metas.values().stream().filter(ConnectionTableTest::isHalf).count();
    assertEquals(half, table.halfOpen());
    assertEquals(metas.size() - half, table.size());
  }

  @Test
  void aMillionComeAndGoAndNothingIsLeft() {
    ConnectionTable table = table(MILLION, 10);
    FourTuple key = new FourTuple();
    long empty = table.bytes();
    for (int i = 0; i < MILLION; i++) {
      int owner = i & 7;
      table.update(number(key, i), before -> meta(ConnectionState.ESTABLISHED, owner), 0);
    }
    assertEquals(MILLION, table.size());
    double each = table.bytes() / (double) MILLION;
    System.out.println("bytes for an IPv4 connection: " + each);
    assertTrue(each <= 48, each + " bytes for each");
    for (int i = 0; i < MILLION; i++) {
      assertEquals(meta(ConnectionState.ESTABLISHED, i & 7), table.find(number(key, i)));
    }
    assertEquals(
        ConnectionTable.FULL,
        table.update(four(MILLION), before -> meta(ConnectionState.ESTABLISHED, 1), 0));
    for (int i = 0; i < MILLION; i++) {
      table.update(number(key, i), before -> 0, 0);
    }
    assertEquals(0, table.size());
    assertEquals(0, table.halfOpen());
    Set<Integer> left = new HashSet<>();
    table.forEach((k, meta, born) -> left.add(meta));
    assertEquals(Set.of(), left);
    assertTrue(table.bytes() <= empty + (1 << 20), table.bytes() + " bytes are left");
  }

  private static FourTuple number(FourTuple key, int i) {
    return key.ipv4(0x0A000000 + (i >>> 10), 1024 + (i & 1023), 99, 21);
  }

  @Test
  void aMillionOfIpv6TakeAtMost80BytesEach() {
    ConnectionTable table = table(MILLION, 10);
    for (int i = 0; i < MILLION; i++) {
      table.update(six(i), before -> meta(ConnectionState.ESTABLISHED, 3), 0);
    }
    assertEquals(MILLION, table.size());
    double each = table.bytes() / (double) MILLION;
    System.out.println("bytes for an IPv6 connection: " + each);
    assertTrue(each <= 80, each + " bytes for each");
  }

  /**
   * The arrays are what the heap grows by: nothing is hidden from {@link ConnectionTable#bytes}.
   */
  @Test
  void theHeapGrowsByTheBytesThatAreTold() {
    int count = 500_000;
    long before = used();
    ConnectionTable table = table(count, 10);
    FourTuple key = new FourTuple();
    for (int i = 0; i < count; i++) {
      table.update(number(key, i), b -> meta(ConnectionState.ESTABLISHED, 1), 0);
    }
    long grown = used() - before;
    assertEquals(count, table.size());
    assertTrue(grown < table.bytes() * 1.1 + (1 << 20), grown + " of heap, told " + table.bytes());
  }

  private static long used() {
    // The serial collector leaves some dead objects where they are, but each fourth time.
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void aFloodOfHalfOpenConnectionsTakesNothingFromEstablishedOnes() {
    ConnectionTable table = table(10_000, 1_000);
    for (int i = 0; i < 10_000; i++) {
      assertTrue(table.update(four(i), b -> meta(ConnectionState.ESTABLISHED, 1), 0) > 0);
    }
    int refused = 0;
    for (int i = 0; i < 200_000; i++) {
      FourTuple key = i % 2 == 0 ? four(20_000 + i) : six(i);
      if (table.update(key, b -> meta(ConnectionState.HALF_OPEN, 1), 10) == ConnectionTable.FULL) {
        refused++;
      }
    }
    assertEquals(199_000, refused);
    assertEquals(10_000, table.size());
    assertEquals(1_000, table.halfOpen());
    for (int i = 0; i < 10_000; i++) {
      assertEquals(meta(ConnectionState.ESTABLISHED, 1), table.find(four(i)));
    }
    List<Integer> over = new ArrayList<>();
    table.advance(9, GRACE, over::add);
    assertEquals(List.of(), over);
    table.advance(10, GRACE, over::add);
    assertEquals(1_000, over.size());
    assertEquals(0, table.halfOpen());
    assertEquals(10_000, table.size());
  }

  @Test
  void establishedOnesHaveNoEnd() {
    ConnectionTable table = table(100, 100);
    FourTuple key = four(1);
    table.update(key, b -> meta(ConnectionState.HALF_OPEN, 1), 5);
    table.update(key, b -> Meta.with(b, ConnectionState.ESTABLISHED), 5);
    table.advance(Integer.MAX_VALUE - 1000, GRACE, over -> {});
    assertEquals(meta(ConnectionState.ESTABLISHED, 1), table.find(key));
  }

  @Test
  void aTimeThatIsSetAgainIsTheOneThatCounts() {
    ConnectionTable table = table(100, 100);
    table.update(four(1), b -> meta(ConnectionState.HALF_OPEN, 1), 5);
    table.update(four(1), b -> b, 1000);
    table.update(four(2), b -> meta(ConnectionState.HALF_OPEN, 1), 1000);
    table.update(four(2), b -> b, 5);
    table.advance(999, GRACE, over -> {});
    assertTrue(table.find(four(1)) != 0);
    assertEquals(0, table.find(four(2)));
    table.advance(1000, GRACE, over -> {});
    assertEquals(0, table.halfOpen());
  }

  @Test
  void aClosingOneIsKeptOnceMoreAndForAsLongAsItIsTold() {
    ConnectionTable table = table(100, 100);
    int closing = meta(ConnectionState.CLOSING, 1);
    table.update(four(1), b -> closing, 5);
    List<Integer> over = new ArrayList<>();
    table.advance(5, GRACE, over::add);
    assertEquals(List.of(closing), over);
    assertEquals(closing | Meta.DOUBTED, table.find(four(1)));
    table.update(four(1), b -> b, 200);
    assertEquals(closing, table.find(four(1)));
    table.advance(200, GRACE, over::add);
    table.advance(200 + GRACE - 1, GRACE, over::add);
    assertEquals(1, table.size());
    table.advance(200 + GRACE, GRACE, over::add);
    assertEquals(0, table.size());
    assertEquals(3, over.size());
  }
}
