// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.directory.DirectoryRuntime;
import org.loadstar.api.directory.DirectoryRuntimeDTO;
import org.loadstar.guard.RuntimeService;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpKey;
import org.loadstar.slp.endpoint.SlpKeys;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.SlpStatus;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory agent of this process, where it is switched on. What is registered lives as long as
 * it stays switched on: endpoint, network and configuration may change meanwhile.
 */
@Component(
    service = {},
    configurationPid = "org.loadstar.directory")
@Designate(ocd = Config.class)
public final class DirectoryAgentComponent implements SlpResponder {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryAgentComponent.class);

  /** Bounds memory and log. */
  private static final int MOST_FAULTS = 1024;

  private record Fault(InetAddress source, SlpError error) {}

  private final RuntimeService<DirectoryRuntime> runtime;
  private final Set<Fault> faults = ConcurrentHashMap.newKeySet();
  private final SlpKeys keys = new SlpKeys();
  private volatile Config.Checked configured = Config.Checked.OFF;
  private volatile @Nullable Config lastGood;
  private volatile Set<InetAddress> ownAddresses = Set.of();

  // Written under the lock of this.
  private volatile @Nullable Running running;
  private @Nullable NetworkStack network;
  private @Nullable SlpEndpoint endpoint;
  private SlpEndpoint.@Nullable Serving serving;
  private boolean active = true;
  private long lastBoot;

  /** Called by Declarative Services. */
  @Activate
  public DirectoryAgentComponent(BundleContext context, Config config) {
    this.runtime = new RuntimeService<>(context, DirectoryRuntime.class, this::report);
    modified(config);
  }

  @Modified
  void modified(Config config) {
    try {
      Config.Checked good = Config.Checked.of(config, keys.ring());
      boolean other = good.heartbeatSeconds() != configured.heartbeatSeconds();
      configured = good;
      lastGood = config;
      reconcile();
      Running now = running;
      if (now != null) {
        now.configured(good, other);
      }
    } catch (IllegalArgumentException wrong) {
      LOG.error("org.loadstar.directory: {}; the last good value stays", wrong.getMessage());
    }
  }

  @Reference(
      name = "key",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addKey(SlpKey key) {
    keys.add(key);
    otherKeys();
  }

  void updatedKey(SlpKey key) {
    addKey(key);
  }

  void removeKey(SlpKey key) {
    keys.remove(key);
    otherKeys();
  }

  private void otherKeys() {
    Config config = lastGood;
    if (config != null) {
      modified(config);
    }
  }

  @Deactivate
  void deactivate() {
    synchronized (this) {
      active = false;
    }
    reconcile();
    runtime.close();
  }

  @Reference(
      name = "network",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setNetwork(NetworkStack bound) {
    synchronized (this) {
      network = bound;
    }
    reconcile();
  }

  /** What runs keeps its event loops. */
  synchronized void unsetNetwork(NetworkStack gone) {
    if (network == gone) {
      network = null;
    }
  }

  @Reference(
      name = "endpoint",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setEndpoint(SlpEndpoint bound) {
    synchronized (this) {
      close();
      endpoint = bound;
    }
    reconcile();
  }

  void unsetEndpoint(SlpEndpoint gone) {
    synchronized (this) {
      if (endpoint == gone) {
        close();
        endpoint = null;
      }
    }
    runtime.changed();
  }

  /** Brings what runs to what configuration and collaborators allow now. */
  private void reconcile() {
    synchronized (this) {
      boolean wanted = active && configured.enabled();
      Running now = running;
      NetworkStack stack = network;
      SlpEndpoint bound = endpoint;
      if (!wanted && now != null) {
        now.close(bound);
        close();
        running = null;
      } else if (wanted && now == null && stack != null) {
        lastBoot = Math.max(lastBoot + 1, stack.clock().instant().getEpochSecond());
        running = new Running(stack, new Directory(lastBoot), configured, runtime::changed);
      }
      if (running != null && serving == null && bound != null) {
        serving = bound.serve(this);
      }
    }
    announce();
    runtime.changed();
  }

  private synchronized void close() {
    if (serving != null) {
      serving.close();
      serving = null;
      ownAddresses = Set.of();
    }
  }

  private void announce() {
    Running now;
    SlpEndpoint bound;
    synchronized (this) {
      now = serving == null ? null : running;
      bound = endpoint;
    }
    if (now != null && bound != null) {
      now.announce(bound);
    }
  }

  /** A service agent of this process knows its own services only. */
  @Override
  public boolean speaksForOthers() {
    return true;
  }

  @Override
  public Optional<SlpMessage> answer(SlpRequest request) {
    Running now = running;
    if (now == null) {
      return Optional.empty();
    }
    Optional<SlpMessage> reply =
        now.directory()
            .answer(request, ownAddresses::contains, configured.settings(), now.nowMillis());
    if (reply.isPresent() && reply.get() instanceof SrvAck ack) {
      runtime.changed();
      if (!ack.error().ok()) {
        refused(request, ack.error());
      }
    }
    return reply;
  }

  private void refused(SlpRequest request, SlpError error) {
    InetAddress source = request.sender().getAddress();
    if (faults.size() < MOST_FAULTS && faults.add(new Fault(source, error))) {
      LOG.warn(
          "SLP registration from {} refused: {} (logged once)", source.getHostAddress(), error);
    }
  }

  @Override
  public void statusChanged(SlpStatus status) {
    Set<InetAddress> before = ownAddresses;
    Set<InetAddress> now =
        status.links().stream().map(link -> link.address()).collect(Collectors.toSet());
    ownAddresses = now;
    if (!before.containsAll(now)) {
      announce();
    }
    runtime.changed();
  }

  private DirectoryRuntimeDTO report() {
    Running now = running;
    DirectoryRuntimeDTO dto =
        now == null ? new DirectoryRuntimeDTO() : now.directory().report(now.nowMillis());
    Config.Checked holds = configured;
    dto.enabled = holds.enabled();
    dto.scopes.addAll(holds.settings().scopes().names());
    SlpStatus status;
    synchronized (this) {
      SlpEndpoint bound = endpoint;
      status = bound == null || serving == null ? null : bound.status();
    }
    if (status != null) {
      dto.listening = status.listening();
      dto.port = status.port();
      dto.note = status.note();
    } else {
      dto.note = holds.enabled() ? "there is no SLP endpoint at the moment" : "not switched on";
    }
    return dto;
  }
}
