// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.loadstar.metatype.Syntax;
import org.loadstar.metatype.Syntaxes;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpAnnouncement;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpListener;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.SlpStatus;
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

/** The one {@link SlpEndpoint} of a framework. */
@Component(service = SlpEndpoint.class, configurationPid = "org.loadstar.slp.endpoint")
@Designate(ocd = SlpEndpointComponent.Config.class)
public final class SlpEndpointComponent implements SlpEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(SlpEndpoint.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofSeconds(30);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar SLP endpoint",
      description = "The SLP sockets of this process.")
  public @interface Config {
    /** Port. */
    @AttributeDefinition(
        name = "Port",
        description = "Port of SLP, here and at the peers. 427 needs a privilege on most hosts.",
        min = "1",
        max = "65535")
    int port() default 427;

    /** MTU. */
    @AttributeDefinition(
        name = "MTU",
        description = "The largest datagram that is sent, in bytes, without UDP and IP headers.",
        min = "512",
        max = "65507")
    int mtu() default 1400;

    /** Versions. */
    @AttributeDefinition(
        name = "Versions",
        description = "Versions of SLP, 1 or 2 or both; others are neither sent nor answered.",
        options = {@Option("2"), @Option("1")})
    String[] versions() default {"2", "1"};

    /** Replies per second. */
    @AttributeDefinition(
        name = "Replies per second",
        description = "Datagrams that one source may have answered in a second; twice at once.",
        min = "1",
        max = "1000000")
    int repliesPerSecond() default 500;

    /** Bytes per second. */
    @AttributeDefinition(
        name = "Bytes per second",
        description =
            "Bytes of replies by UDP that a source network (/24 of IPv4, /64 of IPv6) may cause in"
                + " a second; twice as many at once.",
        min = "1024",
        max = "1000000000")
    int bytesPerSecond() default 65_536;

    /** Bytes per second in all. */
    @AttributeDefinition(
        name = "Bytes per second in all",
        description = "Bytes of replies by UDP in a second to all together; twice as many at once.",
        min = "1024",
        max = "1000000000")
    int totalBytesPerSecond() default 1_048_576;

    /** Allowed sources. */
    @AttributeDefinition(
        name = "Allowed sources",
        description =
            "Networks (192.0.2.0/24) that are answered though they are not on a link of this host;"
                + " * for any. Empty: by UDP what is on a link, by TCP anybody.")
    @Syntax(value = "\\*|" + Syntaxes.NETWORK, allowed = "* or " + Syntaxes.NETWORK_ALLOWED)
    String[] allowedSources() default {};
  }

  private final List<Answering> responders = new CopyOnWriteArrayList<>();
  private final List<Hearing> listeners = new CopyOnWriteArrayList<>();
  private final Tally tally = new Tally();
  private final PeerFaults peerFaults = new PeerFaults();
  private final Duration lookEvery;
  private final StreamPool pool;
  private Settings settings;
  private String misconfigured = "";
  private @Nullable NetworkStack network;
  private @Nullable Listening listening;
  private @Nullable Listening closed;

  /** Called by Declarative Services. */
  @Activate
  public SlpEndpointComponent(Config config) {
    this(config, LOOK_EVERY, KEPT);
  }

  /**
   * @param kept how long TCP connections to agents are kept after a request
   */
  SlpEndpointComponent(Config config, Duration lookEvery, Duration kept) {
    this.lookEvery = lookEvery;
    this.pool = new StreamPool(kept);
    settings = Settings.DEFAULT;
    configure(config);
  }

  @Modified
  void modified(Config changed) {
    configure(changed);
    reconcile();
  }

  /** Called by Declarative Services. The ports are free when it returns. */
  @Deactivate
  public void deactivate() {
    responders.clear();
    listeners.clear();
    reconcile();
    pool.close();
    Listening last;
    synchronized (this) {
      last = closed;
    }
    if (last != null) {
      last.awaitEnd(); // not under the lock, which the event loop may wait for
    }
  }

  /** A wrong value keeps the last good configuration. */
  private synchronized void configure(Config config) {
    try {
      settings = Settings.of(config);
      misconfigured = "";
    } catch (IllegalArgumentException wrong) {
      misconfigured = Objects.requireNonNullElse(wrong.getMessage(), "wrong configuration");
      LOG.error("{}; the last good configuration is kept", misconfigured);
    }
  }

  /** Called by Declarative Services. */
  @Reference(
      name = "network",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindNetwork(NetworkStack stack) {
    synchronized (this) {
      network = stack;
    }
    reconcile();
  }

  /** The stack's interfaces may have changed. */
  void updatedNetwork(NetworkStack stack) {
    reconcile();
  }

  /** Open sockets keep their event loops. */
  synchronized void unbindNetwork(NetworkStack stack) {
    if (network == stack) {
      network = null;
    }
  }

  @Override
  public SlpExchange open() {
    NetworkStack stack;
    Settings current;
    synchronized (this) {
      stack = network;
      current = settings;
    }
    if (stack == null) {
      throw new IllegalStateException("there is no network service at the moment");
    }
    return new Exchange(stack, current, pool, peerFaults);
  }

  @Override
  public Serving serve(SlpResponder responder) {
    Answering registered = new Answering(responder);
    if (responder.speaksForOthers()) {
      responders.add(0, registered);
    } else {
      responders.add(registered);
    }
    reconcile();
    return registered;
  }

  @Override
  public Serving listen(SlpListener listener) {
    Hearing registered = new Hearing(listener);
    listeners.add(registered);
    reconcile();
    return registered;
  }

  @Override
  public synchronized SlpStatus status() {
    Listening current = listening;
    String note = misconfigured;
    if (current != null && !current.note().isEmpty()) {
      note = note.isEmpty() ? current.note() : note + "; " + current.note();
    } else if (current == null && wanted()) {
      note = "there is no network service at the moment";
    }
    List<SlpLink> links = current == null ? List.of() : current.links();
    boolean answering = !responders.isEmpty() && !links.isEmpty();
    return new SlpStatus(
        answering,
        !links.isEmpty(),
        answering ? settings.port() : 0,
        links,
        note,
        tally.counters());
  }

  private boolean wanted() {
    return !responders.isEmpty() || !listeners.isEmpty();
  }

  /** Brings the sockets to what responders, configuration and interfaces ask for now. */
  private void reconcile() {
    adapt(serviceTypes());
    tell();
  }

  /** Called on an event loop: interfaces come and go without a word. */
  private void look() {
    try {
      if (adapt(serviceTypes())) {
        tell();
      }
    } catch (RuntimeException fault) { // would end the looking
      LOG.error("The change of the network interfaces was not followed", fault);
    }
  }

  private Set<String> serviceTypes() {
    Set<String> types = new HashSet<>();
    for (Answering registered : responders) {
      try {
        types.addAll(registered.responder.serviceTypes());
      } catch (RuntimeException fault) { // is not to harm the others
        LOG.error("An SLP agent does not tell its service types", fault);
      }
    }
    return types;
  }

  /** Whether links or note changed while there are responders or listeners. */
  private synchronized boolean adapt(Set<String> serviceTypes) {
    Listening current = listening;
    NetworkStack stack = network;
    if (current != null && (!wanted() || (stack != null && !current.serves(settings, stack)))) {
      current.close();
      closed = current;
      current = null;
      listening = null;
    }
    if (stack == null || !wanted()) {
      return false;
    }
    if (current == null) {
      current =
          new Listening(
              stack, settings, responders, listeners, tally, peerFaults, lookEvery, this::look);
      listening = current;
    }
    boolean changed = current.follow(stack, serviceTypes);
    if (changed) {
      log(current);
    }
    return changed;
  }

  private void tell() {
    SlpStatus status = status();
    responders.forEach(r -> r.responder.statusChanged(status));
    listeners.forEach(l -> l.listener.statusChanged(status));
  }

  private void log(Listening opened) {
    if (!opened.links().isEmpty()) {
      String does = responders.isEmpty() ? "Hearing" : "Answering";
      LOG.info("{} SLP on port {} of {}", does, settings.port(), opened.links());
    }
    if (!opened.note().isEmpty()) {
      LOG.warn("{}", opened.note());
    }
  }

  // Both are wrapped, so that the same one may be registered twice.

  private final class Answering implements SlpResponder, Serving {
    final SlpResponder responder;

    Answering(SlpResponder responder) {
      this.responder = responder;
    }

    @Override
    public Optional<SlpMessage> answer(SlpRequest request) {
      return responder.answer(request);
    }

    @Override
    public void close() {
      if (responders.remove(this)) {
        reconcile();
      }
    }
  }

  private final class Hearing implements SlpListener, Serving {
    final SlpListener listener;

    Hearing(SlpListener listener) {
      this.listener = listener;
    }

    @Override
    public void heard(SlpAnnouncement announcement) {
      listener.heard(announcement);
    }

    @Override
    public void close() {
      if (listeners.remove(this)) {
        reconcile();
      }
    }
  }
}
