// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.loadstar.api.distributor.ConnectionReport;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.api.distributor.TargetWeights;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.distributor.tracker.ConnectionTracker;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Who tells the distributor what it does not know itself: workload managers and targets that report
 * their connections, third parties under guard. Thread-safe.
 */
final class Advisors {
  private static final Duration WEIGHTS_LIMIT = Duration.ofMillis(200);
  private static final Duration REPORT_LIMIT = Duration.ofSeconds(2);

  /** What is more than that is no weight. */
  private static final int MAX_WEIGHT = 1_000_000;

  /** A target's report is asked for so often. */
  private static final long REPORT_MILLIS = 5_000;

  private final ExtensionGuard<TargetWeights> managers;
  private final ExtensionGuard<ConnectionReport> reporters;
  private final Map<String, AtomicLong> sequences = new HashMap<>(); // guarded by itself
  private long nextReports; // on the distributor's loop only

  Advisors(Runnable changed) {
    managers = new ExtensionGuard<>("TargetWeights", TargetWeights.NAME, changed);
    reporters = new ExtensionGuard<>("ConnectionReport", ConnectionReport.TARGET, changed);
  }

  void addManager(ServiceReference<TargetWeights> reference, BundleContext context) {
    managers.add(reference, context);
  }

  void removeManager(ServiceReference<TargetWeights> reference) {
    managers.remove(reference);
  }

  void addReporter(ServiceReference<ConnectionReport> reference, BundleContext context) {
    reporters.add(reference, context);
  }

  void removeReporter(ServiceReference<ConnectionReport> reference) {
    reporters.remove(reference);
  }

  /**
   * What a workload manager tells.
   *
   * @param name of the manager; empty for none
   * @return empty where there is none or it gave no answer
   */
  CompletionStage<Map<String, Integer>> weights(
      String name, String vip, Map<String, TargetStatus> status) {
    for (Extension<TargetWeights> manager : managers.extensions()) {
      if (!name.isEmpty() && name.equals(manager.property(TargetWeights.NAME))) {
        return managers
            .call(manager, WEIGHTS_LIMIT, m -> checked(m.weights(vip, status)))
            .exceptionally(fault -> Map.of());
      }
    }
    return CompletableFuture.completedFuture(Map.of());
  }

  private static Map<String, Integer> checked(Map<String, Integer> told) throws BadAnswerException {
    if (told == null) {
      throw new BadAnswerException("returned null");
    }
    Map<String, Integer> weights = new HashMap<>();
    for (Map.Entry<String, Integer> each : told.entrySet()) {
      Integer weight = each.getValue();
      if (each.getKey() == null || weight == null || weight < 0 || weight > MAX_WEIGHT) {
        throw new BadAnswerException(
            "told the weight "
                + weight
                + " of '"
                + each.getKey()
                + "'; allowed is 0 to "
                + MAX_WEIGHT);
      }
      weights.put(each.getKey(), weight);
    }
    return weights;
  }

  /** Asks the targets for their connections, every few seconds. */
  void reports(ConnectionTracker tracker, Clock clock, Executor loop) {
    long now = clock.millis();
    if (now < nextReports) {
      return;
    }
    nextReports = now + REPORT_MILLIS;
    for (Extension<ConnectionReport> reporter : reporters.extensions()) {
      Object target = reporter.property(ConnectionReport.TARGET);
      if (target instanceof String name) {
        long sequence = sequence(name);
        reporters
            .call(reporter, REPORT_LIMIT, r -> whole(r.connections()))
            .thenAcceptAsync(all -> tracker.targetReport(name, sequence, all, clock.millis()), loop)
            .exceptionally(fault -> null);
      }
    }
  }

  private long sequence(String target) {
    synchronized (sequences) {
      return sequences.computeIfAbsent(target, t -> new AtomicLong()).incrementAndGet();
    }
  }

  private static List<LiveConnection> whole(List<LiveConnection> told) throws BadAnswerException {
    if (told == null) {
      throw new BadAnswerException("returned null");
    }
    return List.copyOf(told);
  }

  List<ExtensionDTO> report() {
    List<ExtensionDTO> all = new ArrayList<>(managers.report());
    all.addAll(reporters.report());
    return all;
  }
}
