// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;

/** Keeps what a plane tells. Thread-safe. */
public final class Recorder implements PlaneListener {
  private final List<PlaneReport> reports = new CopyOnWriteArrayList<>();
  private final List<Full> fulls = new CopyOnWriteArrayList<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();

  /** A full report. */
  public record Full(String vip, long sequence, List<LiveConnection> connections) {}

  @Override
  public void report(PlaneReport report) {
    reports.add(report);
  }

  @Override
  public void full(String vip, long sequence, List<LiveConnection> connections) {
    fulls.add(new Full(vip, sequence, List.copyOf(connections)));
  }

  @Override
  public void fault(String vip, String fault) {
    faults.add(fault);
  }

  /** The reports so far, in the order in which they came. */
  public List<PlaneReport> reports() {
    return reports;
  }

  /** Their events. */
  public List<PlaneEvent> events() {
    return reports.stream().flatMap(report -> report.events().stream()).toList();
  }

  /** The full reports so far. */
  public List<Full> fulls() {
    return fulls;
  }

  /** The faults so far. */
  public List<String> faults() {
    return faults;
  }
}
