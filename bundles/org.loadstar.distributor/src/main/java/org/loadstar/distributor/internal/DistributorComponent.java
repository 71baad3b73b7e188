// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.ConnectionReport;
import org.loadstar.api.distributor.Distributor;
import org.loadstar.api.distributor.DistributorRuntime;
import org.loadstar.api.distributor.DistributorRuntimeDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.ConnectionDTO;
import org.loadstar.api.distributor.DistributorRuntimeDTO.VipDTO;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.ListingDTO;
import org.loadstar.api.distributor.TargetWeights;
import org.loadstar.distributor.relay.RelayComponent;
import org.loadstar.distributor.relay.RelayPlane;
import org.loadstar.guard.RuntimeService;
import org.loadstar.net.NetworkStack;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What all distributed addresses share. Immediate, because it registers {@link DistributorRuntime}
 * itself, for the sake of its change count. It opens nothing and has no thread until an address is
 * configured.
 */
@Component(
    service = {DistributorComponent.class, Distributor.class},
    immediate = true)
public final class DistributorComponent implements Distributor {
  private static final int MOST_LISTINGS = 64;

  private final BundleContext context;
  private final StackClock clock = new StackClock();
  private final AtomicReference<@Nullable RuntimeService<DistributorRuntime>> runtime =
      new AtomicReference<>();
  private final Advisors advisors = new Advisors(this::changed);
  private final Distribution distribution = new Distribution(clock, advisors, this::changed);

  private volatile @Nullable NetworkStack here;

  /** Knows the helpers of third parties. */
  @Reference(
      name = "relay",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable RelayComponent relay;

  /** Keeps what an operator drains. */
  @Reference(
      name = "configurationAdmin",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ConfigurationAdmin configurationAdmin;

  /** Called by Declarative Services. */
  @Activate
  public DistributorComponent(BundleContext context) {
    this.context = context;
    runtime.set(new RuntimeService<>(context, DistributorRuntime.class, new Introspection()));
  }

  private void changed() {
    RuntimeService<DistributorRuntime> registered = runtime.get();
    if (registered != null) {
      registered.changed();
    }
  }

  private final class Introspection implements DistributorRuntime {
    @Override
    public DistributorRuntimeDTO getRuntimeDTO() {
      DistributorRuntimeDTO dto = distribution.report();
      RelayComponent there = relay;
      if (there != null) {
        dto.extensions.addAll(there.helpers());
        for (VipDTO vip : dto.vips) {
          if (vip.plane.equals(RelayPlane.RELAY)) {
            vip.transport = there.transport(vip.name);
          }
        }
      }
      return dto;
    }

    @Override
    public List<ConnectionDTO> connections(String vip, String target, int limit) {
      return distribution.connections(vip, target, limit);
    }
  }

  Distribution distribution() {
    return distribution;
  }

  @Override
  public void drain(String target, Duration limit, boolean once) {
    require(target);
    if (!once) {
      DrainKeeper.keep(configurationAdmin, target, true);
    }
    distribution.drain(target, limit);
  }

  @Override
  public void resume(String target, boolean once) {
    require(target);
    if (!once) {
      DrainKeeper.keep(configurationAdmin, target, false);
    }
    distribution.resume(target);
  }

  private void require(String target) {
    if (!distribution.has(target)) {
      throw new IllegalArgumentException(
          "no distributed address has a target '"
              + target
              + "'; there are: "
              + new TreeSet<>(distribution.targetNames()));
    }
  }

  @Override
  public CompletionStage<List<ListingDTO>> listings(String path, Duration limit) {
    List<FtpListings.Place> places = distribution.ftpPlaces();
    if (places.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            MOST_LISTINGS,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "loadstar-distributor listing");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    return FtpListings.compare(places, path, limit, threads)
        .whenComplete((done, fault) -> threads.shutdown());
  }

  @Reference(
      name = "network",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindNetwork(NetworkStack network) {
    clock.network(network);
    here = network;
    distribution.network(network);
  }

  void unbindNetwork(NetworkStack network) {
    if (here == network) {
      here = null;
      distribution.network(null);
    }
  }

  @Reference(
      name = "plane",
      service = ForwardingPlane.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addPlane(ForwardingPlane plane, Map<String, Object> properties) {
    distribution.plane(String.valueOf(properties.get(ForwardingPlane.NAME)), plane);
  }

  void removePlane(ForwardingPlane plane, Map<String, Object> properties) {
    distribution.planeGone(String.valueOf(properties.get(ForwardingPlane.NAME)), plane);
  }

  @Reference(
      name = "weights",
      service = TargetWeights.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addWeights(ServiceReference<TargetWeights> reference) {
    advisors.addManager(reference, context);
  }

  void removeWeights(ServiceReference<TargetWeights> reference) {
    advisors.removeManager(reference);
  }

  @Reference(
      name = "report",
      service = ConnectionReport.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addReport(ServiceReference<ConnectionReport> reference) {
    advisors.addReporter(reference, context);
  }

  void removeReport(ServiceReference<ConnectionReport> reference) {
    advisors.removeReporter(reference);
  }

  /** Called by Declarative Services. */
  @Deactivate
  public void close() {
    distribution.close();
    RuntimeService<DistributorRuntime> registered = runtime.getAndSet(null);
    if (registered != null) {
      registered.close();
    }
  }
}
