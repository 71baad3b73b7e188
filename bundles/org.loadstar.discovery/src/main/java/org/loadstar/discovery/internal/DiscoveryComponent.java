// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.guard.RuntimeService;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
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
 * The user agent. Nothing is open between searches. Immediate, so that its introspection is there
 * and the faults of sources are remembered while nobody searches.
 */
@Component(
    service = ServerLocator.class,
    immediate = true,
    configurationPid = "org.loadstar.discovery")
@Designate(ocd = DiscoveryComponent.Config.class)
public final class DiscoveryComponent implements ServerLocator {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLocator.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar discovery",
      description = "How TN3270E servers are found by SLP.")
  public @interface Config {
    /** Scopes. */
    @AttributeDefinition(
        name = "Scopes",
        description = "SLP scopes that are asked where a query names none.")
    String[] scopes() default {"DEFAULT"};

    /** Directory agents. */
    @AttributeDefinition(
        name = "Directory agents",
        description = "IP addresses of directory agents that are asked in every search.")
    String[] directoryAgents() default {};

    /** DA time-out. */
    @AttributeDefinition(
        name = "DA discovery time-out",
        description = "Milliseconds to look for directory agents at the most; 0 for not at all.",
        min = "0",
        max = "600000")
    int daDiscoveryTimeoutMillis() default 3000;

    /** SA time-out. */
    @AttributeDefinition(
        name = "SA multicast time-out",
        description = "Milliseconds to wait for service agents at the most; 0 to ask none.",
        min = "0",
        max = "600000")
    int saMulticastTimeoutMillis() default 15000;

    /** Hosts. */
    @AttributeDefinition(
        name = "Allowed hosts",
        description =
            "Names, *.domain, addresses or networks (10.1.0.0/16) that servers may be on;"
                + " empty for any.")
    String[] allowedHosts() default {};
  }

  private final NetworkStack network;
  private final Sources sources;
  private final RuntimeService<DiscoveryRuntime> runtime;
  private volatile Settings settings;

  // Guarded by this.
  private final Set<Running> running = new HashSet<>();
  private SlpCounters ended = SlpCounters.NONE;
  private long searches;
  private boolean active = true;

  private record Running(CompletableFuture<ServerList> list, @Nullable SlpExchange exchange) {
    SlpCounters counters() {
      return exchange == null ? SlpCounters.NONE : exchange.counters();
    }
  }

  private volatile @Nullable SlpEndpoint endpoint;

  /** Called by Declarative Services. */
  @Activate
  public DiscoveryComponent(
      BundleContext context, Config config, @Reference(name = "network") NetworkStack network) {
    this.network = network;
    this.settings = Settings.DEFAULT;
    this.sources = new Sources(context, this::changed);
    modified(config);
    this.runtime = new RuntimeService<>(context, DiscoveryRuntime.class, this::report);
  }

  /** A wrong value keeps the last good configuration. */
  @Modified
  void modified(Config config) {
    try {
      settings = Settings.of(config);
    } catch (IllegalArgumentException wrong) {
      LOG.error(
          "org.loadstar.discovery {}; the last good configuration is kept", wrong.getMessage());
    }
  }

  /** Ends the searches too, whose time-outs may be far. */
  @Deactivate
  void deactivate() {
    List<Running> over;
    synchronized (this) {
      active = false;
      over = List.copyOf(running);
    }
    over.forEach(DiscoveryComponent::stop);
    runtime.close();
  }

  private static void stop(Running search) {
    search.list().completeExceptionally(new IllegalStateException("discovery was stopped"));
  }

  @Reference(
      name = "endpoint",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setEndpoint(SlpEndpoint bound) {
    endpoint = bound;
  }

  void unsetEndpoint(SlpEndpoint gone) {
    if (endpoint == gone) {
      endpoint = null;
    }
  }

  @Reference(
      name = "source",
      service = ServerSource.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addSource(ServiceReference<ServerSource> reference) {
    sources.add(reference);
  }

  void removeSource(ServiceReference<ServerSource> reference) {
    sources.remove(reference);
  }

  @Override
  public CompletionStage<ServerList> find(ServerQuery query) {
    Find find;
    try {
      find = new Find(query, settings, network.clock());
    } catch (IllegalArgumentException wrong) {
      return CompletableFuture.failedFuture(wrong);
    }
    SlpExchange exchange = open(find);
    CompletableFuture<ServerList> list = find.start(exchange, sources);
    Running search = new Running(list, exchange);
    boolean late;
    synchronized (this) {
      searches++;
      running.add(search);
      late = !active;
    }
    changed();
    list.whenComplete((found, fault) -> ended(search));
    if (late) {
      stop(search);
    }
    return list;
  }

  private @Nullable SlpExchange open(Find find) {
    SlpEndpoint used = endpoint;
    try {
      if (used != null) {
        return used.open();
      }
      find.note("SLP was not asked: there is no SLP endpoint at the moment");
    } catch (IllegalStateException unusable) {
      find.note("SLP was not asked: " + unusable.getMessage());
    }
    return null;
  }

  private void ended(Running search) {
    synchronized (this) {
      running.remove(search);
      ended = ended.plus(search.counters());
    }
    changed();
  }

  private void changed() {
    runtime.changed();
  }

  private DiscoveryRuntimeDTO report() {
    DiscoveryRuntimeDTO dto = new DiscoveryRuntimeDTO();
    synchronized (this) {
      SlpCounters sum = ended;
      for (Running search : running) {
        sum = sum.plus(search.counters());
      }
      dto.searches = searches;
      dto.packetsSent = sum.sent();
      dto.packetsReceived = sum.received();
      dto.packetsRefused = sum.refused();
    }
    dto.sources = sources.report();
    return dto;
  }
}
