// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.distributor.ftp.FtpHelper;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.net.NetworkStack;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Registers the {@link RelayPlane} with the helpers that are there: FTP's, and those of third
 * parties. Tables wait for the network; what runs does not need it any more.
 */
@Component(
    service = {ForwardingPlane.class, RelayComponent.class},
    property = ForwardingPlane.NAME + "=" + RelayPlane.RELAY)
public final class RelayComponent implements ForwardingPlane {
  private record Waiting(ForwardingTable table, PlaneListener listener) {}

  private final BundleContext context;
  private final FtpHelper ftp = new FtpHelper();
  private final ExtensionGuard<FlowHelper> helpers =
      new ExtensionGuard<>("FlowHelper", FlowHelper.NAME, () -> {});

  // Guarded by this.
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private @Nullable RelayPlane plane;

  /** Called by Declarative Services. */
  @Activate
  public RelayComponent(BundleContext context) {
    this.context = context;
  }

  /** Called by Declarative Services. */
  @Reference(
      name = "network",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public synchronized void bindNetwork(NetworkStack network) {
    RelayPlane running = plane;
    if (running != null) {
      running.network(network);
      return;
    }
    RelayPlane begun = new RelayPlane(network, this::open);
    plane = begun;
    waiting
        .values()
        .forEach(
            w -> {
              w.listener.fault(w.table.vip(), "");
              begun.apply(w.table, w.listener);
            });
    waiting.clear();
  }

  void unbindNetwork(NetworkStack network) {
    // What it lent is ours until we give it back.
  }

  @Reference(
      name = "helper",
      service = FlowHelper.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addHelper(ServiceReference<FlowHelper> reference) {
    helpers.add(reference, context);
  }

  void removeHelper(ServiceReference<FlowHelper> reference) {
    helpers.remove(reference);
  }

  private @Nullable FlowCaller open(String name, FlowHelper.Start start) {
    if (name.equals(FtpHelper.FTP)) {
      return FlowCaller.direct(ftp.open(start));
    }
    for (Extension<FlowHelper> helper : helpers.extensions()) {
      if (helper.name().equals(name)) {
        return new GuardedFlow(helpers, helper, start);
      }
    }
    return null;
  }

  /** The helpers of third parties, with their faults. */
  public List<ExtensionDTO> helpers() {
    return helpers.report();
  }

  /** What moves the bytes of a distributed address: {@code nio}, {@code epoll}, or empty. */
  public String transport(String vip) {
    RelayPlane running = plane();
    return running == null ? "" : running.transport(vip);
  }

  private synchronized @Nullable RelayPlane plane() {
    return plane;
  }

  @Override
  public synchronized void apply(ForwardingTable table, PlaneListener listener) {
    RelayPlane running = plane;
    if (running == null) {
      waiting.put(table.vip(), new Waiting(table, listener));
      listener.fault(table.vip(), "the plane waits for the network");
    } else {
      running.apply(table, listener);
    }
  }

  @Override
  public void reportAll(String vip) {
    RelayPlane running = plane();
    if (running != null) {
      running.reportAll(vip);
    }
  }

  @Override
  public synchronized void withdraw(String vip, boolean end) {
    waiting.remove(vip);
    RelayPlane running = plane;
    if (running != null) {
      running.withdraw(vip, end);
    }
  }

  @Override
  public void end(String vip, String target) {
    RelayPlane running = plane();
    if (running != null) {
      running.end(vip, target);
    }
  }

  /** Called by Declarative Services. */
  @Deactivate
  public void close() {
    RelayPlane running = plane();
    if (running != null) {
      running.close();
    }
  }
}
