// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionState;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a tracker of a million connections does in a second, on one thread. */
@Fork(
    value = 1,
    jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TrackerRounds {
  private static final int BURST = 64;
  private static final long MULTIPLIER = 6364136223846793005L;
  private static final long INCREMENT = 1442695040888963407L;

  /** A full tracker; of the keys that are asked for it has nine in ten. */
  @State(Scope.Thread)
  public static class Full {
    private final ConnectionTracker tracker = TrackedMillion.tracker();
    private final FourTuple key = new FourTuple();
    private final Burst burst = new Burst(BURST);
    private long random = 1;

    /** Fills it. */
    @Setup
    public void fill() {
      for (int i = 0; i < TrackedMillion.TARGETS.size(); i++) {
        String target = TrackedMillion.TARGETS.get(i);
        tracker.targetReport(target, 1, TrackedMillion.decode(target, TrackedMillion.report(i)), 0);
      }
    }

    private FourTuple next(FourTuple into) {
      random = random * MULTIPLIER + INCREMENT;
      int number = (int) (((random >>> 33) * (TrackedMillion.COUNT * 10L / 9)) >>> 31);
      return TrackedMillion.key(into, number);
    }
  }

  /** A table in which every connection that comes ends a while later: half a million at a time. */
  @State(Scope.Thread)
  public static class Passing {
    private static final int EACH_TICK = 1 << 12;
    private static final int TICKS = 120;

    private final ConnectionTable table =
        new ConnectionTable(
            Seed.random(), TrackedMillion.COUNT, TrackedMillion.COUNT, (key, was, is) -> {});
    private final Burst burst = new Burst(BURST);
    private final int meta = Meta.of(ConnectionState.HALF_OPEN, ConnectionCause.WEIGHT, 1);
    private int number;

    /** Fills it. */
    @Setup
    public void fill() {
      for (int i = 0; i < EACH_TICK * TICKS; i += BURST) {
        pass();
      }
    }

    private int pass() {
      int from = number;
      int tick = from / EACH_TICK + 1;
      if (from % EACH_TICK == 0) {
        table.advance(tick, 0, over -> {});
      }
      for (int i = 0; i < BURST; i++) {
        TrackedMillion.key(burst.key(i), number++);
      }
      table.near(burst, BURST);
      for (int i = 0; i < BURST; i++) {
        table.update(burst.key(i), before -> meta, tick + TICKS);
      }
      return number;
    }
  }

  /** Three reports, and a tracker that knows nothing. */
  @State(Scope.Thread)
  public static class Reports {
    private final List<ByteBuffer> reports = new ArrayList<>();
    private ConnectionTracker tracker = TrackedMillion.tracker();

    /** Encodes them. */
    @Setup
    public void encode() {
      for (int i = 0; i < TrackedMillion.TARGETS.size(); i++) {
        reports.add(TrackedMillion.report(i));
      }
    }

    /** Forgets all. */
    @Setup(Level.Iteration)
    public void forget() {
      tracker = TrackedMillion.tracker();
    }
  }

  /** Finds the targets of connections, many at a time. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public Burst lookups(Full full) {
    for (int i = 0; i < BURST; i++) {
      full.next(full.burst.key(i));
    }
    full.tracker.targets(full.burst, BURST);
    return full.burst;
  }

  /** Finds a connection's target. The next key is known before. */
  @Benchmark
  public @Nullable String single(Full full) {
    return full.tracker.target(full.next(full.key));
  }

  /** Finds a connection's target; what was found decides what is asked for next. */
  @Benchmark
  public @Nullable String dependent(Full full) {
    String target = full.tracker.target(full.next(full.key));
    full.random += target == null ? 0 : target.length();
    return target;
  }

  /** Enters connections, many at a time, and ends as many whose time is over. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int inserts(Passing passing) {
    return passing.pass();
  }

  /** Decodes the reports of three targets and enters their connections. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public long rebuild(Reports given) {
    long entered = 0;
    for (int i = 0; i < TrackedMillion.TARGETS.size(); i++) {
      String target = TrackedMillion.TARGETS.get(i);
      entered +=
          given.tracker.targetReport(
              target, 1, TrackedMillion.decode(target, given.reports.get(i)), 0);
    }
    if (entered != TrackedMillion.COUNT) {
      throw new IllegalStateException(entered + " were entered");
    }
    return entered;
  }
}
