// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerListener;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.loadstar.api.discovery.ServiceFinder;
import org.loadstar.guard.RuntimeService;
import org.loadstar.metatype.Syntax;
import org.loadstar.metatype.Syntaxes;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpKey;
import org.loadstar.slp.endpoint.SlpKeys;
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
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user agent. Nothing is open between searches while no list is watched. Immediate, so that its
 * introspection is there, and that the faults of sources and the directory agents are remembered
 * while nobody searches.
 */
@Component(
    service = {ServerLocator.class, ServiceFinder.class},
    immediate = true,
    configurationPid = "org.loadstar.discovery")
@Designate(ocd = DiscoveryComponent.Config.class)
public final class DiscoveryComponent implements ServerLocator, ServiceFinder {
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
    @Syntax(value = Syntaxes.SCOPE, allowed = Syntaxes.SCOPE_ALLOWED)
    String[] scopes() default {"DEFAULT"};

    /** Directory agents. */
    @AttributeDefinition(
        name = "Directory agents",
        description = "IP addresses of directory agents that are asked in every search.")
    @Syntax(value = Syntaxes.ADDRESS, allowed = Syntaxes.ADDRESS_ALLOWED)
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

    /** Refresh. */
    @AttributeDefinition(
        name = "Refresh",
        description = "Seconds between two searches for a list that is kept up to date.",
        min = "5",
        max = "86400")
    int refreshSeconds() default 60;

    /** Least loaded. */
    @AttributeDefinition(
        name = "Least loaded",
        description =
            "How many servers a directory agent that can sort (RFC 3421) shall tell; 0 for all.",
        min = "0",
        max = "65535")
    int leastLoaded() default 100;

    /** Load first. */
    @AttributeDefinition(
        name = "Load first",
        description =
            "Whether the loads are asked for first, and then only the less loaded half of the"
                + " servers (RFC 3049 section 5.3.4).")
    boolean loadFirst() default false;

    /** Cross-check. */
    @AttributeDefinition(
        name = "Cross-check",
        description =
            "Whether, where directory agents know of nothing, everybody is asked by multicast for"
                + " 2 s at the most: one that has just started, or a false one, hides no server"
                + " then.")
    boolean crossCheck() default false;

    /** Authentication. */
    @AttributeDefinition(
        name = "Authentication",
        description =
            "off: nothing is verified; prefer: servers with a good signature come first; require:"
                + " others do not count, nor do directory agents without one. The keys are those of"
                + " org.loadstar.slp.key.",
        options = {@Option("off"), @Option("prefer"), @Option("require")})
    String authentication() default "off";

    /** Hosts. */
    @AttributeDefinition(
        name = "Allowed hosts",
        description =
            "Names, *.domain, addresses or networks (10.1.0.0/16) that servers may be on;"
                + " empty for any.")
    @Syntax(value = Syntaxes.HOSTS, allowed = Syntaxes.HOSTS_ALLOWED)
    String[] allowedHosts() default {};
  }

  private volatile @Nullable SlpEndpoint endpoint;
  private final KnownDirectories known = new KnownDirectories();
  private final SlpKeys keys = new SlpKeys();
  private final Clock clock;
  private final Sources sources;
  private final Searches searches;
  private final Watches watches;
  private final RuntimeService<DiscoveryRuntime> runtime;
  private volatile Settings settings = Settings.DEFAULT;

  /** Called by Declarative Services. */
  @Activate
  public DiscoveryComponent(
      BundleContext context, Config config, @Reference(name = "network") NetworkStack network) {
    this(context, config, network, Sources.TIMEOUT);
  }

  /**
   * @param sourceTimeout what a {@link ServerSource} has for its answer
   */
  DiscoveryComponent(
      BundleContext context, Config config, NetworkStack network, Duration sourceTimeout) {
    this.clock = network.clock();
    this.sources = new Sources(context, sourceTimeout, this::changed);
    this.searches = new Searches(clock, sources, known, this::changed);
    this.watches = new Watches(known, this::changed);
    this.runtime = new RuntimeService<>(context, DiscoveryRuntime.class, this::report);
    modified(config);
  }

  /** A wrong value keeps the last good configuration. */
  @Modified
  final void modified(Config config) {
    try {
      Settings next = Settings.of(config);
      settings = next;
      searches.settings(next);
      known.configure(next.directoryAgents());
      trust();
      watches.discover(!next.daDiscoveryTimeout().isZero());
    } catch (IllegalArgumentException wrong) {
      LOG.error(
          "org.loadstar.discovery {}; the last good configuration is kept", wrong.getMessage());
    }
  }

  /** Ends the searches too, whose time-outs may be far. */
  @Deactivate
  void deactivate() {
    watches.close();
    searches.stop();
    runtime.close();
  }

  @Reference(
      name = "endpoint",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setEndpoint(SlpEndpoint bound) {
    searches.endpoint(bound);
    watches.endpoint(bound);
    endpoint = bound;
  }

  void unsetEndpoint(SlpEndpoint gone) {
    if (endpoint == gone) {
      endpoint = null;
      searches.endpoint(null);
      watches.endpoint(null);
    }
  }

  @Reference(
      name = "key",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addKey(SlpKey key) {
    keys.add(key);
    trust();
  }

  void updatedKey(SlpKey key) {
    addKey(key);
  }

  void removeKey(SlpKey key) {
    keys.remove(key);
    trust();
  }

  private void trust() {
    known.trust(new Trust(settings.authentication(), keys.ring(), clock));
    changed();
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
    return searches.find(query);
  }

  @Override
  public Watch watch(ServerQuery query, ServerListener listener) {
    Wish.of(query, settings); // refuses a wrong one
    ServerQuery all = query.untilComplete();
    WatchedList kept =
        new WatchedList(() -> searches.find(all), () -> settings.refresh(), listener);
    watches.add(kept);
    return () -> watches.remove(kept);
  }

  @Override
  public CompletionStage<List<FoundService>> services(
      String type, List<String> scopes, String predicate) {
    FoundServices found = new FoundServices();
    try {
      Predicate.parse(predicate);
      Question question = new Question.Services(ServiceType.parse(type), predicate, false);
      return searches.ask(question, scopes, found, found::services);
    } catch (SlpException wrong) {
      return refused(wrong);
    }
  }

  private static <T> CompletionStage<T> refused(SlpException wrong) {
    return CompletableFuture.failedFuture(new IllegalArgumentException(wrong.getMessage(), wrong));
  }

  @Override
  public CompletionStage<List<String>> attributes(
      String urlOrType, List<String> scopes, List<String> tags) {
    FoundAttributes found = new FoundAttributes();
    try {
      ServiceType.parse(urlOrType.split("://", 2)[0]);
      Attributes.EMPTY.select(tags);
    } catch (SlpException wrong) {
      return refused(wrong);
    }
    return searches.ask(
        new Question.Attributes(urlOrType, tags),
        scopes,
        found,
        () -> found.attributes().all().stream().map(Attribute::toString).toList());
  }

  @Override
  public CompletionStage<List<String>> types(
      @Nullable String namingAuthority, List<String> scopes) {
    FoundTypes found = new FoundTypes();
    return searches.ask(new Question.Types(namingAuthority), scopes, found, found::types);
  }

  private void changed() {
    runtime.changed();
  }

  private DiscoveryRuntimeDTO report() {
    DiscoveryRuntimeDTO dto = new DiscoveryRuntimeDTO();
    searches.report(dto);
    dto.watches = watches.all().size();
    dto.directoryDiscovery = !watches.discover() ? "off" : known.hearing() ? "passive" : "active";
    dto.directoryAgents = known.report();
    dto.sources = sources.report();
    Trust trust = known.trust();
    dto.authentication = trust.policy().name().toLowerCase(Locale.ROOT);
    dto.keys = trust.keys().spis();
    return dto;
  }
}
