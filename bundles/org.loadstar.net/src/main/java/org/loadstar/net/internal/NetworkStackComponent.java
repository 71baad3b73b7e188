// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.loadstar.net.NetworkStack;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one {@link NetworkStack} of a framework. */
@Component(service = NetworkStack.class, configurationPid = "org.loadstar.net")
@Designate(ocd = NetworkStackComponent.Config.class)
public final class NetworkStackComponent implements NetworkStack {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkStack.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar network",
      description = "Event loops and multicast interfaces, shared by everything.")
  public @interface Config {
    /** Threads. */
    @AttributeDefinition(
        name = "Threads",
        description = "Event loop threads; 0 for one per processor, at most 8.",
        min = "0",
        max = "64")
    int threads() default 0;

    /** Interfaces. */
    @AttributeDefinition(
        name = "Multicast interfaces",
        description = "Names (eth0, lo) for SLP multicast; empty for every one that is up.")
    String[] multicastInterfaces() default {};

    /** TTL. */
    @AttributeDefinition(
        name = "Multicast time to live",
        description = "Hops that SLP multicast may travel.",
        min = "0",
        max = "255")
    int ttl() default 255;
  }

  private final Clock clock = Clock.systemUTC();
  private volatile Config config;
  private volatile SharedLoops loops;

  /** Called by Declarative Services. */
  @Activate
  public NetworkStackComponent(Config config) {
    this.config = config;
    this.loops = new SharedLoops(threads(config));
  }

  @Modified
  void modified(Config changed) {
    if (threads(changed) != threads(config)) {
      loops = new SharedLoops(threads(changed));
    }
    config = changed;
  }

  private static int threads(Config config) {
    int configured = config.threads();
    return configured > 0 && configured <= 64
        ? configured
        : Math.min(8, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public Lease lease() {
    return loops.lease();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<NetworkInterface> multicastInterfaces() {
    try {
      return config.multicastInterfaces().length == 0 ? all() : named();
    } catch (SocketException e) {
      LOG.warn("The network interfaces cannot be listed: {}", e.getMessage());
      return List.of();
    }
  }

  private List<NetworkInterface> named() throws SocketException {
    List<NetworkInterface> found = new ArrayList<>();
    for (String name : config.multicastInterfaces()) {
      NetworkInterface nif = NetworkInterface.getByName(name.strip());
      if (nif == null) {
        LOG.warn("org.loadstar.net multicastInterfaces: there is no interface '{}' here", name);
      } else {
        found.add(nif);
      }
    }
    return found;
  }

  /**
   * {@code NetworkInterface.supportsMulticast} is not asked: it is false for the loopback
   * interface, where joining and delivery work all the same.
   */
  private static List<NetworkInterface> all() throws SocketException {
    List<NetworkInterface> outside = new ArrayList<>();
    List<NetworkInterface> loopback = new ArrayList<>();
    for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
      if (nif.isUp() && nif.inetAddresses().findAny().isPresent()) {
        (nif.isLoopback() ? loopback : outside).add(nif);
      }
    }
    return outside.isEmpty() ? loopback : outside;
  }

  @Override
  public int multicastTtl() {
    return Math.max(0, Math.min(255, config.ttl()));
  }
}
