// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.api.agent.LoadContributor;
import org.loadstar.api.agent.ServiceAgent;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.guard.RuntimeService;
import org.loadstar.metatype.Syntax;
import org.loadstar.metatype.Syntaxes;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpKey;
import org.loadstar.slp.endpoint.SlpKeys;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.SlpStatus;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
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
 * The service agent. It opens the SLP sockets with the first service to advertise and closes them
 * with the last. Immediate, because nobody asks for it before it works: servers do not know it.
 */
@Component(service = ServiceAgent.class, immediate = true, configurationPid = "org.loadstar.agent")
@Designate(ocd = ServiceAgentComponent.Config.class)
public final class ServiceAgentComponent implements ServiceAgent, SlpResponder {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceAgentComponent.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar service agent",
      description = "How servers are advertised by SLP.")
  public @interface Config {
    /** Scopes. */
    @AttributeDefinition(name = "Scopes", description = "SLP scopes that servers are told in.")
    @Syntax(value = Syntaxes.SCOPE, allowed = Syntaxes.SCOPE_ALLOWED)
    String[] scopes() default {"DEFAULT"};

    /** Types. */
    @AttributeDefinition(
        name = "Service types",
        description = "What servers are told as: some of tn3270, tn3270e and commserver.")
    @Syntax(value = Settings.TYPE, allowed = Settings.TYPE_ALLOWED)
    String[] types() default {"tn3270"};

    /** Lifetime. */
    @AttributeDefinition(
        name = "Lifetime",
        description = "Seconds that clients may keep what they were told.",
        min = "1",
        max = "65535")
    int lifetimeSeconds() default 10800;

    /** Bias. */
    @AttributeDefinition(
        name = "Load bias",
        description = "The bias of servers that set none: 0 tells idle, 50 nothing, 100 full.",
        min = "0",
        max = "100")
    int loadBias() default Load.NEUTRAL;

    /** Interval. */
    @AttributeDefinition(
        name = "Publishing interval",
        description = "Milliseconds after which a load is read again at the latest.",
        min = "100",
        max = "60000")
    int publishMillis() default 500;

    /** Delta. */
    @AttributeDefinition(
        name = "Published change",
        description =
            "Points of load: directory agents are told of such a change at once, of a smaller one"
                + " after 30 seconds.",
        min = "1",
        max = "100")
    int publishDelta() default 5;

    /** Directory agents. */
    @AttributeDefinition(
        name = "Directory agents",
        description = "IP addresses of directory agents to register with besides those found.")
    @Syntax(value = Syntaxes.ADDRESS, allowed = Syntaxes.ADDRESS_ALLOWED)
    String[] directoryAgents() default {};
  }

  /** How long the stop of the bundle may wait for directory agents. */
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final BundleContext context;
  private final NetworkStack network;
  private final RandomGenerator random;
  private final SlpKeys keys = new SlpKeys();
  private final Signing signing;
  private final ExtensionGuard<AdvertisedServer> servers;
  private final ExtensionGuard<AdvertisedService> services;
  private final ExtensionGuard<LoadContributor> contributors;
  private final Readings readings;
  private final Collected<AdvertisedService, Service> descriptions;
  private volatile Settings settings = Settings.DEFAULT;

  // Guarded by this.
  private @Nullable SlpEndpoint endpoint;
  private SlpEndpoint.@Nullable Serving serving;
  private @Nullable Registrar registrar;
  private NetworkStack.@Nullable Lease lease;
  private @Nullable ScheduledFuture<?> timer;
  private boolean active = true;

  private volatile @Nullable RuntimeService<AgentRuntime> runtime;

  @Reference(
      name = "configurationAdmin",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable ConfigurationAdmin configurationAdmin;

  /** Called by Declarative Services. */
  @Activate
  public ServiceAgentComponent(
      BundleContext context, Config config, @Reference(name = "network") NetworkStack network) {
    this(context, config, network, new SecureRandom());
  }

  ServiceAgentComponent(
      BundleContext context, Config config, NetworkStack network, RandomGenerator random) {
    this.context = context;
    this.network = network;
    this.random = random;
    this.signing = new Signing(keys::ring, network.clock());
    this.servers = new ExtensionGuard<>("AdvertisedServer", "", this::changed);
    this.services = new ExtensionGuard<>("AdvertisedService", "", this::changed);
    this.contributors = new ExtensionGuard<>("LoadContributor", LoadContributor.NAME, this::told);
    this.readings = new Readings(servers, contributors, () -> settings.loadBias(), this::changed);
    this.descriptions = new Collected<>(services, this::describe, this::changed);
    modified(config);
    this.runtime = new RuntimeService<>(context, AgentRuntime.class, this::report);
  }

  /** What the introspection tells is different now. */
  private void told() {
    RuntimeService<AgentRuntime> registered = runtime;
    if (registered != null) {
      registered.changed();
    }
  }

  @Modified
  void modified(Config config) {
    try {
      Settings good = Settings.of(config);
      boolean otherTimer = good.publishMillis() != settings.publishMillis();
      settings = good;
      if (otherTimer) {
        restartTimer();
      }
      synchronized (this) {
        if (registrar != null) {
          registrar.configure(good.directoryAgents());
        }
      }
      changed();
    } catch (IllegalArgumentException wrong) {
      LOG.error("org.loadstar.agent: {}; the last good value stays", wrong.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    Registrar leaving;
    synchronized (this) {
      active = false;
      leaving = registrar;
      registrar = null;
      stopServing();
      stopTimer();
    }
    if (leaving != null) {
      leaving.close(FAREWELL);
    }
    RuntimeService<AgentRuntime> registered = runtime;
    if (registered != null) {
      registered.close();
    }
  }

  @Reference(
      name = "endpoint",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setEndpoint(SlpEndpoint bound) {
    synchronized (this) {
      stopServing();
      endpoint = bound;
      if (registrar != null) {
        registrar.attach(bound);
      }
    }
    changed();
  }

  /** Registrations stay: the registrar has its sockets until the next endpoint comes. */
  void unsetEndpoint(SlpEndpoint gone) {
    synchronized (this) {
      if (endpoint == gone) {
        stopServing();
        endpoint = null;
      }
    }
    told();
  }

  @Reference(
      name = "key",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addKey(SlpKey key) {
    keys.add(key);
    signedOtherwise();
  }

  void updatedKey(SlpKey key) {
    addKey(key);
  }

  void removeKey(SlpKey key) {
    keys.remove(key);
    signedOtherwise();
  }

  private void signedOtherwise() {
    synchronized (this) {
      if (registrar != null) {
        registrar.signedOtherwise();
      }
    }
    told();
  }

  @Reference(
      name = "server",
      service = AdvertisedServer.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addServer(ServiceReference<AdvertisedServer> reference) {
    readings.read(servers.add(reference, context));
  }

  void updatedServer(ServiceReference<AdvertisedServer> reference) {
    readings.read(servers.add(reference, context)).whenComplete((done, fault) -> changed());
  }

  void removeServer(ServiceReference<AdvertisedServer> reference) {
    Extension<AdvertisedServer> gone = servers.add(reference, context);
    servers.remove(reference);
    readings.forget(gone);
  }

  @Reference(
      name = "service",
      service = AdvertisedService.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addService(ServiceReference<AdvertisedService> reference) {
    descriptions.read(services.add(reference, context));
  }

  void updatedService(ServiceReference<AdvertisedService> reference) {
    descriptions.read(services.add(reference, context));
  }

  void removeService(ServiceReference<AdvertisedService> reference) {
    Extension<AdvertisedService> gone = services.add(reference, context);
    services.remove(reference);
    descriptions.forget(gone);
  }

  private CompletableFuture<Service> describe(Extension<AdvertisedService> service) {
    return services.call(service, TIMEOUT, s -> Service.of(Readings.answer(s.describe())));
  }

  @Reference(
      name = "contributor",
      service = LoadContributor.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addContributor(ServiceReference<LoadContributor> reference) {
    contributors.add(reference, context);
    readings.refresh();
  }

  void removeContributor(ServiceReference<LoadContributor> reference) {
    contributors.remove(reference);
    readings.refresh();
  }

  /** What is advertised now, with the machine's own address where a server names none. */
  private List<Service> advertised(String own) {
    Settings now = settings;
    List<Service> all = new ArrayList<>();
    readings.current().forEach(server -> all.addAll(server.services(now, own)));
    descriptions
        .current()
        .values()
        .forEach(s -> all.add(s.scopes().isEmpty() ? s.in(now.scopes()) : s));
    return all;
  }

  private boolean nothing() {
    return readings.current().isEmpty() && descriptions.current().isEmpty();
  }

  /** Opens or closes what is needed: sockets while something is advertised, a timer before. */
  private void changed() {
    synchronized (this) {
      boolean nothing = nothing();
      boolean nobody = trusted(servers).isEmpty() && trusted(services).isEmpty();
      SlpEndpoint bound = endpoint;
      if (nobody || !active) {
        stopTimer();
      } else if (lease == null) {
        lease = network.lease();
        restartTimer();
      }
      if (!nothing && active) {
        boolean registering = registrar != null && registrar.advertise();
        if (bound != null && serving == null) {
          serving = bound.serve(this);
        }
        if (bound != null && !registering) {
          registrar = register(bound);
        }
      } else if (nothing) {
        stopServing();
        if (registrar != null) {
          registrar.leave();
        }
      }
    }
    told();
  }

  private static <S> List<Extension<S>> trusted(ExtensionGuard<S> guard) {
    return guard.extensions().stream().filter(e -> !e.quarantined()).toList();
  }

  private Registrar register(SlpEndpoint bound) {
    Registrar fresh =
        new Registrar(
            network, random, this::advertised, () -> settings.publishDelta(), signing, this::told);
    fresh.configure(settings.directoryAgents());
    fresh.attach(bound);
    return fresh;
  }

  private synchronized void restartTimer() {
    NetworkStack.Lease held = lease;
    if (held != null) {
      if (timer != null) {
        timer.cancel(false);
      }
      int millis = settings.publishMillis();
      timer =
          held.group()
              .next()
              .scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void refresh() {
    readings.refresh();
    descriptions.refreshUnread();
  }

  private synchronized void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  private synchronized void stopServing() {
    if (serving != null) {
      serving.close();
      serving = null;
    }
  }

  @Override
  public Optional<SlpMessage> answer(SlpRequest request) {
    readings.refresh();
    InetAddress own = request.link().address();
    List<Service> all = advertised(Answers.host(own));
    return new Answers(all, settings.scopes(), own, signing).answer(request);
  }

  @Override
  public Set<String> serviceTypes() {
    return Answers.types(advertised("localhost"));
  }

  @Override
  public void statusChanged(SlpStatus status) {
    synchronized (this) {
      if (registrar != null) {
        registrar.statusChanged();
      }
    }
    told();
  }

  @Override
  public CompletionStage<Void> setBias(String server, int bias, boolean once) {
    try {
      if (bias < 0 || bias > 100) {
        throw new IllegalArgumentException("bias is " + bias + ", allowed is 0 to 100");
      }
      List<Advertised> current = readings.current();
      Advertised found =
          current.stream()
              .filter(s -> s.description().name().equals(server))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(unknown(server, current)));
      if (!once) {
        keep(found, bias);
      }
      readings.override(found, bias);
      LOG.info("Bias of server {} is {}, was {}", server, bias, found.bias());
      return CompletableFuture.completedFuture(null);
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private static String unknown(String server, List<Advertised> current) {
    String names =
        current.stream().map(s -> s.description().name()).collect(Collectors.joining(", "));
    return "no server '"
        + server
        + "' is advertised here; there "
        + (names.isEmpty() ? "is none" : "are: " + names);
  }

  private void keep(Advertised server, int bias) {
    ConfigurationAdmin admin = configurationAdmin;
    String pid = server.pid();
    if (admin == null || pid == null) {
      throw new IllegalStateException(
          "server "
              + server.description().name()
              + " has no configuration that could keep its bias; use --once");
    }
    BiasKeeper.keep(admin, server.description().name(), pid, bias);
  }

  private AgentRuntimeDTO report() {
    SlpStatus status;
    List<Registrations.Line> directoryAgents;
    synchronized (this) {
      SlpEndpoint bound = endpoint;
      status = bound == null || serving == null ? null : bound.status();
      directoryAgents = registrar == null ? List.of() : registrar.report();
    }
    AgentRuntimeDTO dto =
        new Reports(settings, readings.current(), descriptions.current()).of(status);
    directoryAgents.forEach(line -> dto.directoryAgents.add(Reports.describe(line)));
    dto.keys = keys.ring().signingSpis();
    dto.extensions.addAll(servers.report());
    dto.extensions.addAll(services.report());
    dto.extensions.addAll(contributors.report());
    return dto;
  }
}
