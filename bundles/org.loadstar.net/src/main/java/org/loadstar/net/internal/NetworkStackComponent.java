// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal;

import io.netty.channel.IoHandlerFactory;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
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

    /** IP version. */
    @AttributeDefinition(
        name = "IP version",
        description = "What SLP is spoken over: 4, 6 or both.",
        options = {@Option("both"), @Option("4"), @Option("6")})
    String ipVersion() default "both";

    /** TTL. */
    @AttributeDefinition(
        name = "Multicast time to live",
        description = "Hops that SLP multicast may travel.",
        min = "0",
        max = "255")
    int ttl() default 255;

    /** Transport. */
    @AttributeDefinition(
        name = "Transport",
        description =
            "What moves the bytes of many TCP connections, as the distributor relays them: auto"
                + " (Linux's epoll where its native file is installed), nio or epoll.",
        options = {@Option("auto"), @Option("nio"), @Option("epoll")})
    String transport() default "auto";
  }

  private final Clock clock = Clock.systemUTC();
  private final Set<String> missing = ConcurrentHashMap.newKeySet(); // told once, until they appear
  private volatile List<NetworkInterface> lastListed = List.of();
  private volatile Config config;
  private volatile List<StandardProtocolFamily> families =
      List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
  private volatile SharedLoops loops;

  // Guarded by this.
  private Transport transport = Transport.AUTO;
  private @Nullable SharedLoops streams; // chosen with the first lease

  /** Called by Declarative Services. */
  @Activate
  public NetworkStackComponent(Config config) {
    this.config = config;
    this.loops = loops(config);
    chooseFamilies(config.ipVersion());
    chooseTransport(config.transport());
  }

  private static SharedLoops loops(Config config) {
    return new SharedLoops(threads(config), "loadstar-net", Transport.java());
  }

  @Modified
  synchronized void modified(Config changed) {
    if (threads(changed) != threads(config)) {
      loops = loops(changed);
      streams = null;
    }
    config = changed;
    chooseFamilies(changed.ipVersion());
    chooseTransport(changed.transport());
  }

  private synchronized void chooseTransport(String word) {
    Optional<Transport> chosen = Transport.of(word);
    if (chosen.isEmpty()) {
      LOG.error(
          "org.loadstar.net transport: '{}' is not auto, nio or epoll; the last good value is kept",
          word);
    } else if (chosen.get() != transport) {
      transport = chosen.get();
      streams = null;
    }
  }

  private void chooseFamilies(String ipVersion) {
    switch (ipVersion.strip()) {
      case "4" -> families = List.of(StandardProtocolFamily.INET);
      case "6" -> families = List.of(StandardProtocolFamily.INET6);
      case "both" -> families = List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
      default ->
          LOG.error(
              "org.loadstar.net ipVersion: '{}' is not 4, 6 or both; the last good value is kept",
              ipVersion);
    }
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
  public synchronized Lease streams() {
    SharedLoops chosen = streams;
    if (chosen == null) {
      IoHandlerFactory linux = transport.linux();
      chosen =
          linux == null ? loops : new SharedLoops(threads(config), "loadstar-net-epoll", linux);
      streams = chosen;
    }
    return chosen.lease();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<NetworkInterface> multicastInterfaces() {
    try {
      String[] names = config.multicastInterfaces();
      lastListed = names.length == 0 ? all() : named(names);
    } catch (SocketException e) {
      LOG.debug("The network interfaces cannot be listed now", e);
    }
    return lastListed;
  }

  private List<NetworkInterface> named(String[] names) throws SocketException {
    List<NetworkInterface> found = new ArrayList<>();
    for (String name : names) {
      NetworkInterface nif = NetworkInterface.getByName(name.strip());
      if (nif != null) {
        found.add(nif);
        missing.remove(name);
      } else if (missing.add(name)) {
        LOG.warn("org.loadstar.net multicastInterfaces: there is no interface '{}' here now", name);
      }
    }
    return List.copyOf(found);
  }

  /**
   * {@code NetworkInterface.supportsMulticast} is not asked: it is false for the loopback
   * interface, where joining and delivery work all the same.
   */
  private static List<NetworkInterface> all() throws SocketException {
    List<NetworkInterface> outside = new ArrayList<>();
    List<NetworkInterface> loopback = new ArrayList<>();
    for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
      if (isUsable(nif)) {
        (isLoopback(nif) ? loopback : outside).add(nif);
      }
    }
    return List.copyOf(outside.isEmpty() ? loopback : outside);
  }

  private static boolean isUsable(NetworkInterface nif) {
    try {
      return nif.isUp() && nif.inetAddresses().findAny().isPresent();
    } catch (SocketException e) {
      return false; // it has just vanished
    }
  }

  private static boolean isLoopback(NetworkInterface nif) {
    return nif.inetAddresses().anyMatch(InetAddress::isLoopbackAddress);
  }

  @Override
  public List<StandardProtocolFamily> families() {
    return families;
  }

  @Override
  public int multicastTtl() {
    return Math.max(0, Math.min(255, config.ttl()));
  }
}
