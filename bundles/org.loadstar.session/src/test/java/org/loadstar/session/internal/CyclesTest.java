// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Session;

/** Sessions that come and go; the system property {@code loadstar.cycles} says how many. */
class CyclesTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int CYCLES = Integer.getInteger("loadstar.cycles", 1_000);
  private static final int AT_ONCE = 20;

  private static final Logger LOG = Logger.getLogger(EmulatorSession.class.getName());

  /** Two lines of log for each would be many. */
  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.WARNING);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  private static long descriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** Opens so many sessions at once, looks at each and closes it. */
  private static void cycle(World world, ScriptedHost host, List<WeakReference<Session>> gone)
      throws Exception {
    List<CompletionStage<Session>> opening = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      opening.add(world.sessions.open(World.to(host).with(change -> change.reconnect(false))));
    }
    for (CompletionStage<Session> one : opening) {
      Session session = World.get(one);
      World.shows(session, "HERE");
      session.close();
      gone.add(new WeakReference<>(session));
    }
  }

  @Test
  void sessionsLeaveNothingBehind() throws Exception {
    List<WeakReference<Session>> gone = new ArrayList<>();
    try (World world = new World();
        ScriptedHost host = ScriptedHost.staying("HERE")) {
      cycle(world, host, gone);
      await().atMost(LONG).until(() -> world.leases.get() == 0);
      long descriptors = descriptors();
      int threads = threads();
      while (gone.size() < CYCLES) {
        cycle(world, host, gone);
      }
      await().atMost(LONG).until(() -> world.leases.get() == 0 && world.sessions.all().isEmpty());
      await().atMost(LONG).untilAsserted(() -> assertTrue(descriptors() <= descriptors + 2));
      await().atMost(LONG).untilAsserted(() -> assertTrue(threads() <= threads + 2));
    }
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              System.gc();
              assertEquals(0, gone.stream().filter(one -> one.get() != null).count());
            });
  }
}
