// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.testkit.Ports;

/**
 * A framework may be stopped at any moment, in the midst of searches, sessions and changes of its
 * configuration: no thread and no socket is left, which closing the framework asserts.
 */
class StopTest {
  @TempDir Path folder;

  private interface Step {
    void run(OwnFramework own) throws Exception;
  }

  private static Step configure(String pid, Map<String, Object> keys) {
    return own -> own.configure(pid, keys);
  }

  /** Steps whose outcome nobody waits for. */
  private static final List<Step> STEPS =
      List.of(
          configure("org.loadstar.net", Map.of("threads", 1, "multicastInterfaces", List.of("lo"))),
          configure("org.loadstar.net", Map.of("threads", 3, "multicastInterfaces", List.of("lo"))),
          configure("org.loadstar.slp.endpoint", Map.of("port", Ports.free())),
          configure("org.loadstar.slp.endpoint", Map.of("port", Ports.free())),
          configure("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 8000)),
          configure(
              "org.loadstar.server.listener~own",
              Map.of("port", 0, "luPools", List.of("POOL9 3270002 1"))),
          configure("org.loadstar.agent.gateway~g", Map.of("url", "service:tn3270://g.example:23")),
          own -> own.service(ServerLocator.class).find(ServerQuery.any()),
          own -> own.service(SessionManager.class).open(SessionProfile.discovering("test")));

  @ParameterizedTest
  @ValueSource(ints = {3, 18, 19})
  void nothingIsLeftWheneverItIsStopped(int seed) throws Exception {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>(STEPS);
    Collections.shuffle(steps, random);
    try (OwnFramework own = OwnFramework.start(folder.resolve("own"))) {
      for (Step step : steps) {
        step.run(own);
        // Not to wait for anything: the moment is what is tried.
        TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
      }
    }
  }
}
