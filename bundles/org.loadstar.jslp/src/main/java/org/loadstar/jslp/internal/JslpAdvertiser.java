// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import ch.ethz.iks.slp.Advertiser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.agent.AgentRuntimeDTO.ServerDTO;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the servers of this framework through the Advertiser of an installed jSLP, where that
 * is switched on. What the service agent tells (load with bias, attributes) is mirrored, whenever
 * it changes.
 */
@Component(
    service = {},
    configurationPid = "org.loadstar.jslp")
@Designate(ocd = JslpAdvertiser.Config.class)
public final class JslpAdvertiser {
  private static final Logger LOG = LoggerFactory.getLogger(JslpAdvertiser.class);

  /** jSLP may ask directory agents for each server. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar jSLP bridge",
      description = "What is told through an installed jSLP.")
  public @interface Config {
    /** Whether servers are registered. */
    @AttributeDefinition(
        name = "Advertise",
        description =
            "Register the servers of this framework through jSLP too; Loadstar's own service agent"
                + " advertises them already.")
    boolean advertise() default false;
  }

  private final BundleContext context;
  private final ExtensionGuard<Advertiser> advertisers =
      new ExtensionGuard<>("jSLP Advertiser", "", () -> {});
  private final Mirror mirror = new Mirror();
  private volatile boolean advertise;
  private volatile @Nullable AgentRuntime agent;

  /** A call that has not begun: it will tell what there is then. Guarded by this. */
  private @Nullable CompletableFuture<Boolean> queued;

  /** Called by Declarative Services. */
  @Activate
  public JslpAdvertiser(BundleContext context, Config config) {
    this.context = context;
    this.advertise = config.advertise();
  }

  @Modified
  void modified(Config config) {
    advertise = config.advertise();
    changed();
  }

  /** Waits shortly until jSLP was told. */
  @Deactivate
  void deactivate() {
    advertise = false;
    try {
      changed().get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Exception silent) {
      LOG.warn("jSLP does not withdraw the servers: {}", String.valueOf(silent));
    }
  }

  @Reference(
      name = "advertiser",
      service = Advertiser.class,
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setAdvertiser(ServiceReference<Advertiser> reference) {
    advertisers.add(reference, context);
    changed();
  }

  void unsetAdvertiser(ServiceReference<Advertiser> reference) {
    advertisers.remove(reference);
    mirror.forget();
  }

  @Reference(
      name = "agent",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setAgent(AgentRuntime bound) {
    agent = bound;
    changed();
  }

  void updatedAgent(AgentRuntime bound) {
    changed();
  }

  void unsetAgent(AgentRuntime gone) {
    if (agent == gone) {
      agent = null;
      changed();
    }
  }

  /** Brings jSLP in step, on a guard thread; completes when that is done. */
  private synchronized CompletableFuture<Boolean> changed() {
    CompletableFuture<Boolean> waiting = queued;
    if (waiting != null) {
      return waiting;
    }
    List<Extension<Advertiser>> there = advertisers.extensions();
    if (there.isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    CompletableFuture<Boolean> call =
        advertisers.call(
            there.get(0),
            LONGEST,
            advertiser -> {
              dequeue();
              mirror.tell(advertiser, wanted());
              return true;
            });
    if (!call.isDone()) {
      queued = call;
      call.whenComplete((done, fault) -> dequeue());
    }
    return call;
  }

  private synchronized void dequeue() {
    queued = null;
  }

  private List<ServerDTO> wanted() {
    AgentRuntime now = agent;
    return advertise && now != null ? now.getRuntimeDTO().servers : List.of();
  }
}
