// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.net.InetAddress;
import java.util.function.IntUnaryOperator;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionState;
import org.loadstar.api.distributor.Expectation;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What two threads may see of the tracker at the same time, and what they must not. */
public final class TrackerRaces {
  private TrackerRaces() {}

  private static FourTuple key(int number) {
    return new FourTuple().ipv4(number, 1024, 9, 21);
  }

  private static int meta(ConnectionState state, int owner) {
    return Meta.of(state, ConnectionCause.WEIGHT, owner);
  }

  private static ConnectionTable table(int connections) {
    return new ConnectionTable(new Seed(1, 2), connections, connections, (key, was, is) -> {});
  }

  /** Enters a connection unless another thread has done so; its owner then. */
  private static int enter(ConnectionTable table, int owner) {
    IntUnaryOperator first =
        before -> before == 0 ? meta(ConnectionState.ESTABLISHED, owner) : before;
    return Meta.owner(table.update(key(7), first, 0));
  }

  /** Two give the same connection to different targets. */
  @JCStressTest
  @Outcome(
      id = {"1, 1, 1", "2, 2, 2"},
      expect = ACCEPTABLE,
      desc = "One of them, for both.")
  @Outcome(expect = FORBIDDEN, desc = "Two owners.")
  @State
  public static class SameOwner {
    private final ConnectionTable table = table(10);

    /** Gives it to one. */
    @Actor
    public void one(III_Result result) {
      result.r1 = enter(table, 1);
    }

    /** Gives it to another. */
    @Actor
    public void other(III_Result result) {
      result.r2 = enter(table, 2);
    }

    /** Whose it is. */
    @Arbiter
    public void after(III_Result result) {
      result.r3 = table.size() == 1 ? Meta.owner(table.find(key(7))) : -table.size();
    }
  }

  /** Two come where there is room for one. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 1", "0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "One is refused.")
  @Outcome(expect = FORBIDDEN, desc = "More than there is room for, or none.")
  @State
  public static class Bounded {
    private final ConnectionTable table = table(1);

    private int enter(int number) {
      return table.update(key(number), before -> meta(ConnectionState.ESTABLISHED, 1), 0) > 0
          ? 1
          : 0;
    }

    /** Comes. */
    @Actor
    public void one(III_Result result) {
      result.r1 = enter(1);
    }

    /** Comes too. */
    @Actor
    public void other(III_Result result) {
      result.r2 = enter(2);
    }

    /** How many there are. */
    @Arbiter
    public void after(III_Result result) {
      result.r3 =
          table.size() == (table.find(key(1)) != 0 ? 1 : 0) + (table.find(key(2)) != 0 ? 1 : 0)
              ? table.size()
              : -1;
    }
  }

  /** A half-open connection's time is over while its target answers. */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Established, and no half-open one is left.")
  @Outcome(expect = FORBIDDEN, desc = "Lost, or there twice.")
  @State
  public static class ExpireAgainstHit {
    private final ConnectionTable table = table(10);

    /** It is half-open. */
    public ExpireAgainstHit() {
      table.update(key(1), before -> meta(ConnectionState.HALF_OPEN, 1), 5);
    }

    /** Its time is over. */
    @Actor
    public void expire() {
      table.advance(5, 1, over -> {});
    }

    /** Its target answers. */
    @Actor
    public void hit() {
      table.update(key(1), before -> meta(ConnectionState.ESTABLISHED, 1), 9);
    }

    /** What is left. */
    @Arbiter
    public void after(II_Result result) {
      result.r1 = table.find(key(1)) == meta(ConnectionState.ESTABLISHED, 1) ? table.size() : -1;
      result.r2 = table.halfOpen();
    }
  }

  /** Two data connections come for one expectation. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "One gets it.")
  @Outcome(expect = FORBIDDEN, desc = "Both, or none.")
  @State
  public static class ExpectationOnce {
    private final InetAddress client = InetAddress.getLoopbackAddress();
    private final Expectations expectations = new Expectations(10);

    /** It is expected. */
    public ExpectationOnce() {
      expectations.add(new Expectation(client, 20, "t1", 100), 0);
    }

    /** Comes. */
    @Actor
    public void one(ZZ_Result result) {
      result.r1 = expectations.use(client, 20, 1);
    }

    /** Comes too. */
    @Actor
    public void other(ZZ_Result result) {
      result.r2 = expectations.use(client, 20, 1);
    }
  }

  /**
   * One reads while another establishes the connection elsewhere, and moves entries about: what is
   * read was so at one moment. First by itself, then as one of many.
   */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "1, 2", "2, 2"},
      expect = ACCEPTABLE,
      desc = "As it was before or after.")
  @Outcome(expect = FORBIDDEN, desc = "Half of an entry, none, or the older one later.")
  @State
  public static class SnapshotAgainstWriter {
    private static final int OTHERS = 40;

    private final ConnectionTable table = table(1000);

    /** One is there, with some others. */
    public SnapshotAgainstWriter() {
      table.update(key(0), before -> meta(ConnectionState.HALF_OPEN, 1), 5);
      for (int i = 1; i < OTHERS; i++) {
        table.update(key(i), before -> meta(ConnectionState.ESTABLISHED, 3), 0);
      }
    }

    /** Changes all: the arrays grow, and others move into the holes. */
    @Actor
    public void write() {
      for (int i = 1; i < OTHERS; i++) {
        table.update(key(i), before -> 0, 0);
        table.update(key(OTHERS + i), before -> meta(ConnectionState.ESTABLISHED, 3), 0);
      }
      table.update(key(0), before -> meta(ConnectionState.ESTABLISHED, 2), 0);
    }

    /** Reads the one twice. */
    @Actor
    public void read(II_Result result) {
      result.r1 = seen(table.find(key(0)));
      Burst burst = new Burst(1);
      burst.key(0).ipv4(0, 1024, 9, 21);
      table.find(burst, 1, meta -> String.valueOf(seen(meta)));
      result.r2 = Integer.parseInt(String.valueOf(burst.target(0)));
    }

    private static int seen(int meta) {
      if (meta == meta(ConnectionState.HALF_OPEN, 1)) {
        return 1;
      }
      return meta == meta(ConnectionState.ESTABLISHED, 2) ? 2 : -1;
    }
  }
}
