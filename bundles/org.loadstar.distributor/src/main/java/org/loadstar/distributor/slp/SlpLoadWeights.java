// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.slp;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.distributor.TargetStatus;
import org.loadstar.api.distributor.TargetWeights;
import org.loadstar.net.NetworkStack;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The workload manager {@code slp}: weights of TN3270E servers from the LOAD that they advertise
 * (RFC 3049, section 7.1), so that the distributor and the clients that choose for themselves
 * agree. The weight is 100 less LOAD: a full server gets nothing. A server is matched by its
 * address and port. One that is not found, tells no load, was not heard of for {@link #STALE}, or
 * is not signed where others are, keeps its configured weight.
 *
 * <p>It searches when it is asked, every {@link #REFRESH} at most, and not at all while nobody
 * asks. Thread-safe.
 */
@Component(
    service = TargetWeights.class,
    property = TargetWeights.NAME + "=" + SlpLoadWeights.SLP,
    configurationPid = SlpLoadWeights.PID)
@Designate(ocd = SlpLoadWeights.Config.class)
public final class SlpLoadWeights implements TargetWeights {
  static final String PID = "org.loadstar.distributor.slp";
  static final String SLP = "slp";
  static final Duration REFRESH = Duration.ofSeconds(20);

  /** As old as the ranking of clients by default lets a load become. */
  static final Duration STALE = Duration.ofMinutes(2);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar distribution by SLP",
      description = "Weights of targets from the load that TN3270E servers advertise.")
  public @interface Config {
    /** Scope. */
    @AttributeDefinition(
        name = "Scope",
        description = "The SLP scope of the servers; empty for the default scope.")
    String scope() default "";
  }

  private record Known(InetAddress address, ServerOffer offer) {}

  private final Clock clock;
  private volatile @Nullable ServerLocator locator;
  private volatile ServerQuery query = ServerQuery.any();
  private volatile List<Known> known = List.of();
  private final Map<String, List<InetAddress>> names = new HashMap<>(); // guarded by itself
  private Instant searched = Instant.MIN; // guarded by this

  /** Called by Declarative Services. */
  @Activate
  public SlpLoadWeights(@Reference(name = "net") NetworkStack net, Config config) {
    clock = net.clock();
    modified(config);
  }

  @Modified
  void modified(Config config) {
    query = new ServerQuery(config.scope(), "", "", null, null).untilComplete();
    synchronized (this) {
      searched = Instant.MIN;
    }
  }

  @Reference(
      name = "locator",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindLocator(ServerLocator found) {
    locator = found;
  }

  void unbindLocator(ServerLocator gone) {
    if (gone.equals(locator)) {
      locator = null;
    }
  }

  @Override
  public Map<String, Integer> weights(String vip, Map<String, TargetStatus> targets) {
    search();
    Map<String, Known> servers = new HashMap<>();
    targets.forEach((name, target) -> find(target).ifPresent(server -> servers.put(name, server)));
    boolean signed = servers.values().stream().anyMatch(server -> server.offer().signed());
    Map<String, Integer> weights = new HashMap<>();
    servers.forEach(
        (name, server) -> {
          if (server.offer().signed() || !signed) {
            weights.put(name, 100 - server.offer().load().orElseThrow());
          }
        });
    return weights;
  }

  /** What is known of the target's load, the newest. */
  private Optional<Known> find(TargetStatus target) {
    Instant oldest = clock.instant().minus(STALE);
    return known.stream()
        .filter(server -> server.address().equals(target.address()))
        .filter(server -> target.port() == 0 || server.offer().port() == target.port())
        .filter(server -> server.offer().load().isPresent())
        .filter(server -> !server.offer().seen().isBefore(oldest))
        .max((a, b) -> a.offer().seen().compareTo(b.offer().seen()));
  }

  private void search() {
    ServerLocator asked = locator;
    Instant now = clock.instant();
    synchronized (this) {
      if (asked == null || now.isBefore(searched.plus(REFRESH))) {
        return;
      }
      searched = now;
    }
    asked.find(query).thenAcceptAsync(this::found, SlpLoadWeights::run);
  }

  /** Names are resolved on a thread that lives as long as that takes. */
  private static void run(Runnable task) {
    Thread thread = new Thread(task, "loadstar-distributor slp");
    thread.setDaemon(true);
    thread.start();
  }

  /** A name that takes long to resolve must not keep the others waiting. */
  private void found(ServerList list) {
    synchronized (names) {
      List<String> hosts = list.offers().stream().map(ServerOffer::host).distinct().toList();
      names.keySet().retainAll(hosts);
      know(list);
      for (String host : hosts) {
        if (!isAddress(host)) {
          names.put(host, addresses(host));
          know(list);
        }
      }
    }
  }

  private void know(ServerList list) {
    List<Known> servers = new ArrayList<>();
    for (ServerOffer offer : list.offers()) {
      String host = offer.host();
      List<InetAddress> all =
          isAddress(host) ? addresses(host) : names.getOrDefault(host, List.of());
      all.forEach(address -> servers.add(new Known(address, offer)));
    }
    known = List.copyOf(servers);
  }

  private static boolean isAddress(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  private static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException unknown) {
      return List.of(); // and so no target has it
    }
  }
}
