// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.AgentRuntime;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.api.agent.LoadContributor;
import org.loadstar.api.agent.ServiceAgent;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.guard.RuntimeService;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpEndpoint;
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
 * The service agent. It opens the SLP socket with the first server to advertise and closes it with
 * the last. Immediate, because nobody asks for it before it works: servers do not know it.
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
    String[] scopes() default {"DEFAULT"};

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
  }

  /** A checked configuration. */
  private record Settings(Scopes scopes, int lifetimeSeconds, int loadBias, int publishMillis) {
    static final Settings DEFAULT = new Settings(Scopes.DEFAULT, 10800, Load.NEUTRAL, 500);

    static Settings of(Config config) {
      range("lifetimeSeconds", config.lifetimeSeconds(), 1, 65535);
      range("loadBias", config.loadBias(), 0, 100);
      range("publishMillis", config.publishMillis(), 100, 60_000);
      String list = String.join(",", config.scopes());
      try {
        Scopes scopes = Scopes.parse(list);
        return new Settings(
            scopes.isEmpty() ? Scopes.DEFAULT : scopes,
            config.lifetimeSeconds(),
            config.loadBias(),
            config.publishMillis());
      } catch (SlpException e) {
        throw new IllegalArgumentException(
            "scopes is '" + list + "', allowed are names without ( ) , \\ ! < = > ~ ; * +", e);
      }
    }

    private static void range(String key, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            key + " is " + value + ", allowed is " + min + " to " + max);
      }
    }
  }

  private final BundleContext context;
  private final NetworkStack network;
  private final ExtensionGuard<AdvertisedServer> servers;
  private final ExtensionGuard<LoadContributor> contributors;
  private final Readings readings;
  private volatile Settings settings = Settings.DEFAULT;

  // Guarded by this.
  private @Nullable SlpEndpoint endpoint;
  private SlpEndpoint.@Nullable Serving serving;
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
    this.context = context;
    this.network = network;
    this.servers = new ExtensionGuard<>("AdvertisedServer", "", this::told);
    this.contributors = new ExtensionGuard<>("LoadContributor", LoadContributor.NAME, this::told);
    this.readings = new Readings(servers, contributors, () -> settings.loadBias(), this::changed);
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
      told();
    } catch (IllegalArgumentException wrong) {
      LOG.error("org.loadstar.agent: {}; the last good value stays", wrong.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    synchronized (this) {
      active = false;
      stop();
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
      stop();
      endpoint = bound;
    }
    changed();
  }

  void unsetEndpoint(SlpEndpoint gone) {
    synchronized (this) {
      if (endpoint == gone) {
        stop();
        endpoint = null;
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

  /** Opens or closes the socket as there are servers to advertise or not. */
  private void changed() {
    boolean any = !readings.current().isEmpty();
    synchronized (this) {
      SlpEndpoint bound = endpoint;
      if (any && active && bound != null && serving == null) {
        serving = bound.serve(this);
        lease = network.lease();
        restartTimer();
      } else if (!any) {
        stop();
      }
    }
    told();
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
              .scheduleWithFixedDelay(readings::refresh, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (serving != null) {
      serving.close();
      serving = null;
    }
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }

  @Override
  public Optional<SlpMessage> answer(SlpRequest request) {
    readings.refresh();
    Settings now = settings;
    return new Answers(readings.current(), now.scopes(), now.lifetimeSeconds()).answer(request);
  }

  @Override
  public void statusChanged(SlpStatus status) {
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
    AgentRuntimeDTO dto = new AgentRuntimeDTO();
    SlpStatus status;
    synchronized (this) {
      SlpEndpoint bound = endpoint;
      status = bound == null || serving == null ? null : bound.status();
    }
    dto.scopes.addAll(settings.scopes().names());
    String own = "";
    if (status != null) {
      dto.listening = status.listening();
      dto.port = status.port();
      dto.note = status.note();
      dto.answered = status.counters().received();
      dto.refused = status.counters().refused();
      own = status.links().isEmpty() ? "" : status.links().get(0).address().getHostAddress();
    } else {
      dto.note = "nothing is advertised";
    }
    for (Advertised server : readings.current()) {
      dto.servers.add(describe(server, own));
    }
    dto.extensions.addAll(servers.report());
    dto.extensions.addAll(contributors.report());
    return dto;
  }

  private static AgentRuntimeDTO.ServerDTO describe(Advertised server, String own) {
    AgentRuntimeDTO.ServerDTO dto = new AgentRuntimeDTO.ServerDTO();
    dto.name = server.description().name();
    dto.url = server.url(own.isEmpty() ? "localhost" : own);
    dto.load = server.load();
    dto.rawLoad = server.rawLoad();
    dto.bias = server.bias();
    dto.loadSource = server.loadSource();
    dto.attributes = Answers.attributes(server).toString();
    dto.bundle = server.bundle();
    return dto;
  }
}
