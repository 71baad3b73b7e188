// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServiceFinder;
import org.osgi.framework.BundleException;

/** Our user agent, in this process. */
final class Finder implements AutoCloseable {
  private static final long WAIT_SECONDS = 30;

  private final InProcess container;

  private Finder(InProcess container) {
    this.container = container;
  }

  /**
   * Starts it.
   *
   * @param configuration by PID
   */
  static Finder start(Path root, Path folder, Map<String, ?> configuration)
      throws IOException, BundleException {
    return new Finder(InProcess.start(root, folder, configuration));
  }

  /** How many servers a search finds until its list is usable. */
  int find() throws Exception {
    return wait(container.service(ServerLocator.class).find(ServerQuery.any())).offers().size();
  }

  /** Asks for the service types that there are, so that directory agents become known. */
  void types() throws Exception {
    wait(container.service(ServiceFinder.class).types(null, List.of()));
  }

  private static <T> T wait(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** The messages that searches have sent so far, by UDP and TCP. */
  long sent() {
    return container.service(DiscoveryRuntime.class).getRuntimeDTO().packetsSent;
  }

  @Override
  public void close() throws IOException {
    container.close();
  }
}
