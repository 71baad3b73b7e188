// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.distributor.tracker.Tables.key;
import static org.loadstar.distributor.tracker.Tables.table;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneReport;

/** Targets that come and go, as names of configurations do over the years. */
class OwnersTest {
  /** More than there are numbers. */
  private static final int MANY = Meta.MOST_OWNERS + 10_000;

  private final ConnectionTracker tracker =
      new ConnectionTracker(TrackerLimits.DEFAULT, Seed.random(), 0, vip -> {});
  private long sequence;

  private void report(PlaneEvent event) {
    tracker.apply(new PlaneReport("ftp", ++sequence, List.of(event)), 0);
  }

  private static PlaneEvent established(int client, String target) {
    return new PlaneEvent.Established(key(client), target, 100);
  }

  private static PlaneEvent closed(int client, String target) {
    return new PlaneEvent.Closed(key(client), target, 1, 1);
  }

  private String found(int client) {
    return tracker.find(key(client)).map(c -> c.target() + " " + c.state()).orElse("-");
  }

  @Test
  void moreTargetsThanThereAreNumbersOneAfterTheOther() {
    ForwardingTable first = table("ftp", "stays", "goes");
    tracker.table(first);
    report(established(1, "stays"));
    report(established(2, "goes"));
    for (int i = 0; i < MANY; i++) {
      tracker.table(
          new ForwardingTable(
              "ftp",
              i + 2,
              first.address(),
              first.ports(),
              List.of(Tables.row("t" + i)),
              List.of(),
              0,
              List.of(),
              List.of(),
              first.slices(),
              "",
              first.limits()));
      if (i % 1000 == 0) {
        report(established(3, "t" + i));
        report(closed(3, "t" + i));
      }
    }
    assertEquals("stays ESTABLISHED", found(1));
    assertEquals("goes ESTABLISHED", found(2));
    TargetCounts all = tracker.counts("ftp").orElseThrow().all();
    assertEquals(2, all.established());
    assertEquals(2 + (MANY + 999) / 1000, all.total());
    assertTrue(tracker.targets() <= Owners.FEW, tracker.targets() + " targets");
  }

  @Test
  void theTargetsOfAnAddressThatIsGoneAreForgotten() {
    for (int i = 0; i < 3 * Owners.FEW; i++) {
      tracker.table(table("vip" + i, "t1", "t2"));
      tracker.remove("vip" + i);
    }
    assertEquals(0, tracker.targets());
    tracker.table(table("ftp", "t1"));
    report(established(1, "t1"));
    assertEquals("t1 ESTABLISHED", found(1));
    tracker.remove("ftp");
    assertNull(tracker.target(FourTuple.of(key(1))));
    assertEquals(0, tracker.size());
  }

  @Test
  void manyThatAllHaveConnectionsAreKept() {
    int count = 2 * Owners.FEW;
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "t" + i;
    }
    tracker.table(table("ftp", names));
    for (int i = 0; i < count; i++) {
      report(established(i, names[i]));
    }
    tracker.table(table("ftp", "other"));
    tracker.table(table("ftp", "another"));
    for (int i = 0; i < count; i++) {
      assertEquals(names[i] + " " + ConnectionState.ESTABLISHED, found(i));
    }
  }

  /** A number that is used again while somebody reads is nobody else's in what is read. */
  @Test
  void nobodyReadsTheNameOfWhoHasTheNumberNow() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    FourTuple ours = FourTuple.of(key(0));
    CompletableFuture<String> foreign =
        CompletableFuture.supplyAsync(
            () -> {
              Burst burst = new Burst(1);
              burst.key(0).set(key(0));
              while (!over.get()) {
                tracker.targets(burst, 1);
                for (String name : new String[] {tracker.target(ours), burst.target(0)}) {
                  if (name != null && !name.startsWith("0")) {
                    return name;
                  }
                }
              }
              return "";
            });
    for (int i = 0; i < 10 * Owners.FEW; i++) {
      int client = i % 2;
      String name = client + " " + i;
      tracker.table(table("ftp", name));
      report(new PlaneEvent.Opened(key(client), name, ConnectionCause.WEIGHT, 1));
      report(closed(client, name));
    }
    over.set(true);
    assertEquals("", foreign.get());
  }
}
